CREATE INDEX secrets_values_owner ON secrets_values (owner_ref, scope, name);
