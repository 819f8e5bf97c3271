"""A PostgreSQL database. Its views call functions that postgres_rules.py makes there.

Transactions are read-only and a statement takes no longer than it may; the role that the URL names
should have the right to select, and no other.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import psycopg
from psycopg import conninfo

from beraad.exchange.asking import Asking
from beraad.exchange.database.base import (
    DatabaseDownError,
    DatabaseShapeError,
    Row,
    plain,
    spelled,
)

COLUMNS = """
SELECT attname FROM pg_attribute
WHERE attrelid = to_regclass(:relation) AND attnum > 0 AND NOT attisdropped
"""
SHAPE = """
SELECT
  (SELECT sum(hashtextextended(relname::text, oid::bigint)) FROM pg_class WHERE oid >= 16384),
  (SELECT sum(hashtextextended(attname::text, attrelid::bigint)) FROM pg_attribute
   WHERE attrelid >= 16384 AND attnum > 0)
"""  # what PostgreSQL itself brings has lower numbers
HEAR = """
SELECT set_config('beraad.asked_on', :day, false), set_config('beraad.asked_by', :by, false),
  set_config('beraad.asked_as', :role, false)
"""
BEGIN = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
MISSING = (
    psycopg.errors.UndefinedTable,
    psycopg.errors.UndefinedColumn,
    psycopg.errors.UndefinedFunction,
    psycopg.errors.InsufficientPrivilege,
)


class PostgresDatabase:
    """The database at `url`; a question takes at most `wait` seconds."""

    def __init__(self, url: str, wait: float) -> None:
        own = conninfo.conninfo_to_dict(url)
        milliseconds = max(1, int(wait * 1000))
        limits = f"-c default_transaction_read_only=on -c statement_timeout={milliseconds}"
        own["options"] = f"{own.get('options', '')} {limits}".strip()
        own.setdefault("connect_timeout", max(2, int(wait)))  # libpq's least
        own.setdefault("keepalives_idle", 10)
        own.setdefault("tcp_user_timeout", milliseconds)
        self._conninfo = conninfo.make_conninfo("", **own)
        self._open: psycopg.Connection[Row] | None = None
        self._asking: Asking | None = None
        self._heard: Asking | None = None
        self._looking = False

    def rows(self, query: str, given: Mapping[str, object]) -> list[Row]:
        """The rows of a query."""
        with self._faults():
            database = self._database()
            if self._asking and self._heard != self._asking:
                one = self._asking
                told = {"day": one.on.isoformat(), "by": one.by, "role": one.role}
                database.execute(spelled(HEAR, "%(", ")s"), told)
                self._heard = one
            found = database.execute(spelled(query, "%(", ")s"), given).fetchall()
        return [tuple(map(plain, row)) for row in found]

    def columns(self, relation: str) -> frozenset[str]:
        """The columns of a table or view on the search path."""
        named = '"' + relation.replace('"', '""') + '"'
        return frozenset(row[0] for row in self.rows(COLUMNS, {"relation": named}))

    def shape(self) -> object:
        """A digest of the names of all relations and columns."""
        return self.rows(SHAPE, {})[0]

    @contextmanager
    def look(self) -> Iterator[None]:
        """All reading inside sees one snapshot."""
        if self._looking:
            yield  # it is part of the look around it
            return
        with self._faults():
            self._database().execute(BEGIN)
        self._looking = True
        try:
            yield
        finally:
            self._looking = False
            with self._faults():
                self._undo()

    def hear(self, asking: Asking) -> None:
        """What the views may know."""
        self._asking = asking

    def close(self) -> None:
        """Let go of the connection."""
        if self._open:
            self._open.close()
        self._open, self._heard = None, None

    @contextmanager
    def _faults(self) -> Iterator[None]:
        try:
            yield
        except MISSING as error:
            what = error.diag.message_primary or ""
            if self._looking:  # the fault ended the look; what follows has another one
                with self._faults():
                    self._undo()
                    self._database().execute(BEGIN)
            raise DatabaseShapeError(what) from None
        except psycopg.Error as error:
            self.close()
            raise DatabaseDownError(type(error).__name__) from None  # its text may quote a value

    def _undo(self) -> None:
        if self._open:
            self._open.execute("ROLLBACK")
            self._heard = None  # what was told inside is undone

    def _database(self) -> psycopg.Connection[Row]:
        if self._open is None or self._open.closed:
            self._heard = None
            self._open = psycopg.connect(self._conninfo, autocommit=True, client_encoding="utf8")
        return self._open
