-- A payload is found by its event only; without rowids it is one tree instead of two, and a commit writes a page less.
-- only: sqlite
CREATE TABLE event_payloads_new (
  event_id TEXT PRIMARY KEY REFERENCES events (id),
  salt TEXT NOT NULL,
  payload TEXT NOT NULL
) WITHOUT ROWID;
-- only: sqlite
INSERT INTO event_payloads_new (event_id, salt, payload)
  SELECT event_id, salt, payload FROM event_payloads ORDER BY event_id;
-- only: sqlite
DROP TABLE event_payloads;
-- only: sqlite
ALTER TABLE event_payloads_new RENAME TO event_payloads;
