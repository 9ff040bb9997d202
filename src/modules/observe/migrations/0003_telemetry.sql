-- What workloads say of themselves by OTLP, bounded in time and number.

-- A trace as one place took part in it.
CREATE TABLE observe_traces (
  trace_id    TEXT NOT NULL,
  component   TEXT NOT NULL,
  environment TEXT NOT NULL,
  project_id  TEXT NOT NULL,
  env_type    TEXT NOT NULL,
  owner_ref   TEXT NOT NULL,
  name        TEXT NOT NULL,                   -- of its first span here
  started_ns  INTEGER NOT NULL,                -- nanoseconds since 1970
  ended_ns    INTEGER NOT NULL,
  spans       INTEGER NOT NULL,
  errors      INTEGER NOT NULL,
  received_at TEXT NOT NULL,
  PRIMARY KEY (trace_id, component, environment)
) WITHOUT ROWID;
CREATE INDEX observe_traces_place ON observe_traces (component, environment, started_ns, trace_id);
CREATE INDEX observe_traces_time ON observe_traces (started_ns, trace_id);
CREATE INDEX observe_traces_age ON observe_traces (received_at);

CREATE TABLE observe_spans (
  trace_id    TEXT NOT NULL,
  span_id     TEXT NOT NULL,
  parent_id   TEXT NOT NULL,                   -- '' at the root
  component   TEXT NOT NULL,
  environment TEXT NOT NULL,
  env_type    TEXT NOT NULL,
  owner_ref   TEXT NOT NULL,
  name        TEXT NOT NULL,
  kind        TEXT NOT NULL,
  started_ns  INTEGER NOT NULL,
  ended_ns    INTEGER NOT NULL,
  status      TEXT NOT NULL,                   -- '' | ok | error
  message     TEXT NOT NULL,
  attributes  TEXT NOT NULL,                   -- JSON object
  events      TEXT NOT NULL,                   -- JSON array
  received_at TEXT NOT NULL,
  PRIMARY KEY (trace_id, span_id)
) WITHOUT ROWID;
CREATE INDEX observe_spans_age ON observe_spans (received_at);

CREATE TABLE observe_measures (
  id          TEXT NOT NULL PRIMARY KEY,       -- ULID
  component   TEXT NOT NULL,
  environment TEXT NOT NULL,
  metric      TEXT NOT NULL,
  unit        TEXT NOT NULL,
  kind        TEXT NOT NULL,                   -- gauge | counter | delta | histogram
  labels      TEXT NOT NULL,                   -- JSON object, canonical
  UNIQUE (component, environment, metric, labels)
);

-- The last value in each 15 s; of deltas their sum.
CREATE TABLE observe_measured (
  measure_id  TEXT NOT NULL REFERENCES observe_measures (id) ON DELETE CASCADE,
  at_seconds  INTEGER NOT NULL,                -- since 1970
  value       REAL NOT NULL,
  count       INTEGER,                         -- of histograms
  PRIMARY KEY (measure_id, at_seconds)
) WITHOUT ROWID;
CREATE INDEX observe_measured_age ON observe_measured (at_seconds);
