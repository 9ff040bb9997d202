"""Brings the database up to date."""

import hashlib
from pathlib import Path

from .config import DatabaseConfig
from .database import connect, run


class MigrationError(Exception):
    pass


def migrate(config: DatabaseConfig, directory: Path) -> list[str]:
    """Applies the files NNNN_what.sql the database does not have yet, in order, and returns their names.

    Each file is a transaction of its own. Safe to run twice and from two places at once: an advisory lock lets one in.
    Raises MigrationError when an applied file was edited afterwards.
    """
    connection = connect(config)
    try:
        # Wait for another migration up to a minute. Afterwards wait for table locks only briefly: everything that
        # queues up behind a waiting ALTER TABLE is traffic of the version that still serves.
        run(connection, "SET statement_timeout = 0; SET lock_timeout = '60s'")
        run(connection, "SELECT pg_advisory_lock(hashtext('schema_migrations'))")  # Released with the connection.
        run(connection, "SET lock_timeout = '5s'")
        run(
            connection,
            "CREATE TABLE IF NOT EXISTS schema_migrations ("
            " name text PRIMARY KEY, sha256 text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())",
        )
        known = dict(run(connection, "SELECT name, sha256 FROM schema_migrations"))
        applied = []
        for file in sorted(directory.glob("*.sql")):
            sql = file.read_text(encoding="utf-8")
            sha256 = hashlib.sha256(sql.encode()).hexdigest()
            if file.name in known:
                if known[file.name] != sha256:
                    raise MigrationError(f"{file.name} was edited after it was applied; add a new migration instead")
                continue
            run(connection, "BEGIN")
            run(connection, sql)
            run(connection, "INSERT INTO schema_migrations (name, sha256) VALUES (%s, %s)", (file.name, sha256))
            run(connection, "COMMIT")
            applied.append(file.name)
        return applied
    finally:
        connection.close()
