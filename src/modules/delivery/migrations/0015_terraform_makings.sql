-- What an apply of terraform that is under way, or whose end nobody heard, may have created without its state knowing it.
CREATE TABLE delivery_terraform_makings (
  state_id   TEXT NOT NULL PRIMARY KEY,         -- of delivery_terraform_states
  run        TEXT NOT NULL,                     -- of the driver
  host       TEXT NOT NULL,                     -- where that run is, or was
  until      TEXT NOT NULL,                     -- another host's run is over by then
  content    BLOB NOT NULL                      -- sealed
);
