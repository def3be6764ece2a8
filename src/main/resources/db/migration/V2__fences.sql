-- The token of the lease under which an answer is written; 0 with one node alone.
ALTER TABLE message ADD COLUMN fence BIGINT DEFAULT 0 NOT NULL;
