"""Notes in PostgreSQL."""

from .database import Pool, run
from .notes import Note, Page

COLUMNS = """id, text, to_char(created_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')"""


class NoteStore:
    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    def add(self, text: str) -> Note:
        with self._pool.connection() as connection:
            [row] = run(connection, f"INSERT INTO notes (text) VALUES (%s) RETURNING {COLUMNS}", (text,))
        return Note(*row)

    def list(self, page: Page) -> list[Note]:
        with self._pool.connection() as connection:
            rows = run(
                connection,
                f"SELECT {COLUMNS} FROM notes WHERE %s = 0 OR id < %s ORDER BY id DESC LIMIT %s",
                (page.before, page.before, page.limit),
            )
        return [Note(*row) for row in rows]

    def check(self) -> None:
        with self._pool.connection() as connection:
            run(connection, "SELECT 1")
