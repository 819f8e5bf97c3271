"""A DuckDB file, or a folder of Parquet files read by DuckDB. Its views call the rules in Python.

    sources/careers/career.parquet      the relation `career`
    sources/careers/career/*.parquet    the same, in parts

Once open it reads nothing but what it was opened for.
"""

from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from threading import Timer
from typing import Any, TypeAlias

import duckdb
from duckdb.func import SPECIAL
from duckdb.sqltypes import VARCHAR

from beraad.exchange.asking import Asking
from beraad.exchange.database.base import (
    DatabaseDownError,
    DatabaseShapeError,
    Row,
    plain,
    spelled,
)
from beraad.exchange.reckoning import RULES

Marks: TypeAlias = tuple[tuple[str, int, int], ...]
COLUMNS = "SELECT column_name FROM duckdb_columns() WHERE table_name = :relation"
LOCKED = ("SET enable_external_access = false", "SET lock_configuration = true")


class DuckDatabase:
    """The file or, if it is a folder, the Parquet files at `path`; a question takes at most `wait`
    seconds."""

    def __init__(self, path: Path, wait: float) -> None:
        self.path, self._wait = path, wait
        self._open: duckdb.DuckDBPyConnection | None = None
        self._asking: Asking | None = None
        self._marks: Marks = ()

    def rows(self, query: str, given: Mapping[str, object]) -> list[Row]:
        """The rows of a query."""
        text = spelled(query, "$")
        named = {name: value for name, value in given.items() if f"${name}" in text}
        try:
            database = self._database()
            watch = Timer(self._wait, database.interrupt)
            watch.start()
            try:
                found = database.execute(text, named).fetchall()
            finally:
                watch.cancel()
        except (duckdb.BinderException, duckdb.CatalogException) as error:
            raise DatabaseShapeError(str(error).partition("\n")[0]) from None
        except duckdb.Error as error:
            self.close()
            raise DatabaseDownError(type(error).__name__) from None  # its text may quote a value
        return [tuple(map(plain, row)) for row in found]

    def columns(self, relation: str) -> frozenset[str]:
        """The columns of a table or view."""
        return frozenset(row[0] for row in self.rows(COLUMNS, {"relation": relation}))

    def shape(self) -> object:
        """Which files there are, and of when; if others than before, they are opened anew."""
        try:
            found = marks(self.path)
        except OSError as error:
            raise DatabaseDownError(type(error).__name__) from None
        if found != self._marks:
            self.close()
            self._marks = found
        return found

    def look(self) -> AbstractContextManager[object]:
        """Nothing: what is read here is not written meanwhile."""
        return nullcontext()

    def hear(self, asking: Asking) -> None:
        """What the views may know."""
        self._asking = asking

    def close(self) -> None:
        """Let go of the file."""
        if self._open:
            self._open.close()
        self._open = None

    def _database(self) -> duckdb.DuckDBPyConnection:
        if self._open is None:
            self._open = self._parquet() if self.path.is_dir() else self._file()
            for setting in LOCKED:
                self._open.execute(setting)
        return self._open

    def _file(self) -> duckdb.DuckDBPyConnection:
        database = duckdb.connect(str(self.path), read_only=True)
        teach(database, self)
        return database

    def _parquet(self) -> duckdb.DuckDBPyConnection:
        database = duckdb.connect(":memory:")
        teach(database, self)
        folder = str(self.path.absolute())
        database.execute(f"SET allowed_directories = [{quoted(folder + '/')}]")
        for one in sorted(self.path.iterdir()):
            if one.is_dir() or one.suffix == ".parquet":
                files = quoted(f"{one.absolute()}/*.parquet" if one.is_dir() else str(one))
                name = one.stem.replace('"', '""')
                database.execute(f'CREATE VIEW "{name}" AS FROM read_parquet({files})')
        return database

    def asked_on(self) -> str | None:
        """As asking.py says."""
        return self._asking.on.isoformat() if self._asking else None

    def asked_by(self) -> str | None:
        """As asking.py says."""
        return self._asking.by if self._asking else None

    def asked_as(self) -> str | None:
        """As asking.py says."""
        return self._asking.role if self._asking else None


def teach(database: duckdb.DuckDBPyConnection, ear: DuckDatabase) -> None:
    """Let views call what asking.py and reckoning.py say."""
    for name in ("asked_on", "asked_by", "asked_as"):
        database.create_function(
            name, getattr(ear, name), [], "VARCHAR", null_handling=SPECIAL, side_effects=True
        )
    for name, (rule, count) in RULES.items():
        kinds: list[Any] = [VARCHAR] * count
        database.create_function(name, rule, kinds, "VARCHAR", null_handling=SPECIAL)


def marks(path: Path) -> Marks:
    """Name, number and last change of a file, or of all that stands in a folder."""
    files = sorted(path.iterdir()) if path.is_dir() else [path]
    found = [(one.name, one.stat()) for one in files]
    return tuple((name, about.st_ino, about.st_mtime_ns) for name, about in found)


def quoted(text: str) -> str:
    """A text of SQL."""
    return "'" + text.replace("'", "''") + "'"
