"""An SQLite database that is asked about many persons at once: one query for a chunk of them.

`:subjects` is a JSON list of numbers; a query about one person becomes one about many by calling
that person `asked.value` and standing in the columns of a question `FROM json_each(:subjects)`.
SQLite then looks up each person by index, as it does for one, and the text of the query stays the
same, so a set cannot be answered otherwise. All rows come together as one JSON text: it is made
without Python's lock, so that meanwhile other threads work.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias, TypeVar

import msgspec

from beraad.exchange.database.sqlite import SqliteDatabase

CACHE = f"PRAGMA cache_size = -{32 * 1024}"
"""Kilobytes; of a connection, which a failure may have replaced by a new one."""

EACH = "FROM json_each(:subjects) asked"
PERSON = "asked.value"
Row: TypeAlias = tuple[Any, ...]
ROWS = msgspec.json.Decoder(list[tuple[Any, ...]])
Rows = TypeVar("Rows")


@dataclass(frozen=True, slots=True)
class Reader:
    """Asks a database. Raises DatabaseError."""

    database: SqliteDatabase

    def rows(
        self,
        columns: Sequence[str],
        rest: str,
        subjects: Iterable[str],
        given: Mapping[str, object] | None = None,
    ) -> list[Row]:
        """The rows of `SELECT columns rest`: texts, numbers, None; truth as 0 and 1."""
        return self.decoded(ROWS, columns, rest, subjects, given)

    def decoded(
        self,
        decoder: msgspec.json.Decoder[Rows],
        columns: Sequence[str],
        rest: str,
        subjects: Iterable[str],
        given: Mapping[str, object] | None = None,
    ) -> Rows:
        """The same rows in a form of their own; msgspec.DecodeError where they have another."""
        query = f"SELECT json_group_array(json_array({', '.join(columns)})) {rest}"
        asked = msgspec.json.encode(list(subjects)).decode()
        self.database.rows(CACHE, {})
        found = self.database.rows(query, {**(given or {}), "subjects": asked})
        return decoder.decode(found[0][0])
