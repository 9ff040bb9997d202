-- Buckets of resources, and what is in them. Content lies in blobs.

CREATE TABLE buckets_buckets (
  id            TEXT NOT NULL PRIMARY KEY,   -- ULID
  name          TEXT NOT NULL UNIQUE,
  is_open       BOOL NOT NULL,               -- FALSE: kept aside, nobody gets in
  access_key_id TEXT NOT NULL,               -- '' when it is kept aside
  sealed_keys   TEXT NOT NULL,               -- the secret keys, encrypted, in base64; '' when it is kept aside
  most_bytes    INTEGER NOT NULL,
  most_objects  INTEGER NOT NULL,
  objects       INTEGER NOT NULL,            -- how many there are
  bytes         INTEGER NOT NULL,            -- of them and of the parts of uploads that have begun
  created_at    TEXT NOT NULL
);
CREATE UNIQUE INDEX buckets_buckets_access_key ON buckets_buckets (access_key_id) WHERE access_key_id <> '';

CREATE TABLE buckets_objects (
  bucket_id    TEXT NOT NULL REFERENCES buckets_buckets (id) ON DELETE CASCADE,
  key          TEXT NOT NULL,
  size         INTEGER NOT NULL,
  etag         TEXT NOT NULL,                -- without quotes
  content_type TEXT NOT NULL,
  headers      TEXT NOT NULL,                -- JSON object: Cache-Control and the like, given back as they were
  metadata     TEXT NOT NULL,                -- JSON object: the client's own, without x-amz-meta-
  content_id   TEXT NOT NULL,                -- ULID, of its pieces
  modified_at  TEXT NOT NULL,
  PRIMARY KEY (bucket_id, key)
) WITHOUT ROWID;

-- What an object's content is, in order.
CREATE TABLE buckets_pieces (
  content_id TEXT NOT NULL,
  number     INTEGER NOT NULL,
  digest     TEXT NOT NULL,
  size       INTEGER NOT NULL,
  PRIMARY KEY (content_id, number)
) WITHOUT ROWID;

CREATE TABLE buckets_uploads (
  id           TEXT NOT NULL PRIMARY KEY,    -- ULID
  bucket_id    TEXT NOT NULL REFERENCES buckets_buckets (id) ON DELETE CASCADE,
  key          TEXT NOT NULL,
  content_type TEXT NOT NULL,
  headers      TEXT NOT NULL,
  metadata     TEXT NOT NULL,
  created_at   TEXT NOT NULL
);
CREATE INDEX buckets_uploads_bucket ON buckets_uploads (bucket_id, id);
CREATE INDEX buckets_uploads_age ON buckets_uploads (created_at);

CREATE TABLE buckets_parts (
  upload_id   TEXT NOT NULL REFERENCES buckets_uploads (id) ON DELETE CASCADE,
  number      INTEGER NOT NULL,
  digest      TEXT NOT NULL,
  size        INTEGER NOT NULL,
  etag        TEXT NOT NULL,
  modified_at TEXT NOT NULL,
  PRIMARY KEY (upload_id, number)
) WITHOUT ROWID;
