-- Packages that are installed for one session alone. `dependencies_settled` is what was asked for when the
-- last installation succeeded; `dependency_beat_at` tells whether somebody looks after an installation.
ALTER TABLE sessions
  ADD COLUMN dependencies               text,
  ADD COLUMN dependencies_settled       text,
  ADD COLUMN dependencies_installed     text,
  ADD COLUMN dependency_status          text
    CHECK (dependency_status IN ('pending', 'installing', 'completed', 'failed')),
  ADD COLUMN dependency_error           text,
  ADD COLUMN dependency_fatal           boolean NOT NULL DEFAULT false,
  ADD COLUMN dependency_attempt         integer NOT NULL DEFAULT 0,
  ADD COLUMN dependency_timeout_seconds integer NOT NULL DEFAULT 300,
  ADD COLUMN dependency_started_at      timestamptz(3),
  ADD COLUMN dependency_completed_at    timestamptz(3),
  ADD COLUMN dependency_beat_at         timestamptz(3);

CREATE INDEX sessions_installing ON sessions (created_at) WHERE dependency_status IN ('pending', 'installing');
