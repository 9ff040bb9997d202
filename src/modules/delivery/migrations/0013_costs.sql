-- What a resource costs depends on its parameters; those that came from a secret are in no row.
ALTER TABLE delivery_resources ADD COLUMN are_params_secret INTEGER NOT NULL DEFAULT 0;
