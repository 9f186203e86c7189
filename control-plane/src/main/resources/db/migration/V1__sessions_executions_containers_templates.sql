-- What a sandbox is made from. `spec` is the JSON of what only the platform's code reads.
CREATE TABLE templates (
  id          text PRIMARY KEY,
  name        text NOT NULL UNIQUE,
  image       text NOT NULL,
  generation  integer NOT NULL DEFAULT 1,
  spec        text NOT NULL,
  created_at  timestamptz(3) NOT NULL,
  updated_at  timestamptz(3) NOT NULL
);

-- The room around one executor. `sessions` counts the places that are taken.
CREATE TABLE containers (
  id                  text PRIMARY KEY,
  template_id         text NOT NULL REFERENCES templates,
  generation          integer NOT NULL,
  runtime             text NOT NULL,
  status              text NOT NULL
    CHECK (status IN ('starting', 'warm', 'claimed', 'draining', 'exited')),
  places              integer NOT NULL CHECK (places > 0),
  sessions            integer NOT NULL CHECK (sessions BETWEEN 0 AND places),
  secret_hash         bytea NOT NULL UNIQUE,
  control_plane_url   text NOT NULL,
  isolation_required  text NOT NULL,
  isolation           text,
  isolation_detail    text,
  resources           text NOT NULL,
  node                text,
  host                text,
  port                integer CHECK (port BETWEEN 1 AND 65535),
  created_at          timestamptz(3) NOT NULL,
  ready_at            timestamptz(3),
  last_seen_at        timestamptz(3),
  idle_since          timestamptz(3),
  exited_at           timestamptz(3),
  exit_reason         text,
  purged_at           timestamptz(3)
);

CREATE INDEX containers_with_room ON containers (template_id, status)
  WHERE status IN ('starting', 'warm', 'claimed');
CREATE INDEX containers_by_age ON containers (created_at DESC, id);

-- A caller's lease.
CREATE TABLE sessions (
  id                  text PRIMARY KEY,
  tenant              text NOT NULL,
  created_by          text NOT NULL,
  template_id         text NOT NULL REFERENCES templates,
  mode                text NOT NULL CHECK (mode IN ('persistent', 'ephemeral')),
  status              text NOT NULL CHECK (
    status IN ('creating', 'running', 'completed', 'failed', 'timeout', 'terminated')),
  status_reason       text,
  failure_code        text,
  container_id        text REFERENCES containers,
  resources           text NOT NULL,
  env_names           text[] NOT NULL,
  env_sealed          bytea NOT NULL,
  network_enabled     boolean NOT NULL,
  metadata            jsonb NOT NULL,
  timeout_seconds     integer NOT NULL,
  created_at          timestamptz(3) NOT NULL,
  updated_at          timestamptz(3) NOT NULL,
  last_activity_at    timestamptz(3) NOT NULL,
  completed_at        timestamptz(3),
  released_at         timestamptz(3),
  workspace_purged_at timestamptz(3)
);

CREATE INDEX sessions_of_tenant ON sessions (tenant, created_at DESC, id);
CREATE INDEX sessions_living ON sessions (last_activity_at)
  WHERE status IN ('creating', 'running');
CREATE INDEX sessions_of_container ON sessions (container_id);

-- One run of code. What ended it stands in the same row.
CREATE TABLE executions (
  id                text PRIMARY KEY,
  session_id        text NOT NULL REFERENCES sessions,
  tenant            text NOT NULL,
  container_id      text REFERENCES containers,
  status            text NOT NULL CHECK (status IN (
    'pending', 'running', 'completed', 'failed', 'timeout', 'crashed', 'cancelled')),
  attempt           integer NOT NULL DEFAULT 1,
  language          text NOT NULL,
  code              text NOT NULL,
  event             text,
  env_sealed        bytea NOT NULL,
  stdin             text,
  timeout_seconds   integer NOT NULL,
  created_at        timestamptz(3) NOT NULL,
  started_at        timestamptz(3),
  last_heartbeat_at timestamptz(3),
  completed_at      timestamptz(3),
  report_digest     bytea,
  verdict           text,
  exit_code         integer,
  signal            text,
  execution_time    double precision,
  stdout            text,
  stderr            text,
  stdout_truncated  boolean,
  stderr_truncated  boolean,
  return_value      text,
  metrics           text,
  artifacts         text,
  error             text
);

CREATE INDEX executions_of_session ON executions (session_id, created_at DESC, id);
CREATE INDEX executions_open ON executions (created_at)
  WHERE status IN ('pending', 'running', 'crashed');

-- Files that executors reported, with what they said of them.
CREATE TABLE artifacts (
  execution_id  text NOT NULL REFERENCES executions ON DELETE CASCADE,
  path          text NOT NULL,
  size          bigint NOT NULL,
  mime_type     text NOT NULL,
  type          text NOT NULL,
  checksum      text,
  download_url  text,
  created_at    timestamptz(3),
  PRIMARY KEY (execution_id, path)
);
