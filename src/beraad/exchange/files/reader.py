"""An SQLite database that is asked about many persons at once: one query for a chunk of them.

`:subjects` is a JSON list of numbers. A query about one person becomes one about many by standing
inside `for_each`: SQLite looks up each person by index, as it does for one, and hands over all
answers together. The query itself stays the same text, so a set cannot be answered otherwise.
"""

import json
import sqlite3
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from beraad.exchange.asking import Asking, Ear
from beraad.exchange.reckoning import teach

EACH = "json_each(:subjects) asked"
PERSON = "asked.value"


class Reader:
    """The database at `path`, which is only read, by one thread; `wait` as SQLite's timeout, in
    seconds. Raises sqlite3.Error."""

    def __init__(self, path: Path, wait: float = 2.0) -> None:
        uri = f"{path.absolute().as_uri()}?mode=ro"
        self._database = sqlite3.connect(uri, uri=True, timeout=wait, isolation_level=None)
        teach(self._database)
        self._ear = Ear(self._database)

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()

    def hear(self, asking: Asking) -> None:
        """What the views may know of the questions that follow."""
        self._ear.asking = asking

    def rows(self, query: str, given: Mapping[str, object]) -> list[tuple[Any, ...]]:
        """The rows of a query."""
        return self._database.execute(query, given).fetchall()

    def columns(self, relation: str) -> frozenset[str]:
        """The columns of a table or view; none where there is no such relation."""
        query = "SELECT name FROM pragma_table_info(:relation)"
        return frozenset(row[0] for row in self.rows(query, {"relation": relation}))


def many(subjects: Iterable[str]) -> str:
    """The value of `:subjects`."""
    return json.dumps(list(subjects), separators=(",", ":"))


def for_each(scalar: str) -> str:
    """Each person with what this scalar query, which calls the person `asked.value`, tells."""
    return f"SELECT {PERSON}, ({scalar}) FROM {EACH}"  # noqa: S608 (made of our own queries)
