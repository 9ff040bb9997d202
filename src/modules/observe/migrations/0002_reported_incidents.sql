-- Incidents come from alerts, other systems and people, too: a place can have several, one a cause.

ALTER TABLE observe_incidents ADD COLUMN origin TEXT NOT NULL DEFAULT 'health';  -- health | alert | reported | hand
ALTER TABLE observe_incidents ADD COLUMN origin_key TEXT NOT NULL DEFAULT '';    -- what its end is told by, or ''
ALTER TABLE observe_incidents ADD COLUMN severity TEXT NOT NULL DEFAULT '';      -- as it was said
ALTER TABLE observe_incidents ADD COLUMN url TEXT NOT NULL DEFAULT '';           -- where more about it is
DROP INDEX observe_incidents_open;
-- Watching a place opens one, whoever tries to open another; of others there is one open a key.
CREATE UNIQUE INDEX observe_incidents_open ON observe_incidents (component, environment)
  WHERE closed_at IS NULL AND origin = 'health';
CREATE UNIQUE INDEX observe_incidents_key ON observe_incidents (origin, origin_key)
  WHERE closed_at IS NULL AND origin_key <> '';
