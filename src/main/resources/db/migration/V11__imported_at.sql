-- What has just been imported is not untouched, however old it is.
ALTER TABLE import_origin ADD COLUMN imported_at BIGINT DEFAULT 0 NOT NULL;
