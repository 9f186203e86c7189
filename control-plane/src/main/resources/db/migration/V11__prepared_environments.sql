-- What the packages of one generation of a template became, where there are no images: one row for each
-- generation that has packages, made together with it. `beat_at` tells whether somebody is at work.
CREATE TABLE environments (
  template_id  text NOT NULL REFERENCES templates,
  generation   integer NOT NULL,
  packages     text NOT NULL,
  preload      text NOT NULL,
  status       text NOT NULL CHECK (status IN ('preparing', 'ready', 'failed')),
  detail       text,
  created_at   timestamptz(3) NOT NULL,
  beat_at      timestamptz(3),
  finished_at  timestamptz(3),
  PRIMARY KEY (template_id, generation)
);

-- A container that is only started when the environment of its template is ready.
ALTER TABLE containers ADD COLUMN held boolean NOT NULL DEFAULT false;
CREATE INDEX containers_held ON containers (template_id, generation) WHERE held AND status = 'starting';
