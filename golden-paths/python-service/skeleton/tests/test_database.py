"""Against a real PostgreSQL when DB_* is set; skipped otherwise.

Works in a schema of its own, which it drops afterwards, so that any database will do.
"""

import os
import tempfile
import threading
import unittest
from pathlib import Path

import psycopg2

from app.config import read_config
from app.database import Pool, connect, run
from app.migrate import MigrationError, migrate
from app.notes import Page
from app.store import NoteStore

MIGRATIONS = Path(__file__).parent.parent / "migrations"


@unittest.skipUnless("DB_HOST" in os.environ, "DB_HOST is not set")
class DatabaseTest(unittest.TestCase):
    def setUp(self):
        self.config = read_config(os.environ).database
        schema = f"test_{os.getpid()}"
        self.sql(f"CREATE SCHEMA {schema}")
        self.addCleanup(self.sql, f"DROP SCHEMA {schema} CASCADE")
        os.environ["PGOPTIONS"] = f"-c search_path={schema}"  # libpq adds it to every connection.
        self.addCleanup(os.environ.pop, "PGOPTIONS")

    def sql(self, text, parameters=()):
        connection = connect(self.config)
        try:
            return run(connection, text, parameters)
        finally:
            connection.close()

    def directory_with(self, name, sql):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        path = Path(directory.name)
        (path / name).write_text(sql)
        return path

    def test_migrations_are_applied_once_also_when_two_start_together(self):
        applied = []
        other = threading.Thread(target=lambda: applied.extend(migrate(self.config, MIGRATIONS)))
        other.start()
        applied.extend(migrate(self.config, MIGRATIONS))
        other.join()

        self.assertEqual(sorted(applied), sorted(file.name for file in MIGRATIONS.iterdir()))
        self.assertEqual(migrate(self.config, MIGRATIONS), [])

    def test_a_migration_that_was_edited_after_it_was_applied_is_refused(self):
        directory = self.directory_with("0001_one.sql", "CREATE TABLE one (id int)")
        migrate(self.config, directory)
        (directory / "0001_one.sql").write_text("CREATE TABLE one (id bigint)")

        with self.assertRaisesRegex(MigrationError, "0001_one.sql was edited"):
            migrate(self.config, directory)

    def test_a_migration_that_fails_leaves_nothing_behind(self):
        directory = self.directory_with("0001_half.sql", "CREATE TABLE half (id int); SELECT 1/0")

        with self.assertRaises(psycopg2.errors.DivisionByZero):
            migrate(self.config, directory)

        self.assertEqual(self.sql("SELECT to_regclass('half')"), [(None,)])

    def test_stored_notes_come_back_newest_first_and_in_pages(self):
        migrate(self.config, MIGRATIONS)
        pool = Pool(self.config, 2)
        self.addCleanup(pool.close)
        store = NoteStore(pool)
        store.add("first")
        second = store.add("it's \"quoted\" 100 % ✓")
        store.add("third")

        self.assertEqual(store.list(Page(limit=1))[0].text, "third")
        older = store.list(Page(limit=5, before=second.id + 1))
        self.assertEqual([note.text for note in older], ["it's \"quoted\" 100 % ✓", "first"])
        self.assertRegex(older[0].created_at, r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$")

    def test_the_pool_replaces_a_connection_that_the_server_has_closed(self):
        pool = Pool(self.config, 1)
        self.addCleanup(pool.close)
        with pool.connection() as connection:
            [(pid,)] = run(connection, "SELECT pg_backend_pid()")

        self.sql("SELECT pg_terminate_backend(%s, 5000)", (pid,))

        with pool.connection() as connection:
            self.assertEqual(run(connection, "SELECT 1"), [(1,)])
