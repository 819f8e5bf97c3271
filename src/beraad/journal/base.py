"""What a database must do to hold a journal: `sqlite.py` and `postgres.py` do it."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from types import ModuleType
from typing import Any, Protocol

Row = tuple[Any, ...]


class JournalError(Exception):
    """The journal cannot do this; the message says why and what to do."""


class JournalBusyError(JournalError):
    """Another writer held the journal for longer than this one may wait."""


class JournalStoreError(JournalError):
    """The database refused or is gone; the message is its own."""


class Store(Protocol):
    """The tables of one journal in one database. Every method may raise JournalStoreError.

    Used by one thread at a time; which thread may change.
    """

    name: str
    """Where the journal is, for people: without a password."""
    chunk: int
    """So many positions are looked at in one transaction of the retention."""

    @property
    def sql(self) -> ModuleType:
        """The statements of this engine, under the names that both engines have."""

    def prepare(self) -> None:
        """Once, before all else: make the connection fit for a journal, or raise JournalError."""

    def one(self, statement: str, values: Sequence[object] = ()) -> Row | None:
        """The first row of the answer."""

    def few(self, statement: str, values: Sequence[object] = ()) -> list[Row]:
        """All rows of a short answer, at once."""

    def rows(self, statement: str, values: Sequence[object] = ()) -> Iterator[Row]:
        """The rows of the answer as they stood when asked, never all in memory."""

    def run(self, statement: str, values: Sequence[object] = ()) -> None:
        """Carry out a statement that has no answer."""

    def writing(self) -> AbstractContextManager[None]:
        """Be the only writer, and write all or nothing, durably; JournalBusyError."""

    def reading(self) -> AbstractContextManager[None]:
        """See the journal as it is now, whatever is written meanwhile."""

    def add(self, rows: Iterable[tuple[int, str, bytes]]) -> None:
        """Add entries: position, content and salt."""

    def grow(self, level: int, number: int, offset: int, hashes: bytes) -> None:
        """Add hashes to a tile that has `offset` of them."""

    def erase(self, index: int) -> None:
        """Take content and salt out of the row of an entry."""

    def forget(self, month: str, runs: Sequence[tuple[int, int]]) -> None:
        """Take content and salt out of the rows of a month: all that it has in these runs."""

    def sweep(self) -> None:
        """After a write: see to it that no copy of what was erased stays behind."""

    def close(self) -> None:
        """Let go of the database."""


def only(store: Store, statement: str) -> Row:
    """The row that every journal has; JournalStoreError when it is gone."""
    found = store.one(statement)
    if found is None:
        raise JournalStoreError(f"{store.name} lacks what every journal has.")
    return found
