-- What the platform team has declared: the price book and the minutes work takes by hand, each as JSON.
CREATE TABLE insights_assumptions (
  name   TEXT NOT NULL PRIMARY KEY,
  body   TEXT NOT NULL,
  set_at TEXT NOT NULL
);

-- What workloads used, by hour (UTC). Metered, so it does not come back from events.
CREATE TABLE insights_usage_hours (
  component   TEXT NOT NULL,
  environment TEXT NOT NULL,
  hour        TEXT NOT NULL,               -- "2026-11-29T10:00:00Z"
  project_id  TEXT NOT NULL,
  owner_ref   TEXT NOT NULL,               -- at the time
  env_type    TEXT NOT NULL,
  core_hours  REAL NOT NULL,
  gb_hours    REAL NOT NULL,
  PRIMARY KEY (component, environment, hour)
);
CREATE INDEX insights_usage_hours_time ON insights_usage_hours (hour);
CREATE INDEX insights_usage_hours_owner ON insights_usage_hours (owner_ref, hour);

-- What a machine could have given in the time it was metered.
CREATE TABLE insights_machine_hours (
  host_id    TEXT NOT NULL,
  hour       TEXT NOT NULL,
  core_hours REAL NOT NULL,
  gb_hours   REAL NOT NULL,
  PRIMARY KEY (host_id, hour)
);

-- What customers said elsewhere: results of at least five answers, never a single one.
CREATE TABLE insights_ratings (
  id        TEXT NOT NULL PRIMARY KEY,
  product   TEXT NOT NULL,
  owner_ref TEXT NOT NULL,
  day       TEXT NOT NULL,
  score     REAL NOT NULL,                 -- 0 to 100
  answers   INTEGER NOT NULL,
  source    TEXT NOT NULL
);
CREATE INDEX insights_ratings_day ON insights_ratings (day);
CREATE INDEX insights_ratings_owner ON insights_ratings (owner_ref, day);
