-- What the workspaces of a tenant take: of a session that is not over what it may take, and of one that is, once that
-- has been added up (workspace_bytes), what its files do.
ALTER TABLE sessions
  ADD COLUMN disk_bytes bigint NOT NULL DEFAULT 1073741824,
  ADD COLUMN workspace_bytes bigint;

CREATE INDEX sessions_with_files ON sessions (tenant) WHERE workspace_purged_at IS NULL;
CREATE INDEX sessions_not_weighed ON sessions (completed_at)
  WHERE workspace_bytes IS NULL AND released_at IS NOT NULL AND workspace_purged_at IS NULL;
