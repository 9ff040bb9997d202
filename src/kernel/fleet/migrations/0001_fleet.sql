-- The servers that share this database. A row outlives its server: what is bound to its host still names it.
CREATE TABLE fleet_servers (
  host_id     TEXT NOT NULL PRIMARY KEY,              -- of the server's data directory
  name        TEXT NOT NULL,
  address     TEXT NOT NULL,                          -- where the others reach it: "http://10.0.0.7:7080"
  version     TEXT NOT NULL,
  leads       BOOL NOT NULL,
  started_at  TEXT NOT NULL,
  seen_at     TEXT NOT NULL,                          -- of the last heartbeat
  lease_until TEXT NOT NULL,                          -- it lives at least until then
  stopped_at  TEXT                                    -- when it ended in order
);

-- What servers sign their requests to each other with. One row.
CREATE TABLE fleet_keys (
  id  INTEGER NOT NULL PRIMARY KEY,
  key TEXT NOT NULL                                   -- 64 hex digits
);
