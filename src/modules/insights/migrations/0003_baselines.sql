-- Histories that were imported before anything was adopted: releases and the times of their commits, nothing about people.
CREATE TABLE insights_baselines (
  name TEXT PRIMARY KEY,
  source TEXT NOT NULL,
  component TEXT NOT NULL,
  owner_ref TEXT NOT NULL,
  tag_glob TEXT NOT NULL,
  from_at TEXT NOT NULL,
  to_at TEXT NOT NULL,
  imported_at TEXT NOT NULL,
  unreleased INTEGER NOT NULL,
  ignored_tags INTEGER NOT NULL,
  is_shallow BOOL NOT NULL
);
CREATE INDEX insights_baselines_by_component ON insights_baselines (component);

CREATE TABLE insights_baseline_releases (
  baseline TEXT NOT NULL REFERENCES insights_baselines (name) ON DELETE CASCADE,
  ordinal INTEGER NOT NULL,
  tag TEXT NOT NULL,
  commit_sha TEXT NOT NULL,
  released_at TEXT NOT NULL,
  has_base BOOL NOT NULL,
  is_patch BOOL NOT NULL,
  merges INTEGER NOT NULL,
  by_bots INTEGER NOT NULL,
  commits TEXT NOT NULL,
  PRIMARY KEY (baseline, ordinal)
);
