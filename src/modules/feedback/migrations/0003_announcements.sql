-- What the platform team announces, and what goes out by mail and to a chat.

CREATE TABLE feedback_announcements (
  id         TEXT NOT NULL PRIMARY KEY,        -- ULID
  title      TEXT NOT NULL,
  text       TEXT NOT NULL,
  severity   TEXT NOT NULL,                    -- info | warning | critical
  audience   TEXT NOT NULL,                    -- JSON: references of groups; [] is everybody
  from_at    TEXT NOT NULL,
  until_at   TEXT NOT NULL,
  created_at TEXT NOT NULL,
  told_at    TEXT                              -- when people were told; NULL until it begins
);
CREATE INDEX feedback_announcements_time ON feedback_announcements (until_at, id);

-- Who has put an announcement away.
CREATE TABLE feedback_announcements_dismissed (
  announcement_id TEXT NOT NULL REFERENCES feedback_announcements (id),
  user_ref        TEXT NOT NULL,
  PRIMARY KEY (announcement_id, user_ref)
) WITHOUT ROWID;

-- What is still to go out. A row goes when it was sent; due_at is moved on before each try, so that a server that dies
-- in the middle leaves it for later.
CREATE TABLE feedback_letters (
  id         TEXT NOT NULL PRIMARY KEY,        -- ULID
  channel    TEXT NOT NULL,                    -- mail | chat
  user_ref   TEXT NOT NULL,                    -- '' for the chat
  title      TEXT NOT NULL,
  text       TEXT NOT NULL,
  link       TEXT NOT NULL,                    -- path in the portal
  created_at TEXT NOT NULL,
  attempts   INTEGER NOT NULL,
  due_at     TEXT NOT NULL
);
CREATE INDEX feedback_letters_due ON feedback_letters (due_at);

-- Of what a person wants no mail. Without a row they get it.
CREATE TABLE feedback_mail_off (
  user_ref TEXT NOT NULL,
  kind     TEXT NOT NULL,                      -- announcement | shipped | survey
  PRIMARY KEY (user_ref, kind)
) WITHOUT ROWID;
