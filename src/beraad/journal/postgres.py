"""The journal's tables in one PostgreSQL database, in a schema of their own."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import count
from typing import Any

import psycopg
from psycopg import conninfo
from psycopg.sql import SQL, Identifier

from beraad.journal import postgres_sql as sql
from beraad.journal.base import JournalBusyError, JournalError, JournalStoreError, Row, only

FETCH = 2_000  # rows at a time


class Postgres:
    """The database at `url`; the schema `journal` is made there when `make`. See `base.Store`.

    Of several writers one holds the log's advisory lock and the others wait, up to `wait` seconds.
    A connection that was lost is made anew by the next question or append, never within one.
    """

    sql = sql
    chunk = 2**62  # a month is dropped as one

    def __init__(self, url: str, *, make: bool, wait: float) -> None:
        self._url = url
        self._seconds = max(2, int(wait))  # libpq's least; zero would mean: without end
        self._names = map("rows_{}".format, count())
        self._inside = False
        self._open: set[str] = set()  # months that have their partition
        self._begin = sql.BEGIN.format(wait=max(1, int(wait * 1000)), lock=sql.LOCK)
        self.name = _name(url)
        self._make = make
        self._db = self._connect()

    def prepare(self) -> None:
        """Refuse a server that may lose what it confirmed, or cannot hold every text."""
        durable, encoding = only(self, sql.FITNESS)
        if (durable, encoding) != ("on", "UTF8"):
            raise JournalError(
                f"{self.name} has fsync {durable} and encoding {encoding}; "
                "a journal needs fsync on and encoding UTF8."
            )
        if not self._make and only(self, sql.IS_NEW)[0]:
            raise JournalError(
                f"There is no journal in {self.name}; only a signing key makes a new one."
            )

    def close(self) -> None:
        """Let go of the connection."""
        self._db.close()

    def one(self, statement: str, values: Sequence[object] = ()) -> Row | None:
        """The first row of the answer."""
        with self._faults():
            return self._live().execute(statement, values or None).fetchone()

    def few(self, statement: str, values: Sequence[object] = ()) -> list[Row]:
        """All rows of a short answer; asked often, it is planned once for all partitions."""
        with self._faults():
            return self._live().execute(statement, values or None).fetchall()

    def rows(self, statement: str, values: Sequence[object] = ()) -> Iterator[Row]:
        """The rows of the answer; the server keeps them until they are read."""
        with self._faults(), self._live().cursor(next(self._names), withhold=True) as cursor:
            cursor.itersize = FETCH
            yield from cursor.execute(statement, values or None)

    def run(self, statement: str, values: Sequence[object] = ()) -> None:
        """Carry out a statement that has no answer."""
        with self._faults():
            self._live().execute(statement, values or None)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the log's advisory lock for one transaction."""
        with self._transaction(self._begin):
            yield
            try:
                self._db.execute(sql.COMMIT)
            except psycopg.Error as error:
                raise JournalStoreError(
                    f"{self.name} was lost while it committed ({error}); "
                    "the journal itself shows whether these entries are in it."
                ) from error

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Keep one snapshot."""
        with self._transaction(sql.BEGIN_READ):
            yield

    def add(self, rows: Iterable[tuple[int, str, bytes]]) -> None:
        """Add entries by COPY, each to the partition of its month."""
        added = [(position, _month(content), content, salt) for position, content, salt in rows]
        for month in {month for _, month, _, _ in added} - self._open - {""}:
            self.run(sql.OPEN_MONTH, (month,))
            self._open.add(month)
        self.copy(sql.ADD_ENTRIES, added)

    def copy(self, statement: str, rows: Iterable[Row]) -> None:
        """Add rows by this COPY."""
        with self._faults(), self._db.cursor() as cursor, cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(row)

    def grow(self, level: int, number: int, offset: int, hashes: bytes) -> None:
        """Add hashes to a tile: a row of its own, so that nothing is ever updated."""
        self.run(sql.ADD_TILE, (level, number, offset, hashes))

    def erase(self, index: int) -> None:
        """Take content and salt out of a row; no query sees them again."""
        self.run(sql.ERASE, (index,))

    def forget(self, month: str, runs: Sequence[tuple[int, int]]) -> None:
        """Drop the partition of a month, which has nothing left but these runs."""
        self._open.discard(month)
        self.run(sql.FORGET_MONTH, (month,))

    def sweep(self) -> None:
        """Nothing: a month is dropped with its file, single erasures wait for `VACUUM FULL`."""

    def _connect(self) -> psycopg.Connection[Row]:
        with self._faults():
            return psycopg.connect(
                self._url,
                autocommit=True,
                client_encoding="utf8",
                connect_timeout=self._seconds,
            )

    def _live(self) -> psycopg.Connection[Row]:
        if self._db.closed and not self._inside:
            self._db = self._connect()
        return self._db

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[None]:
        db = self._live()
        self._inside = True
        try:
            self.run(begin)
            yield
        except BaseException:
            self._open.clear()  # what was opened in this transaction is not
            raise
        finally:
            with suppress(psycopg.Error):  # it was lost, and is rolled back by that
                db.rollback()  # which does nothing after COMMIT
            self._inside = False

    @contextmanager
    def _faults(self) -> Iterator[None]:
        try:
            yield
        except psycopg.errors.LockNotAvailable as error:
            raise JournalBusyError(f"Another writer holds {self.name}; retry.") from error
        except psycopg.Error as error:
            # The details quote the row, which no log line may.
            raise JournalStoreError(
                f"{self.name}: {error.diag.message_primary or error}"
            ) from error


def grant(url: str, role: str, *, erase: bool = False) -> None:
    """Let this role read and append, and nothing else; with `erase`, also erase.

    For the owner of the tables to call, once. Raises psycopg.Error.
    """
    statement = SQL(sql.GRANT + sql.GRANT_ERASE if erase else sql.GRANT)
    with psycopg.connect(url) as db:
        db.execute(statement.format(role=Identifier(role)))


def _month(content: str) -> str:
    """The month of an entry about a person, as its canonical content has it; '' for any other."""
    if content.endswith('"subject":""}'):
        return ""
    # A quote within a text is escaped, so this cannot stand in one.
    return content.partition('","at":"')[2][:7]


def _name(url: str) -> str:
    try:
        parts: dict[str, Any] = conninfo.conninfo_to_dict(url)
    except psycopg.Error as error:
        raise JournalError(f"This is not the address of a database: {error}") from error
    return f"database {parts.get('dbname', '')} at {parts.get('host', 'localhost')}"
