"""An SQLite database that is asked about many persons at once: one query for a chunk of them.

`:subjects` is a JSON list of numbers; a query about one person becomes one about many by calling
that person `asked.value` and standing in the columns of a question `FROM json_each(:subjects)`.
SQLite then looks up each person by index, as it does for one, and the text of the query stays the
same, so a set cannot be answered otherwise. All rows come together as one JSON text: it is made
without Python's lock, so that meanwhile other threads work.
"""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

import msgspec

from beraad.exchange.asking import Asking, Ear
from beraad.exchange.reckoning import teach

CACHE_KB = 32 * 1024
EACH = "FROM json_each(:subjects) asked"
PERSON = "asked.value"
Row: TypeAlias = tuple[Any, ...]
DECODER = msgspec.json.Decoder(list[tuple[Any, ...]])


class Reader:
    """The database at `path`, which is only read, by one thread; `wait` as SQLite's timeout, in
    seconds. Raises sqlite3.Error."""

    def __init__(self, path: Path, wait: float = 2.0) -> None:
        uri = f"{path.absolute().as_uri()}?mode=ro"
        self._database = sqlite3.connect(uri, uri=True, timeout=wait, isolation_level=None)
        self._database.execute(f"PRAGMA cache_size = -{CACHE_KB}")
        teach(self._database)
        self._ear = Ear(self._database)

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()

    def hear(self, asking: Asking) -> None:
        """What the views may know of the questions that follow."""
        self._ear.asking = asking

    def rows(
        self,
        columns: Sequence[str],
        rest: str,
        subjects: Iterable[str],
        given: Mapping[str, object] | None = None,
    ) -> list[Row]:
        """The rows of `SELECT columns rest`: texts, numbers, None; truth as 0 and 1."""
        query = f"SELECT json_group_array(json_array({', '.join(columns)})) {rest}"
        asked = msgspec.json.encode(list(subjects)).decode()
        found = self._database.execute(query, {**(given or {}), "subjects": asked}).fetchone()
        return DECODER.decode(found[0])

    def columns(self, relation: str) -> frozenset[str]:
        """The columns of a table or view; none where there is no such relation."""
        found = self._database.execute("SELECT name FROM pragma_table_info(?)", (relation,))
        return frozenset(row[0] for row in found)
