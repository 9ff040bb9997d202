-- Applied once per database by the `migrate` command, before the new version starts and while the old one still serves.
-- So expand first, contract later: add tables and nullable columns in one release, let the code use them, and drop what
-- no running version reads in a later release. Never edit a file that was applied; add the next number instead.

CREATE TABLE notes (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  text       text NOT NULL CHECK (char_length(text) BETWEEN 1 AND 1000),
  created_at timestamptz NOT NULL DEFAULT now()
);
