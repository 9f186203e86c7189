-- The one execution that was in a container when the memory of the container as a whole ran out: it,
-- and nothing of the platform, ended the container. Absent where there were several or none.
ALTER TABLE containers ADD COLUMN starved_by text;
