-- Who has come, by what their login, token or proxy says; digest: of issuer and subject.
CREATE TABLE person (
  id             ${id} NOT NULL PRIMARY KEY,
  digest         ${id} NOT NULL,
  name           ${text},
  email          ${text},
  roles          ${text} NOT NULL,
  disabled       BOOLEAN NOT NULL,
  tokens_per_day BIGINT,
  created_at     BIGINT NOT NULL,
  last_seen_at   BIGINT NOT NULL
);
CREATE UNIQUE INDEX person_by_digest ON person (digest);
CREATE INDEX person_by_sight ON person (last_seen_at DESC, id DESC);
CREATE INDEX person_disabled ON person (disabled);
