CREATE TABLE insights_deployments (
  id          TEXT NOT NULL PRIMARY KEY,
  component   TEXT NOT NULL,
  owner_ref   TEXT NOT NULL,               -- at the time of the deployment
  project_id  TEXT NOT NULL,
  environment TEXT NOT NULL,
  env_type    TEXT NOT NULL,
  mode        TEXT NOT NULL,
  succeeded   BOOL NOT NULL,
  release_id  TEXT NOT NULL,
  commit_sha  TEXT NOT NULL,
  has_base    BOOL NOT NULL,               -- something was deployed there before
  is_hotfix   BOOL NOT NULL,
  authored_at TEXT NOT NULL,               -- JSON array: author times of the commits it brought
  finished_at TEXT NOT NULL
);
CREATE INDEX insights_deployments_time ON insights_deployments (finished_at);
CREATE INDEX insights_deployments_component ON insights_deployments (component, finished_at);

