"""What every engine does for whoever reads it, and how it fails: without a word on any person.

Queries are written once: names between double quotes, values as `:name`. A query may call the
functions of asking.py and reckoning.py, and so may the views that it reads.
"""

import re
from collections.abc import Mapping
from contextlib import AbstractContextManager
from datetime import date, datetime
from functools import cache
from typing import Any, Protocol

from beraad.exchange.asking import Asking

VALUE = re.compile(r"(?<![:\w]):([a-z_]+)")
Row = tuple[Any, ...]


class DatabaseError(Exception):
    """A database gives no answer; the message names relations and columns at most."""


class DatabaseDownError(DatabaseError):
    """It cannot be reached, or takes too long; ask again later."""


class DatabaseShapeError(DatabaseError):
    """A relation, column or function that the query names is not there."""


class Database(Protocol):
    """A database that is only read, by one thread. It connects at the first question, and anew
    after a failure. Each method may raise DatabaseError."""

    def rows(self, query: str, given: Mapping[str, object]) -> list[Row]:
        """The rows of a query; days and moments as ISO text."""

    def columns(self, relation: str) -> frozenset[str]:
        """The columns of a table or view; none where there is no such relation."""

    def shape(self) -> object:
        """What is no longer equal once relations or columns came, changed or went."""

    def look(self) -> AbstractContextManager[object]:
        """All reading inside sees the database as it is at the first of it. Looks that give the
        same see the same; None tells nothing of that."""

    def hear(self, asking: Asking) -> None:
        """What the views may know of the questions that follow."""

    def close(self) -> None:
        """Let go of the database."""


def in_postgres(place: object) -> bool:
    """Whether this is the URL of a database of PostgreSQL."""
    return str(place).startswith(("postgresql://", "postgres://"))


@cache
def spelled(query: str, before: str, after: str = "") -> str:
    """The query with its values as the engine writes them: `$name`, `%(name)s`."""
    return VALUE.sub(rf"{before}\1{after}", query)


def plain(value: object) -> object:
    """A day or moment as ISO text, all else as it is."""
    if isinstance(value, datetime):
        return value.replace(tzinfo=None).isoformat(timespec="seconds")
    return value.isoformat() if isinstance(value, date) else value
