"""An SQLite database that is only read: with patience, or in haste."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

STEPS = 5_000
"""So many steps of SQLite's machine, about 0.1 ms, lie between two looks at what is left."""


class Haste:
    """What queries that must not wait may take: none waits for a writer or goes on for long.

    `start` gives all that follow together so many steps of SQLite's machine. They are counted, and
    not the time, so that a machine busy with other things does not make a query look slow.
    """

    def __init__(self, steps: int = 250_000) -> None:
        self._looks = self._left = steps // STEPS

    def start(self) -> None:
        """Begin to count."""
        self._left = self._looks

    def is_over(self) -> bool:
        """Whether all is used up; asked once in so many steps."""
        self._left -= 1
        return self._left < 0


def open_reading(path: Path, wait: float | Haste) -> sqlite3.Connection:
    """The database at `path`. A query waits up to `wait` seconds while somebody writes there.

    In haste it raises sqlite3.OperationalError where it would wait, or when its steps are used up.
    """
    uri = f"{path.absolute().as_uri()}?mode=ro"
    seconds = wait if isinstance(wait, float) else 0.0
    database = sqlite3.connect(uri, uri=True, timeout=seconds, isolation_level=None)
    if isinstance(wait, Haste):
        database.set_progress_handler(wait.is_over, STEPS)
    return database


@contextmanager
def one_look(database: sqlite3.Connection) -> Iterator[None]:
    """All reading inside sees the database as it is at the first of it; a look inside another one
    is part of it.

    To lock the file and let it go costs ten times as much as a small query does, so it is done once
    for all queries of a question.
    """
    outermost = not database.in_transaction
    if outermost:
        database.execute("BEGIN")
    try:
        yield
    finally:
        if outermost and database.in_transaction:
            database.execute("ROLLBACK")
