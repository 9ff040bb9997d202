-- What needs something of one host is claimed by that host's server only; '' is for whoever is free.
ALTER TABLE runs ADD COLUMN bound_host TEXT NOT NULL DEFAULT '';
ALTER TABLE runs_ready ADD COLUMN bound_host TEXT NOT NULL DEFAULT '';
-- Where the step's log is; '' on rows from before, which are of the run's host.
ALTER TABLE runs_steps ADD COLUMN host_id TEXT NOT NULL DEFAULT '';
