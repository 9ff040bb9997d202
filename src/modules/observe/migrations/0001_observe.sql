-- Numbers of workloads over time, and what broke.

CREATE TABLE observe_series (
  id          TEXT NOT NULL PRIMARY KEY,       -- ULID
  component   TEXT NOT NULL,
  environment TEXT NOT NULL,
  UNIQUE (component, environment)
);

-- One row a series, resolution and interval. NULL: not known. Counts are those of the interval, not running totals.
CREATE TABLE observe_samples (
  series_id            TEXT NOT NULL REFERENCES observe_series (id),
  resolution_seconds   INTEGER NOT NULL,       -- 15: as sampled; 60: rolled up
  at_seconds           INTEGER NOT NULL,       -- end of the interval (15) or its beginning (60), since 1970
  cpu_seconds          REAL,
  cpu_span_seconds     REAL NOT NULL,          -- time that cpu_seconds covers
  memory_bytes         INTEGER,                -- the highest seen
  memory_limit_bytes   INTEGER,
  restarts             INTEGER,
  requests             INTEGER,
  errors_4xx           INTEGER,
  errors_5xx           INTEGER,
  traffic_span_seconds REAL NOT NULL,          -- time that requests and errors cover
  latency_counts       TEXT NOT NULL,          -- by latency bound, separated by blanks, zeros at the end left out
  PRIMARY KEY (series_id, resolution_seconds, at_seconds)
);
CREATE INDEX observe_samples_age ON observe_samples (resolution_seconds, at_seconds);

CREATE TABLE observe_incidents (
  id            TEXT NOT NULL PRIMARY KEY,     -- ULID
  component     TEXT NOT NULL,
  project_id    TEXT NOT NULL,
  environment   TEXT NOT NULL,
  env_type      TEXT NOT NULL,
  owner_ref     TEXT NOT NULL,
  host_id       TEXT NOT NULL,                 -- the server that watches the workload
  deployment_id TEXT NOT NULL,
  instance_id   TEXT NOT NULL,
  reason        TEXT NOT NULL,
  resolution    TEXT NOT NULL,                 -- '' while open; recovered | stopped
  opened_at     TEXT NOT NULL,
  closed_at     TEXT
);
-- One place has one open incident, whoever tries to open another.
CREATE UNIQUE INDEX observe_incidents_open ON observe_incidents (component, environment) WHERE closed_at IS NULL;
CREATE INDEX observe_incidents_component ON observe_incidents (component, id);
CREATE INDEX observe_incidents_owner ON observe_incidents (owner_ref, id);
