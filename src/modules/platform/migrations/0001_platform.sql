-- What the platform team says of the platform as a whole: one JSON value for each subject.
CREATE TABLE platform_settings (
  key        TEXT NOT NULL PRIMARY KEY,               -- profile | product
  value      TEXT NOT NULL,                           -- JSON
  updated_at TEXT NOT NULL
);

-- How much each part is asked for. Nobody's name: a day, and the groups of those who asked, to count teams.
CREATE TABLE platform_usage (
  part     TEXT NOT NULL,
  day      TEXT NOT NULL,                             -- 2026-11-29, UTC
  requests INTEGER NOT NULL,
  PRIMARY KEY (part, day)
);
CREATE TABLE platform_usage_groups (
  part      TEXT NOT NULL,
  day       TEXT NOT NULL,
  group_ref TEXT NOT NULL,
  PRIMARY KEY (part, day, group_ref)
);
