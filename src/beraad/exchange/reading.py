"""An SQLite database that is only read: with patience, or in haste."""

import sqlite3
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
    database = sqlite3.connect(
        uri,
        uri=True,
        timeout=seconds,
        isolation_level=None,
        check_same_thread=False,  # it is used by one, and another may close it
    )
    if isinstance(wait, Haste):
        database.set_progress_handler(wait.is_over, STEPS)
    return database
