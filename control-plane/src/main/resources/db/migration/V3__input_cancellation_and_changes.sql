-- Whether a run's standard input stays open for more, and when its caller asked to stop it.
ALTER TABLE executions
  ADD COLUMN stdin_open boolean NOT NULL DEFAULT false,
  ADD COLUMN cancel_requested_at timestamptz(3),
  -- What the run did to files: JSON, in the words of its report.
  ADD COLUMN changes text,
  ADD COLUMN changes_truncated boolean;
