-- Control planes that work on this database, and which of them waits for what.

CREATE TABLE replicas (
  id       text PRIMARY KEY,
  url      text NOT NULL,
  beat_at  timestamptz NOT NULL
);

ALTER TABLE executions ADD COLUMN waiters text[] NOT NULL DEFAULT '{}';
ALTER TABLE sessions ADD COLUMN waiters text[] NOT NULL DEFAULT '{}';
