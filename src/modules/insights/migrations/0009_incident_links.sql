-- A link somebody made stays, also when a deployment becomes known later that would fit better.
ALTER TABLE insights_incidents ADD COLUMN is_linked BOOL NOT NULL DEFAULT FALSE;
