-- What a driver of configuration management applied last: it is looked at again and destroyed with that. Holds secret
-- values and lies under the master key.

CREATE TABLE delivery_applied_configurations (
  id         TEXT NOT NULL PRIMARY KEY,  -- the resource's gu_id
  content    BLOB NOT NULL,              -- sealed
  updated_at TEXT NOT NULL
);
