-- What answers have cost, one row each; open: it runs, and its tokens are reserved.
CREATE TABLE usage_entry (
  id                ${id} NOT NULL PRIMARY KEY,
  person_id         ${id},
  usage_day         INTEGER NOT NULL,
  begun_at          BIGINT NOT NULL,
  model             ${text} NOT NULL,
  answers           INTEGER NOT NULL,
  is_open           BOOLEAN NOT NULL,
  failures          INTEGER NOT NULL,
  prompt_tokens     BIGINT NOT NULL,
  completion_tokens BIGINT NOT NULL
);
CREATE INDEX usage_entry_by_person ON usage_entry (person_id, usage_day);
CREATE INDEX usage_entry_by_day ON usage_entry (usage_day);

-- What an administrator tells everybody; no end: until it is deleted.
CREATE TABLE notice (
  id          ${id} NOT NULL PRIMARY KEY,
  notice_text ${text} NOT NULL,
  severity    VARCHAR(16) NOT NULL,
  from_at     BIGINT NOT NULL,
  until_at    BIGINT,
  created_at  BIGINT NOT NULL
);

-- Who did what that is not everyday.
CREATE TABLE audit_record (
  id          ${id} NOT NULL PRIMARY KEY,
  recorded_at BIGINT NOT NULL,
  who         ${text},
  origin      ${text},
  action      VARCHAR(64) NOT NULL,
  target      ${text},
  outcome     VARCHAR(64) NOT NULL
);
CREATE INDEX audit_record_by_time ON audit_record (recorded_at DESC, id DESC);

-- For what is deleted after some time.
CREATE INDEX conversation_by_age ON conversation (updated_at);
