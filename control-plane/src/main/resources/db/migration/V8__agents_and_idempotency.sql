-- Whose session it is, in its caller's words: an agent has one at a time for each template.
ALTER TABLE sessions ADD COLUMN agent_id text;
CREATE UNIQUE INDEX sessions_of_agent ON sessions (tenant, agent_id, template_id)
  WHERE agent_id IS NOT NULL AND status IN ('creating', 'running');

-- What a caller has asked for under a key of its own, so that asking again does not do it again.
CREATE TABLE idempotency_keys (
  tenant      text NOT NULL,
  scope       text NOT NULL,
  key         text NOT NULL,
  digest      text NOT NULL,
  target      text NOT NULL,
  created_at  timestamptz(3) NOT NULL,
  PRIMARY KEY (tenant, scope, key)
);

CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at);
