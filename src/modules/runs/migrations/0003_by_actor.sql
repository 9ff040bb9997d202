-- Somebody's own runs are few among everybody's.
CREATE INDEX runs_by_actor ON runs (trigger_actor, id);
