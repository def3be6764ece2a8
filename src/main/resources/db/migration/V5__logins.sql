-- id: the SHA-256 of what the cookie holds. The tokens are encrypted.
CREATE TABLE login (
  id            ${id} NOT NULL PRIMARY KEY,
  person_id     ${id} NOT NULL,
  subject       ${id} NOT NULL,
  sid           ${id},
  roles         ${text} NOT NULL,
  refresh_token ${text},
  id_token      ${text},
  created_at    BIGINT NOT NULL,
  checked_at    BIGINT NOT NULL,
  expires_at    BIGINT NOT NULL
);
CREATE INDEX login_by_person ON login (person_id);
CREATE INDEX login_by_subject ON login (subject);
CREATE INDEX login_by_sid ON login (sid);
CREATE INDEX login_by_check ON login (checked_at);
CREATE INDEX login_by_expiry ON login (expires_at);

-- The one key of all nodes, where the configuration has none.
CREATE TABLE login_key (
  id    INTEGER NOT NULL PRIMARY KEY,
  secret ${id} NOT NULL
);

CREATE TABLE ticket (
  id         ${id} NOT NULL PRIMARY KEY,
  caller     ${text} NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE INDEX ticket_by_expiry ON ticket (expires_at);

-- What is good once: states of logins, logout tokens.
CREATE TABLE spent (
  id         ${id} NOT NULL PRIMARY KEY,
  expires_at BIGINT NOT NULL
);
CREATE INDEX spent_by_expiry ON spent (expires_at);
