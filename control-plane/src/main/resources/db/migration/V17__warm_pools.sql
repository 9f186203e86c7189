-- How much a template is asked for decides how many of its containers are kept ready.
CREATE INDEX sessions_of_template ON sessions (template_id, created_at);

-- How often a session has got another container in short succession.
ALTER TABLE sessions ADD COLUMN moves integer NOT NULL DEFAULT 0;

-- One container is kept ready for what most ask for, unless an admin has decided otherwise.
UPDATE templates
SET spec = jsonb_set(spec::jsonb, '{pool}',
  '{"target": 1, "min": 1, "max": 8, "idle_seconds": 600}')::text
WHERE id = 'python-basic' AND deleted_at IS NULL
  AND spec::jsonb -> 'pool' = '{"target": 0, "min": 0, "max": 8, "idle_seconds": 600}';

-- What has been over for long is forgotten. These say in which pages the old ones are, cost next to nothing, and
-- leave the rows free to be changed where they stand.
CREATE INDEX executions_by_age ON executions USING brin (created_at);
CREATE INDEX sessions_by_age ON sessions USING brin (created_at);
