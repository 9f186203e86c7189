-- Concluded before it began, where its executor may still have it in its line and has not been told.
ALTER TABLE executions ADD COLUMN to_recall boolean NOT NULL DEFAULT false;

CREATE INDEX executions_to_recall ON executions (id) WHERE to_recall;
