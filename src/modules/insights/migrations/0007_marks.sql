-- How often the rows behind a projection have changed: what was computed from them is kept until it has moved.
CREATE TABLE insights_marks (
  name TEXT NOT NULL PRIMARY KEY,
  n    INTEGER NOT NULL
);
CREATE INDEX insights_deployments_owner ON insights_deployments (owner_ref, finished_at);
CREATE INDEX insights_incidents_owner ON insights_incidents (owner_ref, opened_at);
