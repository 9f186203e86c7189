-- Python modules that are imported before a run starts, beside common ones.
UPDATE templates
SET spec = jsonb_set(spec::jsonb, '{preload}', '["numpy", "pandas"]')::text, updated_at = now()
WHERE id = 'python-datascience';
