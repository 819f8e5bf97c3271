"""An SQLite file. Its views call the rules in Python."""

import re
import sqlite3
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from beraad.exchange.asking import Asking, Ear
from beraad.exchange.database.base import DatabaseDownError, DatabaseShapeError, Row
from beraad.exchange.reading import Haste, OneLook, open_reading
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
        self._looks = 0

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

    def look(self) -> "Look":
        """All reading inside sees one state."""
        return Look(self)

    def begin(self) -> tuple[OneLook, int]:
        """Begin a look, and which one it is: a look inside another one is the same."""
        try:
            database = self._database()[0]
            self._looks += not database.in_transaction
            look = OneLook(database)
            look.__enter__()
        except sqlite3.Error as error:
            self._failed = True
            raise DatabaseDownError(str(error)) from None
        return look, self._looks

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


class Look:
    """One look at a database; inside it is the number of the look."""

    __slots__ = ("_database", "_look")

    def __init__(self, database: SqliteDatabase) -> None:
        self._database = database

    def __enter__(self) -> int:
        """Begin."""
        self._look, number = self._database.begin()
        return number

    def __exit__(self, *error: object) -> None:
        """End it."""
        self._look.__exit__()


@cache
def bracketed(query: str) -> str:
    """Names in brackets: SQLite takes an unknown name between double quotes for a text."""
    return NAME.sub(r"[\1]", query)
