-- Where the files of a session that is over are, when a bucket keeps them. Nothing: in their directory alone.
-- storing: being copied to the bucket. stored: in both. moved: in the bucket alone.
-- left: they stay in their directory, since the bucket cannot hold one of them. forgotten: nowhere any more.
-- Whoever does something about them says until when nobody else is to (workspace_due).
ALTER TABLE sessions
  ADD COLUMN workspace_state text
    CHECK (workspace_state IN ('storing', 'stored', 'moved', 'left', 'forgotten')),
  ADD COLUMN workspace_stored_at timestamptz(3),
  ADD COLUMN workspace_due timestamptz(3);

CREATE INDEX sessions_workspace_state ON sessions (workspace_state)
  WHERE workspace_state IN ('storing', 'stored', 'moved');
