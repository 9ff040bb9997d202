-- Lists of 100,000 entities are counted and skipped through in these, without reading the descriptors.
CREATE INDEX catalog_entities_list ON catalog_entities (ref, owner_ref, is_public, type, lifecycle);
CREATE INDEX catalog_entities_updated ON catalog_entities (updated_at, ref);

-- A way somebody wants to see the catalog: filters, kept under a name.
CREATE TABLE catalog_views (
  owner_ref  TEXT NOT NULL,                -- whose view it is
  name       TEXT NOT NULL,
  query      TEXT NOT NULL,                -- the search part of the page's address
  updated_at TEXT NOT NULL,
  PRIMARY KEY (owner_ref, name)
);
