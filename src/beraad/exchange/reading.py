"""An SQLite database that is only read: with patience, or in haste."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import thread_time

STEPS = 2_000
"""So many steps of SQLite's machine, about 50 µs, lie between two looks at the watch."""


class Haste:
    """A watch for queries that must not wait: none waits for a writer, or goes on for too long.

    `start` gives all of them together so many seconds of CPU from now on: a machine that is busy
    with other things does not make them look slow.
    """

    def __init__(self, seconds: float = 0.005) -> None:
        self._seconds, self._end = seconds, float("inf")

    def start(self) -> None:
        """Begin to count."""
        self._end = thread_time() + self._seconds

    def is_over(self) -> bool:
        """Whether the time is up."""
        return thread_time() > self._end


def open_reading(path: Path, wait: float | Haste) -> sqlite3.Connection:
    """The database at `path`. A query waits up to `wait` seconds while somebody writes there.

    In haste it raises sqlite3.OperationalError where it would wait, or when the time is up.
    """
    uri = f"{path.absolute().as_uri()}?mode=ro"
    seconds = wait if isinstance(wait, float) else 0.0
    database = sqlite3.connect(uri, uri=True, timeout=seconds, isolation_level=None)
    if isinstance(wait, Haste):
        database.set_progress_handler(wait.is_over, STEPS)
    return database


@contextmanager
def one_look(database: sqlite3.Connection) -> Iterator[None]:
    """All reading inside sees the database as it is at the first of it.

    To lock the file and let it go costs ten times as much as a small query does, so it is done once
    for all queries of a question.
    """
    database.execute("BEGIN")
    try:
        yield
    finally:
        if database.in_transaction:
            database.execute("ROLLBACK")
