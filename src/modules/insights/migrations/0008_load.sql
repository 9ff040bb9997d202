-- What a team keeps in a service's repository for the platform, as of the last push to its default branch.
CREATE TABLE insights_service_load (
  component TEXT NOT NULL PRIMARY KEY,     -- the repository's name
  owner_ref TEXT NOT NULL,
  files     INTEGER NOT NULL,
  keys      INTEGER NOT NULL,
  at        TEXT NOT NULL
);
CREATE INDEX insights_service_load_owner ON insights_service_load (owner_ref);
