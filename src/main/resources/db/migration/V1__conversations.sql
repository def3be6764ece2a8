-- Times are microseconds since 1970, UTC. ${id}, ${text} and ${bytes} are the database's own types.

CREATE TABLE conversation (
  id                 ${id} NOT NULL PRIMARY KEY,
  owner              ${id} NOT NULL,
  title              ${text},
  named              BOOLEAN NOT NULL,
  model              ${text},
  system_prompt      ${text},
  temperature        DOUBLE PRECISION,
  max_tokens         INTEGER,
  top_p              DOUBLE PRECISION,
  frequency_penalty  DOUBLE PRECISION,
  presence_penalty   DOUBLE PRECISION,
  active_message_id  ${id},
  running_message_id ${id},
  message_count      INTEGER NOT NULL,
  created_at         BIGINT NOT NULL,
  updated_at         BIGINT NOT NULL
);
CREATE INDEX conversation_by_update ON conversation (owner, updated_at DESC, id DESC);
CREATE INDEX conversation_running ON conversation (running_message_id);

CREATE TABLE message (
  id                ${id} NOT NULL PRIMARY KEY,
  conversation_id   ${id} NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
  owner             ${id} NOT NULL,
  parent_id         ${id},
  seq               INTEGER NOT NULL,
  role              VARCHAR(16) NOT NULL,
  status            VARCHAR(16) NOT NULL,
  content           ${text} NOT NULL,
  reasoning         ${text},
  model             ${text},
  finish_reason     ${text},
  prompt_tokens     BIGINT,
  completion_tokens BIGINT,
  total_tokens      BIGINT,
  error_code        ${text},
  error_message     ${text},
  error_retryable   BOOLEAN,
  created_at        BIGINT NOT NULL,
  log_cursor        VARCHAR(64)
);
CREATE UNIQUE INDEX message_by_seq ON message (conversation_id, seq);

CREATE TABLE request (
  id                   ${id} NOT NULL PRIMARY KEY,
  fingerprint          ${id} NOT NULL,
  conversation_id      ${id} NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
  user_message_id      ${id},
  assistant_message_id ${id} NOT NULL,
  created_at           BIGINT NOT NULL
);
CREATE INDEX request_by_conversation ON request (conversation_id);
CREATE INDEX request_by_age ON request (created_at);

-- What is searched: titles, and messages once they are whole, in the form in which they are compared.
CREATE TABLE search_text (
  id              ${id} NOT NULL PRIMARY KEY,
  conversation_id ${id} NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
  owner           ${id} NOT NULL,
  title           BOOLEAN NOT NULL,
  folded          ${text} NOT NULL,
  place           BIGINT NOT NULL
);
CREATE INDEX search_text_by_conversation ON search_text (conversation_id);
CREATE INDEX search_text_by_place ON search_text (place, owner, conversation_id);

-- Its index: for every 512 texts of an owner, in which of them any three characters stand.
CREATE TABLE search_segment (
  id    BIGINT NOT NULL PRIMARY KEY,
  owner ${id} NOT NULL,
  stale BOOLEAN NOT NULL
);
CREATE INDEX search_segment_by_owner ON search_segment (owner);

CREATE TABLE search_posting (
  segment BIGINT NOT NULL REFERENCES search_segment (id) ON DELETE CASCADE,
  bucket  INTEGER NOT NULL,
  texts   ${bytes} NOT NULL,
  PRIMARY KEY (segment, bucket)
);
