-- A node's row changes three times after it is inserted, and its run's with every turn; none of it is in an index but a
-- run's state. With room in the page PostgreSQL writes the new version there and leaves the indexes alone.
-- only: postgres
ALTER TABLE runs_nodes SET (fillfactor = 50);
-- only: postgres
ALTER TABLE runs SET (fillfactor = 50);
