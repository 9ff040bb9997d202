-- What the platform team wants of a metric, who answers for it and what was decided from it.
CREATE TABLE insights_targets (
  metric      TEXT NOT NULL,
  component   TEXT NOT NULL,               -- '' with owner_ref '': everything
  owner_ref   TEXT NOT NULL,
  value       REAL NOT NULL,
  due_on      TEXT NOT NULL,               -- "2027-03-31", or ''
  responsible TEXT NOT NULL,               -- a group
  decision    TEXT NOT NULL,
  set_at      TEXT NOT NULL,
  PRIMARY KEY (metric, component, owner_ref)
);
