-- Where in the workspace a run starts; nothing for the workspace itself.
ALTER TABLE executions ADD COLUMN working_directory text;

CREATE INDEX executions_of_tenant ON executions (tenant, created_at DESC, id);
