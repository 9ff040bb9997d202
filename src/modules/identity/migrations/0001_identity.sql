CREATE TABLE identity_users (
  name          TEXT NOT NULL PRIMARY KEY,  -- slug; the reference is 'user:default/<name>'
  display_name  TEXT NOT NULL,
  email         TEXT NOT NULL,              -- '' for none
  password_hash TEXT,                       -- argon2id, in libsodium's text form; NULL: no sign-in by password
  is_disabled   BOOL NOT NULL,
  created_at    TEXT NOT NULL,
  updated_at    TEXT NOT NULL
);

CREATE TABLE identity_groups (
  name         TEXT NOT NULL PRIMARY KEY,   -- slug; the reference is 'group:default/<name>'
  display_name TEXT NOT NULL,
  description  TEXT NOT NULL,
  created_at   TEXT NOT NULL,
  updated_at   TEXT NOT NULL
);

CREATE TABLE identity_members (
  group_ref  TEXT NOT NULL,
  member_ref TEXT NOT NULL,                 -- a user or a group; never a cycle
  PRIMARY KEY (group_ref, member_ref)
);
CREATE INDEX identity_members_member ON identity_members (member_ref, group_ref);

CREATE TABLE identity_roles (
  subject_ref TEXT NOT NULL,                -- a user, or a group for all its members
  role        TEXT NOT NULL,                -- admin, platform, member, viewer
  PRIMARY KEY (subject_ref, role)
);
CREATE INDEX identity_roles_role ON identity_roles (role, subject_ref);

-- Of every credential only the SHA-256 is kept: each is 256 random bits, so a slow hash would add nothing.
CREATE TABLE identity_sessions (
  hash           TEXT NOT NULL PRIMARY KEY,
  id             TEXT NOT NULL UNIQUE,
  user_name      TEXT NOT NULL,
  method         TEXT NOT NULL,             -- password, code
  remote_address TEXT NOT NULL,
  user_agent     TEXT NOT NULL,
  created_at     TEXT NOT NULL,
  last_used_at   TEXT NOT NULL,             -- exact to an hour
  expires_at     TEXT NOT NULL              -- slides with use, up to an absolute end
);
CREATE INDEX identity_sessions_user ON identity_sessions (user_name, id);
CREATE INDEX identity_sessions_expires ON identity_sessions (expires_at);

CREATE TABLE identity_tokens (
  id           TEXT NOT NULL PRIMARY KEY,
  hash         TEXT NOT NULL UNIQUE,
  user_name    TEXT NOT NULL,
  name         TEXT NOT NULL,
  scope        TEXT NOT NULL,               -- permission patterns joined by blanks; '' for no limit
  created_by   TEXT NOT NULL,
  created_at   TEXT NOT NULL,
  expires_at   TEXT,
  last_used_at TEXT,                        -- exact to an hour
  UNIQUE (user_name, name)
);

CREATE TABLE identity_codes (
  hash       TEXT NOT NULL PRIMARY KEY,
  user_name  TEXT NOT NULL,
  created_at TEXT NOT NULL,
  expires_at TEXT NOT NULL
);
CREATE INDEX identity_codes_user ON identity_codes (user_name);

CREATE TABLE identity_attempts (
  subject  TEXT NOT NULL PRIMARY KEY,       -- 'account:<name>' or 'address:<ip>'
  failures INTEGER NOT NULL,
  since    TEXT NOT NULL                    -- begin of the window the failures are counted in
);
CREATE INDEX identity_attempts_since ON identity_attempts (since);
