ALTER TABLE conversation ADD COLUMN reasoning_effort VARCHAR(16);
