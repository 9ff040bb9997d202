-- How many instances of a component run in an environment, whatever version it is; without a row one.
CREATE TABLE delivery_scales (
  component     TEXT NOT NULL,
  project_id    TEXT NOT NULL,
  environment   TEXT NOT NULL,
  instances     INTEGER NOT NULL,              -- 2 and more, or 1 again
  changed_by    TEXT NOT NULL,
  changed_at    TEXT NOT NULL,
  PRIMARY KEY (component, environment)
);
CREATE INDEX delivery_scales_environment ON delivery_scales (project_id, environment);

-- Of an instance of several equal processes each further one has a row of its own, for its ports and its log.
ALTER TABLE delivery_instances ADD COLUMN copy_of TEXT NOT NULL DEFAULT '';      -- the first one; '' for that
CREATE INDEX delivery_instances_copies ON delivery_instances (copy_of);
ALTER TABLE delivery_routes ADD COLUMN further_ports TEXT NOT NULL DEFAULT '[]';  -- JSON: theirs, beside host_port
