-- What a resource costs depends on its parameters; those that came from a secret are in no row.
ALTER TABLE delivery_resources ADD COLUMN are_params_secret INTEGER NOT NULL DEFAULT 0;

-- What somebody takes for right although it is not what was applied; until it is applied again or found otherwise.
CREATE TABLE delivery_accepted_drifts (
  gu_id         TEXT NOT NULL PRIMARY KEY,     -- of a row of delivery_resources
  finding       TEXT NOT NULL,                 -- 64 hex of what was found
  drift         TEXT NOT NULL,                 -- in words
  reason        TEXT NOT NULL,
  accepted_by   TEXT NOT NULL,
  accepted_at   TEXT NOT NULL
);

-- Entities of the kind Resource that are accounts at a provider; definitions name them.
CREATE TABLE delivery_cloud_accounts (
  name          TEXT NOT NULL PRIMARY KEY,
  document      TEXT NOT NULL                  -- descriptor as JSON; names of secrets, no values
);
