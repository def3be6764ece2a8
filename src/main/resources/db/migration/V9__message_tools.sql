-- The calls of tools in an answer, as JSON.
ALTER TABLE message ADD COLUMN tools ${text};
