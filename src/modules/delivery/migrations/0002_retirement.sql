-- When the instance began to give way to another one: it is stopped when nothing uses it any more, or some time after.
ALTER TABLE delivery_instances ADD COLUMN draining_since TEXT;
