-- Where the ports of an instance are; '' is 127.0.0.1 of its host.
ALTER TABLE delivery_instances ADD COLUMN address TEXT NOT NULL DEFAULT '';
