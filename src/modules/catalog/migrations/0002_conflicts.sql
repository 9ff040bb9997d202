-- What another source says under a reference that is declared elsewhere. The declared entity counts.
CREATE TABLE catalog_conflicts (
  ref    TEXT NOT NULL,
  source TEXT NOT NULL,
  PRIMARY KEY (ref, source)
);
