"""An SQLite store carried to PostgreSQL: tables copied, views made from the very same text.

Views are portable (src/beraad/demo/README.md); the functions that they call are made beside them.
All of a store is there afterwards, or nothing. Of a store that has its tables in PostgreSQL already
the rows alone are copied, by `carry_rows`.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, cast

import psycopg
from psycopg import sql

from beraad.exchange.database.postgres_rules import script

MADE = "SELECT type, name, sql FROM sqlite_master WHERE type IN ('table', 'view') ORDER BY rowid"
KINDS = ('text COLLATE "C"', "bigint")  # texts in the order of SQLite: byte by byte


COUNTED = """SELECT column_name FROM information_schema.columns
    WHERE table_schema = current_schema() AND table_name = %s AND is_identity = 'YES'"""


class CarriedError(ValueError):
    """A store cannot be carried; the message names relations at most."""


class Carried:
    """What an SQLite store holds."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database
        made = database.execute(MADE).fetchall()
        self.tables = [name for kind, name, _ in made if kind == "table"]
        self.views = [text for kind, _, text in made if kind == "view"]

    def columns(self, table: str) -> list[tuple[str, bool]]:
        """Each column and whether it holds whole numbers."""
        told = self._database.execute(f'PRAGMA table_info("{table}")').fetchall()
        kinds = ", ".join(f"max(typeof([{row[1]}]) = 'integer')" for row in told)
        found = self._database.execute(f"SELECT {kinds} FROM [{table}]").fetchone()  # noqa: S608
        return [
            (row[1], bool(whole) or row[2].startswith("INT"))
            for row, whole in zip(told, found, strict=True)
        ]

    def rows(self, table: str) -> sqlite3.Cursor:
        """All rows."""
        return self._database.execute(f"SELECT * FROM [{table}]")  # noqa: S608 - a table's name

    def indexes(self, table: str) -> set[tuple[str, ...]]:
        """The columns of each index."""
        named = [row[1] for row in self._database.execute(f'PRAGMA index_list("{table}")')]
        about = [self._database.execute(f'PRAGMA index_info("{name}")') for name in named]
        return {tuple(row[2] for row in rows) for rows in about}


def carry(path: Path, url: str, schema: str = "public") -> None:
    """Copy the store at `path` to a schema of the database at `url`, which is made if need be.

    CarriedError if something stands there already or cannot be told to PostgreSQL.
    """
    with opened(path, url) as (store, target):
        target.execute(named("CREATE SCHEMA IF NOT EXISTS {}", schema))
        target.execute(named("SET LOCAL search_path = {}", schema))
        target.execute(script())
        for table in store.tables:
            copy(store, table, target)
        for view in store.views:
            target.execute(view)


def carry_rows(path: Path, url: str, schema: str) -> int:
    """Copy the rows of the store at `path` to its tables, which stand in the schema; how many.

    CarriedError if any of these tables has rows.
    """
    count = 0
    with opened(path, url) as (store, target):
        target.execute(named("SET LOCAL search_path = {}", schema))
        for table in store.tables:
            target.execute(named("LOCK TABLE {} IN EXCLUSIVE MODE", table))
            if target.execute(named("SELECT FROM {} LIMIT 1", table)).rowcount:
                raise CarriedError(f"{path.name} is not carried: {schema}.{table} has rows already")
            columns = tuple(column for column, _ in store.columns(table))
            count += copy_to(target, named("COPY {} ({}) FROM STDIN", table, columns), store, table)
            for (column,) in target.execute(COUNTED, (table,)).fetchall():
                go_on = "SELECT setval(pg_get_serial_sequence(%s, %s), max({})) FROM {}"
                target.execute(named(go_on, column, table), (table, column))
    return count


@contextmanager
def opened(path: Path, url: str) -> Iterator[tuple[Carried, "psycopg.Connection[Any]"]]:
    """The store, and one transaction in the database; CarriedError where either fails."""
    origin = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
    try:
        with closing(origin), psycopg.connect(url) as target:
            target.execute("SET LOCAL client_min_messages = warning")
            yield Carried(origin), target
    except (sqlite3.Error, psycopg.Error) as error:
        what = getattr(getattr(error, "diag", None), "message_primary", None) or str(error)
        raise CarriedError(f"{path.name} cannot be carried to PostgreSQL: {what}") from None


def copy(store: Carried, table: str, target: "psycopg.Connection[Any]") -> None:
    """One table with its rows and indexes."""
    columns = store.columns(table)
    declared = ", ".join(f'"{column}" {KINDS[whole]}' for column, whole in columns)
    target.execute(cast(Any, f'CREATE TABLE "{table}" ({declared})'))
    copy_to(target, named("COPY {} FROM STDIN", table), store, table)
    for index in sorted(store.indexes(table)):
        target.execute(named("CREATE INDEX ON {} ({})", table, index))


def copy_to(
    target: "psycopg.Connection[Any]", statement: sql.Composed, store: Carried, table: str
) -> int:
    """Copy the rows of a table by a statement; how many."""
    with target.cursor() as cursor:
        with cursor.copy(statement) as copying:
            for row in store.rows(table):
                copying.write_row(row)
        return cursor.rowcount


def named(statement: str, *names: str | tuple[str, ...]) -> sql.Composed:
    """A statement with names, or lists of names, in its places."""
    spelled = [
        sql.Identifier(name)
        if isinstance(name, str)
        else sql.SQL(", ").join(map(sql.Identifier, name))
        for name in names
    ]
    return sql.SQL(cast(Any, statement)).format(*spelled)
