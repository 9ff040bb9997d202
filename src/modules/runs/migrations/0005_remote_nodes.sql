-- Nodes that run on other machines: what waits for one, and how far each attempt's reports are stored.

CREATE TABLE runs_remote_ready (
  node_id  INTEGER NOT NULL PRIMARY KEY,
  priority INTEGER NOT NULL,                          -- negated, as in runs_ready
  ready_at INTEGER NOT NULL                           -- microseconds since 1970
);
CREATE INDEX runs_remote_ready_order ON runs_remote_ready (priority, ready_at, node_id);

CREATE TABLE runs_remote_progress (
  node_id INTEGER NOT NULL PRIMARY KEY,
  fence   INTEGER NOT NULL,
  reports INTEGER NOT NULL                            -- of this fence, stored
);

-- Their leases name the machine and no host: no process of a server holds them.
CREATE INDEX runs_leases_host ON runs_leases (host_id, lease_until);
