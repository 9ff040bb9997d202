-- Who told of a deployment elsewhere, and what the teller calls it; '' for one of this platform. Told twice it is one.
ALTER TABLE insights_deployments ADD COLUMN source TEXT NOT NULL DEFAULT '';
ALTER TABLE insights_deployments ADD COLUMN external_id TEXT NOT NULL DEFAULT '';
