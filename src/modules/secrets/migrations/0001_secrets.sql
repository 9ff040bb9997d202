CREATE TABLE secrets_values (
  scope       TEXT NOT NULL,
  name        TEXT NOT NULL,
  version     INTEGER NOT NULL,                 -- counts up with each replacement
  owner_ref   TEXT NOT NULL,
  wrapped_key BLOB NOT NULL,                    -- nonce and the value's key under the master key
  ciphertext  BLOB NOT NULL,                    -- nonce and the value under its key
  updated_at  TEXT NOT NULL,
  PRIMARY KEY (scope, name)
);
