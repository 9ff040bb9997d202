-- Whom CODEOWNERS asks to look at an open change: the owners of its paths. Written when its head moves, or CODEOWNERS of
-- its target does.
CREATE TABLE forge_change_owners (
  change_id TEXT NOT NULL REFERENCES forge_changes (id),
  owner_ref TEXT NOT NULL,
  PRIMARY KEY (change_id, owner_ref)
);
ALTER TABLE forge_changes ADD COLUMN owners_head TEXT;  -- the head the owners are of; absent until they are known
