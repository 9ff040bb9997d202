-- Credentials that are replaced while what they belong to serves.

ALTER TABLE delivery_deployments ADD COLUMN rotations TEXT NOT NULL DEFAULT '[]';  -- JSON array: ids of resources

-- One replacement by one deployment, with what there was before; the secrets of both lie in the vault.
CREATE TABLE delivery_rotations (
  deployment_id   TEXT NOT NULL,
  gu_id           TEXT NOT NULL,                -- of the resource
  old_outputs     TEXT NOT NULL,                -- JSON object, nothing secret
  old_secret_keys TEXT NOT NULL,                -- JSON array
  old_state       TEXT NOT NULL,                -- the driver's
  state           TEXT NOT NULL,                -- begun | made | ended | undone
  created_at      TEXT NOT NULL,
  PRIMARY KEY (deployment_id, gu_id)
);
