-- Failures in service, from whatever reports them; a delivery is charged with those that opened while it was in force.
CREATE TABLE insights_incidents (
  id          TEXT NOT NULL PRIMARY KEY,
  component   TEXT NOT NULL,
  owner_ref   TEXT NOT NULL,               -- at the time
  project_id  TEXT NOT NULL,
  environment TEXT NOT NULL,
  env_type    TEXT NOT NULL,
  deployment  TEXT NOT NULL,               -- '' when nothing was in force
  opened_at   TEXT NOT NULL,
  closed_at   TEXT
);
CREATE INDEX insights_incidents_component ON insights_incidents (component, opened_at);
CREATE INDEX insights_incidents_time ON insights_incidents (opened_at);
