INSERT INTO templates (id, name, image, spec, created_at, updated_at)
SELECT id, name, 'cloche/' || id, jsonb_build_object(
    'base_image', 'debian:bookworm-slim',
    'pre_installed_packages', packages,
    'default_resources', jsonb_build_object(
      'cpu', '1', 'memory', memory, 'disk', '1Gi', 'max_processes', 128),
    'security_context', jsonb_build_object('network_enabled', false, 'max_processes', 128),
    'runtime_type', runtime_type,
    'default_timeout', 300,
    'default_env_vars', '{}'::jsonb,
    'density', 'shared',
    'places', 16,
    'pool', jsonb_build_object('target', 0, 'min', 0, 'max', 8, 'idle_seconds', 600),
    'languages', languages,
    'isolation', 'full')::text,
  now(), now()
FROM (VALUES
  ('python-basic', 'Python', '["python3"]'::jsonb, '512Mi', 'python3.11',
    '["python", "shell"]'::jsonb),
  ('python-datascience', 'Python for data science', '["python3", "numpy", "pandas"]'::jsonb,
    '1Gi', 'python3.11', '["python", "shell"]'::jsonb),
  ('nodejs-basic', 'Node.js', '["nodejs"]'::jsonb, '512Mi', 'nodejs20',
    '["javascript", "shell"]'::jsonb),
  ('multi-language', 'Python, Node.js and shell', '["python3", "nodejs"]'::jsonb, '1Gi',
    'python3.11', '["python", "javascript", "shell"]'::jsonb)
) AS built_in (id, name, packages, memory, runtime_type, languages);
