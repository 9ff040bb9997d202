"""What a note is, and what the API needs from the place that keeps them."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Note:
    id: int
    text: str
    created_at: str  # RFC 3339, UTC.


@dataclass(frozen=True)
class Page:
    """One page of the list, newest first. `before` 0 starts at the newest note."""

    limit: int = 50
    before: int = 0


class Notes(Protocol):
    """The real one is store.NoteStore (PostgreSQL); tests of the API use one in memory."""

    def add(self, text: str) -> Note: ...

    def list(self, page: Page) -> list[Note]: ...

    def check(self) -> None:
        """Raises when the notes cannot be reached."""
