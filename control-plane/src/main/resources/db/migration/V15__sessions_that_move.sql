-- A session whose container is lost gets a place in another one. `moved_from` is where its files are
-- until they have been carried over.
ALTER TABLE sessions
  ADD COLUMN moved_at   timestamptz(3),
  ADD COLUMN moved_from text;

-- An execution that the platform lost is run again, unless its caller does not want that. While it
-- waits for that it is 'crashed'.
ALTER TABLE executions
  ADD COLUMN retry    boolean NOT NULL DEFAULT true,
  ADD COLUMN retry_at timestamptz(3);

CREATE INDEX executions_crashed ON executions (retry_at) WHERE status = 'crashed';
