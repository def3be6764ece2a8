-- What was uploaded. chars: of the text, in UTF-16 code units; null where it has none.
CREATE TABLE attachment (
  id         ${id} NOT NULL PRIMARY KEY,
  owner      ${id} NOT NULL,
  name       ${text} NOT NULL,
  media_type VARCHAR(100) NOT NULL,
  bytes      BIGINT NOT NULL,
  kind       VARCHAR(16) NOT NULL,
  width      INTEGER,
  height     INTEGER,
  chars      INTEGER,
  image_type VARCHAR(100),
  thumb_type VARCHAR(100),
  created_at BIGINT NOT NULL
);
CREATE INDEX attachment_by_owner ON attachment (owner, created_at);
CREATE INDEX attachment_by_age ON attachment (created_at);

-- Its contents, in pieces: as uploaded (0), as models get it (1: image, 2: text in UTF-8), its thumbnail (3).
CREATE TABLE attachment_piece (
  attachment_id ${id} NOT NULL REFERENCES attachment (id) ON DELETE CASCADE,
  variant       INTEGER NOT NULL,
  seq           INTEGER NOT NULL,
  content       ${bytes} NOT NULL,
  PRIMARY KEY (attachment_id, variant, seq)
);

-- With which messages it was sent.
CREATE TABLE message_attachment (
  message_id      ${id} NOT NULL REFERENCES message (id) ON DELETE CASCADE,
  attachment_id   ${id} NOT NULL REFERENCES attachment (id) ON DELETE CASCADE,
  conversation_id ${id} NOT NULL,
  place           INTEGER NOT NULL,
  PRIMARY KEY (message_id, place)
);
CREATE INDEX message_attachment_by_attachment ON message_attachment (attachment_id);
CREATE INDEX message_attachment_by_conversation ON message_attachment (conversation_id);

-- The contract's objects, as a JSON array; null where there are none.
ALTER TABLE message ADD COLUMN attachments ${text};
