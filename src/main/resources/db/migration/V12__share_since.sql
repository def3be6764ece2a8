-- The position in the owner's log at which it was shared: events before it are not for viewers.
ALTER TABLE share ADD COLUMN since_cursor ${id};
