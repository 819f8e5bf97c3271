"""The reference directory, asked about many persons at once."""

import sqlite3
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from beraad.belgium.institutions import CapacityCode, SectorCode
from beraad.exchange.directory import DirectoryError
from beraad.exchange.files.reader import EACH, Reader, many
from beraad.exchange.rules import LoopError, Registration, follow

NEXT = f"""
SELECT r.former, r.current FROM {EACH} CROSS JOIN replaced r ON r.former = asked.value
"""  # noqa: S608 (a constant)
KNOWN = f"""
SELECT p.ssin FROM {EACH} CROSS JOIN person p ON p.ssin = asked.value
"""  # noqa: S608 (a constant)
SAME = f"""
WITH RECURSIVE same(person, ssin) AS (
  SELECT asked.value, asked.value FROM {EACH}
  UNION SELECT s.person, r.former FROM same s CROSS JOIN replaced r ON r.current = s.ssin
)
"""  # noqa: S608 (a constant)
LINES = f"""{SAME}
SELECT s.person, g.sector, g.capacity, g.phase, g.begin, g."end", g.changed
FROM same s CROSS JOIN registration g ON g.ssin = s.ssin
"""  # noqa: S608 (a constant)
MEMBERS = f"""{SAME}
SELECT DISTINCT s.person, a.party FROM same s CROSS JOIN affiliation a ON a.ssin = s.ssin
WHERE a.begin <= :day AND (a."end" IS NULL OR a."end" > :day)
"""  # noqa: S608 (a constant)


class ManyInDirectory:
    """The directory in the database at `path`. Raises DirectoryError, which names no person."""

    def __init__(self, path: Path) -> None:
        self._reader = Reader(path)

    def close(self) -> None:
        """Let go of the file."""
        self._reader.close()

    def currents(self, numbers: Collection[str]) -> dict[str, str]:
        """Each number that somebody bears or bore, with the one that stands now."""
        followed, asked = dict[str, str](), list(dict.fromkeys(numbers))
        while asked:
            found = dict(self._rows(NEXT, asked))
            followed |= found
            asked = [number for number in found.values() if number not in followed]
        try:
            ends = {number: follow(number, followed.get) for number in followed}
        except LoopError as error:
            raise DirectoryError(str(error)) from None
        last = {number: ends.get(number, number) for number in numbers}
        known = {row[0] for row in self._rows(KNOWN, dict.fromkeys(last.values()))}
        return {number: current for number, current in last.items() if current in known}

    def registrations(self, subjects: Iterable[str]) -> Mapping[str, list[Registration]]:
        """Where each person is known, under the number asked about and those that it replaced."""
        found: dict[str, list[Registration]] = {}
        for subject, *line in self._rows(LINES, subjects):
            found.setdefault(subject, []).append(registration(*line))
        return found

    def members(self, subjects: Iterable[str], day: date) -> Mapping[str, set[str]]:
        """The organisations of secondary networks that have a file on each person on a day."""
        found: dict[str, set[str]] = {}
        for subject, party in self._rows(MEMBERS, subjects, day=day.isoformat()):
            found.setdefault(subject, set()).add(str(party))
        return found

    def _rows(self, query: str, subjects: Iterable[str], **given: str) -> list[tuple[Any, ...]]:
        try:
            return self._reader.rows(query, {"subjects": many(subjects), **given})
        except sqlite3.Error as error:
            raise DirectoryError(f"the reference directory does not answer: {error}") from None


@lru_cache(maxsize=65_536)
def registration(
    sector: object, capacity: object, phase: object, begin: str, end: str | None, changed: str
) -> Registration:
    """A line as the store keeps it; DirectoryError that names nobody where it is malformed."""
    try:
        return Registration(
            SectorCode(str(sector)),
            CapacityCode(str(capacity)),
            str(phase),
            date.fromisoformat(begin),
            date.fromisoformat(end) if end else None,
            date.fromisoformat(changed),
        )
    except (TypeError, ValueError) as error:
        raise DirectoryError(f"a registration is malformed: {error}") from None
