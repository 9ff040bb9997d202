-- Environments, releases, deployments and their resources. A deployment's steps are the nodes of its run.

CREATE TABLE delivery_projects (
  id         TEXT NOT NULL PRIMARY KEY,         -- slug: the catalog's system, or the component itself
  owner_ref  TEXT NOT NULL,
  created_at TEXT NOT NULL
);

CREATE TABLE delivery_components (
  name       TEXT NOT NULL PRIMARY KEY,         -- the Score workload's name
  project_id TEXT NOT NULL REFERENCES delivery_projects (id),
  owner_ref  TEXT NOT NULL,
  repository TEXT NOT NULL,
  created_at TEXT NOT NULL
);
CREATE INDEX delivery_components_project ON delivery_components (project_id, name);
CREATE INDEX delivery_components_repository ON delivery_components (repository);

CREATE TABLE delivery_environments (
  project_id TEXT NOT NULL REFERENCES delivery_projects (id),
  name       TEXT NOT NULL,
  uid        TEXT NOT NULL UNIQUE,              -- ULID: one life; a later environment of the same name is another
  type       TEXT NOT NULL,                     -- development | staging | production | ephemeral
  owner_ref  TEXT NOT NULL,
  state      TEXT NOT NULL,                     -- active | deleting | delete_failed
  expires_at TEXT,
  created_at TEXT NOT NULL,
  PRIMARY KEY (project_id, name)
);
CREATE INDEX delivery_environments_expiry ON delivery_environments (expires_at);

-- Immutable; the highest version is in force.
CREATE TABLE delivery_configurations (
  project_id  TEXT NOT NULL,
  environment TEXT NOT NULL,
  component   TEXT NOT NULL,
  version     INTEGER NOT NULL,
  content     TEXT NOT NULL,                    -- JSON object of strings
  created_by  TEXT NOT NULL,
  created_at  TEXT NOT NULL,
  PRIMARY KEY (project_id, environment, component, version)
);

-- Immutable and free of environments; the id is the SHA-256 of the canonical content.
CREATE TABLE delivery_releases (
  id         TEXT NOT NULL PRIMARY KEY,         -- 64 hex
  component  TEXT NOT NULL,
  number     INTEGER NOT NULL,                  -- "rel-7" within the component
  project_id TEXT NOT NULL,
  owner_ref  TEXT NOT NULL,
  score      TEXT NOT NULL,                     -- upgraded Score document, image "." replaced by the bundle
  bundle     TEXT NOT NULL,                     -- "sha256:..."
  repository TEXT NOT NULL,
  commit_sha TEXT NOT NULL,
  branch     TEXT NOT NULL,
  run_id     TEXT NOT NULL,                     -- the pipeline run that built it
  created_at TEXT NOT NULL,
  UNIQUE (component, number)
);
CREATE INDEX delivery_releases_component ON delivery_releases (component, created_at);

CREATE TABLE delivery_deployments (
  id             TEXT NOT NULL PRIMARY KEY,     -- ULID
  component      TEXT NOT NULL,
  project_id     TEXT NOT NULL,
  environment    TEXT NOT NULL,
  environment_uid TEXT NOT NULL,
  env_type       TEXT NOT NULL,
  owner_ref      TEXT NOT NULL,
  mode           TEXT NOT NULL,                 -- deploy | promote | rollback | restart | stop
  release_id     TEXT NOT NULL,
  configuration_version INTEGER NOT NULL,
  definitions    TEXT NOT NULL,                 -- JSON: resource id to "definition@version"
  base_id        TEXT,                          -- the deployment in force when it began
  state          TEXT NOT NULL,                 -- queued | running | succeeded | failed | cancelled | rolled_back
  reason         TEXT NOT NULL,
  plan           TEXT NOT NULL,                 -- JSON
  run_id         TEXT NOT NULL,
  instance_id    TEXT NOT NULL,
  requested_by   TEXT NOT NULL,
  created_at     TEXT NOT NULL,
  finished_at    TEXT
);
CREATE INDEX delivery_deployments_component ON delivery_deployments (component, environment, id);
CREATE INDEX delivery_deployments_environment ON delivery_deployments (project_id, environment, id);
CREATE INDEX delivery_deployments_state ON delivery_deployments (state, id);

-- What is in force: one row a component and environment.
CREATE TABLE delivery_current (
  component     TEXT NOT NULL,
  project_id    TEXT NOT NULL,
  environment   TEXT NOT NULL,
  deployment_id TEXT NOT NULL,
  instance_id   TEXT NOT NULL,                  -- '' when stopped
  PRIMARY KEY (component, environment)
);

CREATE TABLE delivery_instances (
  id            TEXT NOT NULL PRIMARY KEY,      -- ULID
  deployment_id TEXT NOT NULL,
  component     TEXT NOT NULL,
  project_id    TEXT NOT NULL,
  environment   TEXT NOT NULL,
  host_id       TEXT NOT NULL,
  state         TEXT NOT NULL,                  -- starting | active | draining | stopped | failed
  ports         TEXT NOT NULL,                  -- JSON: service port to port on 127.0.0.1
  health        TEXT NOT NULL,
  health_reason TEXT NOT NULL,
  created_at    TEXT NOT NULL,
  stopped_at    TEXT
);
CREATE INDEX delivery_instances_state ON delivery_instances (state, id);
CREATE INDEX delivery_instances_component ON delivery_instances (component, environment, id);

CREATE TABLE delivery_definitions (
  id         TEXT NOT NULL,
  version    INTEGER NOT NULL,
  type       TEXT NOT NULL,
  driver     TEXT NOT NULL,
  inputs     TEXT NOT NULL,                     -- JSON object with placeholders
  description TEXT NOT NULL,
  created_by TEXT NOT NULL,
  created_at TEXT NOT NULL,
  PRIMARY KEY (id, version)
);

-- Which definition serves which resource. '' is "any"; equal rows for one type are refused.
CREATE TABLE delivery_criteria (
  definition_id  TEXT NOT NULL,
  type           TEXT NOT NULL,
  resource_class TEXT NOT NULL,
  res_id         TEXT NOT NULL,
  environment    TEXT NOT NULL,
  project_id     TEXT NOT NULL,
  env_type       TEXT NOT NULL,
  PRIMARY KEY (type, resource_class, res_id, environment, project_id, env_type)
);

CREATE TABLE delivery_resources (
  gu_id          TEXT NOT NULL PRIMARY KEY,     -- 32 hex: hash of project, environment life, type, class and id
  project_id     TEXT NOT NULL,
  environment    TEXT NOT NULL,
  environment_uid TEXT NOT NULL,
  env_type       TEXT NOT NULL,
  owner_ref      TEXT NOT NULL,
  component      TEXT NOT NULL,
  type           TEXT NOT NULL,
  resource_class TEXT NOT NULL,
  res_id         TEXT NOT NULL,                 -- workloads.<component>.<name> or shared.<id>
  definition     TEXT NOT NULL,                 -- "id@version"
  driver         TEXT NOT NULL,
  params         TEXT NOT NULL,
  inputs         TEXT NOT NULL,
  input_hash     TEXT NOT NULL,
  outputs        TEXT NOT NULL,                 -- JSON object, nothing secret
  secret_keys    TEXT NOT NULL,                 -- JSON array: which outputs are secrets
  driver_state   TEXT NOT NULL,
  state          TEXT NOT NULL,                 -- provisioning | active | failed | unknown | orphaned | deleting | delete_failed
  reason         TEXT NOT NULL,
  deployment_id  TEXT NOT NULL,
  delete_after   TEXT,
  updated_at     TEXT NOT NULL
);
CREATE INDEX delivery_resources_environment ON delivery_resources (project_id, environment, res_id);
CREATE INDEX delivery_resources_component ON delivery_resources (component, environment);

-- The data plane's table, row by row; the generation rises with each change.
CREATE TABLE delivery_routes (
  gu_id       TEXT NOT NULL PRIMARY KEY,
  component   TEXT NOT NULL,
  project_id  TEXT NOT NULL,
  environment TEXT NOT NULL,
  host        TEXT NOT NULL,
  path        TEXT NOT NULL,
  port        TEXT NOT NULL,                    -- service port: name or number, as the workload wrote it
  instance_id TEXT NOT NULL,                    -- '' while nothing serves it
  host_port   INTEGER NOT NULL,
  UNIQUE (host, path)
);
CREATE TABLE delivery_traffic (
  host_id    TEXT NOT NULL PRIMARY KEY,
  fence      INTEGER NOT NULL,                  -- one higher with each server start
  generation INTEGER NOT NULL
);
