"""The directory of persons: which numbers are known, which one each stands for, who acts as what.

The relation `person(ssin)` holds the current numbers, `replaced(former, current)` those that gave
way, such as a bis number to a number of the National Register; `professional(number, role)` says
as what a professional may act. The sectors in which a person is known will join them here.
"""

import sqlite3
from pathlib import Path

CURRENT = """
SELECT ssin FROM person WHERE ssin = :asked
UNION ALL SELECT current FROM replaced WHERE former = :asked
"""

ACTS = "SELECT 1 FROM professional WHERE number = ? AND role = ?"


class DirectoryError(Exception):
    """The directory does not answer; the message names no person."""


class Directory:
    """The directory in the database at `path`, which is only read."""

    def __init__(self, path: Path) -> None:
        uri = f"{path.absolute().as_uri()}?mode=ro"
        self._database = sqlite3.connect(uri, uri=True, isolation_level=None)

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()

    def current(self, ssin: str) -> str | None:
        """The number under which the person is kept; None for a number that nobody has."""
        found = self._first(CURRENT, {"asked": ssin})
        return str(found[0]) if found else None

    def acts_as(self, professional: str, role: str) -> bool:
        """Whether a professional may act in a role."""
        return self._first(ACTS, (professional, role)) is not None

    def _first(self, query: str, given: dict[str, str] | tuple[str, ...]) -> tuple[str, ...] | None:
        try:
            found: tuple[str, ...] | None = self._database.execute(query, given).fetchone()
        except sqlite3.Error as error:
            raise DirectoryError(f"the directory of persons does not answer: {error}") from None
        return found
