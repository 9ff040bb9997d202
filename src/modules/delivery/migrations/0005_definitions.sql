-- Definitions that the platform team declares: entities of the kinds ResourceDefinition and ResourceType.

-- What a version says beyond its columns; '' for a shipped one.
ALTER TABLE delivery_definitions ADD COLUMN document TEXT NOT NULL DEFAULT '';
-- Of the newest version: when its declaration went away. Its versions stay for what was made with them.
ALTER TABLE delivery_definitions ADD COLUMN withdrawn_at TEXT;

CREATE TABLE delivery_resource_types (
  name       TEXT NOT NULL PRIMARY KEY,
  document   TEXT NOT NULL,                     -- descriptor as JSON
  changed_by TEXT NOT NULL,
  changed_at TEXT NOT NULL
);

-- What a resource was made after: name in its definition's inputs to gu_id. It is deleted before those.
ALTER TABLE delivery_resources ADD COLUMN needs TEXT NOT NULL DEFAULT '{}';
-- In words, what its driver saw differ from what was made; '' for nothing. And when it looked.
ALTER TABLE delivery_resources ADD COLUMN drift TEXT NOT NULL DEFAULT '';
ALTER TABLE delivery_resources ADD COLUMN observed_at TEXT;
CREATE INDEX delivery_resources_definition ON delivery_resources (definition);
CREATE INDEX delivery_resources_due ON delivery_resources (delete_after) WHERE delete_after IS NOT NULL;

-- JSON array of the resources that this deployment takes to the newest version of their definition.
ALTER TABLE delivery_deployments ADD COLUMN upgrades TEXT NOT NULL DEFAULT '[]';
