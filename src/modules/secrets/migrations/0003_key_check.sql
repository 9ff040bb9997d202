-- A known text under the master key: a server with another key is told when it starts, not when a deployment needs a secret.
CREATE TABLE secrets_key_check (
  id     INTEGER PRIMARY KEY,                    -- 1
  sealed BLOB NOT NULL
);
