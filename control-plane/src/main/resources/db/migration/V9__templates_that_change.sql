-- A template that is not wanted any more is kept for the sessions that were made from it.
ALTER TABLE templates ADD COLUMN deleted_at timestamptz(3);
ALTER TABLE templates DROP CONSTRAINT templates_name_key;
CREATE UNIQUE INDEX templates_by_name ON templates (name) WHERE deleted_at IS NULL;

-- What can be run in a session was decided when it was made. A control plane of an older version, which
-- may still be at work, does not say and asks the template.
ALTER TABLE sessions ADD COLUMN languages text[] NOT NULL DEFAULT '{python,javascript,shell}';
UPDATE sessions s SET languages = (
  SELECT array_agg(l) FROM templates t, json_array_elements_text(t.spec::json -> 'languages') l
  WHERE t.id = s.template_id);

-- Listed so that callers find its name; it says itself that its sandbox is not there yet.
INSERT INTO templates (id, name, image, spec, created_at, updated_at)
SELECT 'browser', 'Browser', 'cloche/browser',
  (spec::jsonb || '{"pre_installed_packages": ["chromium"],
    "default_resources": {"cpu": "2", "memory": "2Gi", "disk": "2Gi", "max_processes": 512},
    "unavailable": "this installation has no sandbox for browsers yet"}')::text,
  now(), now()
FROM templates WHERE id = 'nodejs-basic';
