CREATE TABLE share (
  token           ${id} NOT NULL PRIMARY KEY,
  conversation_id ${id} NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
  owner           ${id} NOT NULL,
  created_at      BIGINT NOT NULL
);
CREATE UNIQUE INDEX share_by_conversation ON share (conversation_id);

-- tools: names, as a JSON array, or null.
CREATE TABLE preset (
  id                ${id} NOT NULL PRIMARY KEY,
  owner             ${id} NOT NULL,
  name              ${text} NOT NULL,
  model             ${text},
  system_prompt     ${text},
  temperature       DOUBLE PRECISION,
  max_tokens        INTEGER,
  top_p             DOUBLE PRECISION,
  frequency_penalty DOUBLE PRECISION,
  presence_penalty  DOUBLE PRECISION,
  reasoning_effort  ${text},
  tools             ${text},
  shared            BOOLEAN NOT NULL,
  created_at        BIGINT NOT NULL,
  updated_at        BIGINT NOT NULL
);
CREATE INDEX preset_by_owner ON preset (owner);

-- Which conversations came from elsewhere. id: a digest of the owner and of what it was called there.
CREATE TABLE import_origin (
  id              ${id} NOT NULL PRIMARY KEY,
  conversation_id ${id} NOT NULL REFERENCES conversation (id) ON DELETE CASCADE
);
CREATE INDEX import_origin_by_conversation ON import_origin (conversation_id);
