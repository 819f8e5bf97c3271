"""The database of the queue: an SQLite file, or a schema in PostgreSQL. All or nothing, durable."""

import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Protocol

from beraad.exchange.mutation.tables import SCHEMA

Row = tuple[Any, ...]
Values = Sequence[object]
LOCK = 7_101
"""The advisory lock of who writes: so the order of numbers is the order of commits."""


class QueueError(Exception):
    """The queue does not answer; the message names no person."""


class Store(Protocol):
    """A database that one thread uses."""

    def rows(self, statement: str, values: Values = ()) -> list[Row]:
        """The rows of an answer."""

    def run(self, statement: str, values: Values = ()) -> int:
        """Carry out a statement; how many rows it touched."""

    def run_each(self, statement: str, values: Iterable[Values]) -> None:
        """Carry out a statement for each of these values."""

    def writing(self) -> Any:
        """A context in which nobody else writes, and all is written or nothing."""

    def close(self) -> None:
        """Let go of the database."""


def open_store(place: Path | str) -> Store:
    """The store at a path or a `postgresql://` URL; made if it is not there. QueueError."""
    url = str(place)
    if url.startswith(("postgresql://", "postgres://")):
        return Postgres(url)
    return SQLite(Path(place))


class SQLite:
    """The file at `path`, which its owner alone may read; what is deleted is overwritten."""

    def __init__(self, path: Path, wait: float = 10.0) -> None:
        with self._faults():
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
            self._db = sqlite3.connect(path, timeout=wait, isolation_level=None)
        for setting in ("journal_mode = WAL", "synchronous = FULL", "secure_delete = ON"):
            self.run(f"PRAGMA {setting}")
        with self.writing():
            for statement in SCHEMA:
                self.run(statement.format(bytes="BLOB"))

    def rows(self, statement: str, values: Values = ()) -> list[Row]:
        """The rows of an answer."""
        with self._faults():
            return self._db.execute(statement, values).fetchall()

    def run(self, statement: str, values: Values = ()) -> int:
        """Carry out a statement."""
        with self._faults():
            return self._db.execute(statement, values).rowcount

    def run_each(self, statement: str, values: Iterable[Values]) -> None:
        """Carry out a statement for each."""
        with self._faults():
            self._db.executemany(statement, values)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """A transaction of the only writer."""
        self.run("BEGIN IMMEDIATE")
        try:
            yield
            self.run("COMMIT")
        except BaseException:
            with self._faults():
                self._db.rollback()
            raise

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    @contextmanager
    def _faults(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            raise QueueError(f"the queue of mutations does not answer: {error}") from None


class Postgres:
    """The schema `mutation` of the database at `url`; a lost connection is made anew."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._db: Any = None
        with self.writing():
            self.run("CREATE SCHEMA IF NOT EXISTS mutation")
            for statement in SCHEMA:
                self.run(statement.format(bytes="BYTEA"))

    def rows(self, statement: str, values: Values = ()) -> list[Row]:
        """The rows of an answer."""
        with self._faults():
            found: list[Row] = self._live().execute(marks(statement), values).fetchall()
            return found

    def run(self, statement: str, values: Values = ()) -> int:
        """Carry out a statement."""
        with self._faults():
            return int(self._live().execute(marks(statement), values or None).rowcount)

    def run_each(self, statement: str, values: Iterable[Values]) -> None:
        """Carry out a statement for each."""
        with self._faults(), self._live().cursor() as cursor:
            cursor.executemany(marks(statement), values)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """A transaction that holds the lock of who writes."""
        db = self._live()
        try:
            self.run("BEGIN")
            self.run(f"SELECT pg_advisory_xact_lock({LOCK})")
            yield
            self.run("COMMIT")
        except BaseException:
            with suppress(Exception):  # it was lost, and is rolled back by that
                db.rollback()
            raise

    def close(self) -> None:
        """Let go of the connection."""
        self._db.close()

    def _live(self) -> Any:
        import psycopg  # here, because who has no PostgreSQL need not load it

        if self._db is None or self._db.closed:
            with self._faults():
                options = "-c search_path=mutation -c client_min_messages=warning"
                self._db = psycopg.connect(self._url, autocommit=True, options=options)
        return self._db

    @contextmanager
    def _faults(self) -> Iterator[None]:
        import psycopg

        try:
            yield
        except psycopg.Error as error:
            said = error.diag.message_primary or type(error).__name__  # the details quote rows
            raise QueueError(f"the queue of mutations does not answer: {said}") from None


def marks(statement: str) -> str:
    """The places of values as psycopg writes them."""
    return statement.replace("?", "%s")
