"""An SQLite database that is only read: with patience, or in haste."""

import sqlite3
from pathlib import Path

STEPS = 5_000
"""So many steps of SQLite's machine, about 0.1 ms, lie between two looks at what is left."""


class Haste:
    """What queries that must not wait may take: none waits for a writer or goes on for long.

    `start` gives all that follow together so many steps of SQLite's machine. They are counted, and
    not the time, so that a machine busy with other things does not make a query look slow. Looks
    last until `look_away`.
    """

    def __init__(self, steps: int = 250_000) -> None:
        self._looks = self._left = steps // STEPS
        self._held: list[sqlite3.Connection] = []

    def start(self) -> None:
        """Begin to count."""
        self._left = self._looks

    def is_over(self) -> bool:
        """Whether all is used up; asked once in so many steps."""
        self._left -= 1
        return self._left < 0

    def hold(self, database: sqlite3.Connection) -> None:
        """Begin a look, unless there is one."""
        if not database.in_transaction:
            database.execute("BEGIN")
            self._held.append(database)

    def forget(self, database: sqlite3.Connection) -> None:
        """End no look in this database: it is being closed."""
        self._held = [one for one in self._held if one is not database]

    def look_away(self) -> None:
        """End all looks."""
        for database in self._held:
            if database.in_transaction:
                database.execute("ROLLBACK")
        self._held.clear()


class Hasty(sqlite3.Connection):
    """A database that is read in haste."""

    haste: Haste

    def close(self) -> None:
        """Let go of the file, and of the look."""
        self.haste.forget(self)
        super().close()


def open_reading(path: Path, wait: float | Haste) -> sqlite3.Connection:
    """The database at `path`. A query waits up to `wait` seconds while somebody writes there.

    In haste it raises sqlite3.OperationalError where it would wait, or when its steps are used up.
    """
    uri = f"{path.absolute().as_uri()}?mode=ro"
    seconds = 0.0 if isinstance(wait, Haste) else wait
    kind = Hasty if isinstance(wait, Haste) else sqlite3.Connection
    database = sqlite3.connect(
        uri,
        uri=True,
        timeout=seconds,
        isolation_level=None,
        factory=kind,
        check_same_thread=False,  # it is used by one, and another may close it
    )
    if isinstance(database, Hasty) and isinstance(wait, Haste):
        database.haste = wait
        database.set_progress_handler(wait.is_over, STEPS)
    return database


class OneLook:
    """All reading inside sees the database as it is at the first of it; a look inside another one
    is part of it.

    To lock the file and let it go costs ten times as much as a small query does, so it is done once
    for all queries of a question, and in haste for all questions until `look_away`.
    """

    __slots__ = ("_database", "_outermost")

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database, self._outermost = database, False

    def __enter__(self) -> None:
        """Begin."""
        if isinstance(self._database, Hasty):
            self._database.haste.hold(self._database)
        elif not self._database.in_transaction:
            self._outermost = True
            self._database.execute("BEGIN")

    def __exit__(self, *error: object) -> None:
        """End it, if it is not part of another."""
        if self._outermost and self._database.in_transaction:
            self._database.execute("ROLLBACK")
