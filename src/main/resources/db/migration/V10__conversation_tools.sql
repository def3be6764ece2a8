-- The names of the tools that the model is offered, as a JSON array; null for all.
ALTER TABLE conversation ADD COLUMN tools ${text};
