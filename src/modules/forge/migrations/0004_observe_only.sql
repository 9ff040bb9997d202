-- A copy of what is kept elsewhere and has not been adopted: it is read, and nothing is written to it from here.
ALTER TABLE forge_repositories ADD COLUMN is_observe_only BOOL NOT NULL DEFAULT FALSE;
