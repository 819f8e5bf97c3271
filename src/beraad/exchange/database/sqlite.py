"""An SQLite file. Its views call the rules in Python."""

import re
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from beraad.exchange.asking import Asking, Ear
from beraad.exchange.database.base import DatabaseDownError, DatabaseShapeError, Row
from beraad.exchange.reading import Haste, one_look, open_reading
from beraad.exchange.reckoning import teach

NAME = re.compile(r'"([^"\]]+)"')
MISSING = ("no such table", "no such column", "no such function")
COLUMNS = "SELECT name FROM pragma_table_info(:relation)"


class SqliteDatabase:
    """The file at `path`. `wait` is how many seconds a question may wait for who is writing, or
    haste."""

    def __init__(self, path: Path, wait: float | Haste) -> None:
        self.path, self._wait = path, wait
        self._open: tuple[sqlite3.Connection, Ear] | None = None
        self._asking: Asking | None = None
        self._failed = False

    def rows(self, query: str, given: Mapping[str, object]) -> list[Row]:
        """The rows of a query; values are text already."""
        try:
            database, ear = self._database()
            ear.asking = self._asking
            return database.execute(bracketed(query), given).fetchall()
        except sqlite3.Error as error:
            if str(error).startswith(MISSING):
                raise DatabaseShapeError(str(error)) from None
            self._failed = True
            raise DatabaseDownError(str(error)) from None

    def columns(self, relation: str) -> frozenset[str]:
        """The columns of a table or view."""
        return frozenset(row[0] for row in self.rows(COLUMNS, {"relation": relation}))

    def shape(self) -> object:
        """The number that SQLite changes with each change of a table or view, and which file."""
        ((version,),) = self.rows("PRAGMA schema_version", {})
        return version, self._open

    @contextmanager
    def look(self) -> Iterator[None]:
        """All reading inside sees one state."""
        try:
            look = one_look(self._database()[0])
            look.__enter__()
        except sqlite3.Error as error:
            self._failed = True
            raise DatabaseDownError(str(error)) from None
        try:
            yield
        finally:
            look.__exit__(None, None, None)

    def hear(self, asking: Asking) -> None:
        """What the views may know."""
        self._asking = asking

    def close(self) -> None:
        """Let go of the file."""
        if self._open:
            self._open[0].close()
        self._open = None

    def _database(self) -> tuple[sqlite3.Connection, Ear]:
        if self._open and self._failed and not self._open[0].in_transaction:
            self.close()  # the file may be another by now
        if self._open is None:
            self._failed = False
            database = open_reading(self.path, self._wait)
            teach(database)
            self._open = database, Ear(database)
        return self._open


@cache
def bracketed(query: str) -> str:
    """Names in brackets: SQLite takes an unknown name between double quotes for a text."""
    return NAME.sub(r"[\1]", query)
