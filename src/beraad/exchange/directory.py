"""The reference directory: no content, only who is known where, and over which way messages go.

    person(ssin), replaced(former, current)         current numbers, and those that gave way
    professional(number, role)                      as what a professional may act
    registration(ssin, sector, capacity, phase, begin, end, changed)
    seat(party, sector, managed_by)                 organisations of the network, by sector
    affiliation(ssin, party, begin, end)            what a managing institution knows of its members
    flow(source, recipient, channel, control, blocking, capacities, begin, end)

`begin` (inclusive) and `end` (exclusive, NULL: still so) are ISO days. A flow with an empty
recipient or channel stands for all of them; one that names them goes first. What may flow is no
matter of the directory: it is compiled from the register (knowledge.py).
"""

import sqlite3
from datetime import date
from pathlib import Path
from typing import Any, cast

from beraad.belgium.institutions import CapacityCode, SectorCode
from beraad.exchange.rules import CONTROLS, Control, Flow, LoopError, Registration, Seat, follow

ACTS = "SELECT 1 FROM professional WHERE number = :number AND role = :role"
NEXT = "SELECT current FROM replaced WHERE former = :ssin"
SAME = """
WITH RECURSIVE same(ssin) AS (
  SELECT :ssin UNION SELECT r.former FROM replaced r JOIN same s ON r.current = s.ssin
)
"""
NUMBERS = f"{SAME} SELECT ssin FROM same"  # noqa: S608 (a constant)
LINES = f"""{SAME}
SELECT sector, capacity, phase, begin, "end", changed FROM registration JOIN same USING (ssin)
ORDER BY sector, begin, capacity
"""  # noqa: S608 (a constant)
MEMBERS = f"""{SAME}
SELECT DISTINCT party FROM affiliation JOIN same USING (ssin)
WHERE begin <= :day AND ("end" IS NULL OR "end" > :day) ORDER BY party
"""  # noqa: S608 (a constant)
FLOW = """
SELECT control, blocking, capacities FROM flow
WHERE source = :source AND recipient IN ('', :recipient) AND channel IN ('', :channel)
  AND begin <= :day AND ("end" IS NULL OR "end" > :day)
ORDER BY recipient DESC, channel DESC, begin DESC LIMIT 1
"""


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
        """The number under which the person is kept; None for a number that nobody has.

        A number that was replaced, such as a bis number by one of the National Register, leads to
        the one that stands now, over as many replacements as there were.
        """
        try:
            number = follow(ssin, self._successor)
        except LoopError as error:
            raise DirectoryError(str(error)) from None
        found = self._all("SELECT 1 FROM person WHERE ssin = :ssin", ssin=number)
        return number if found else None

    def numbers(self, ssin: str) -> tuple[str, ...]:
        """Every number under which a person was kept, by any one of them: bis numbers too."""
        rows = self._all(NUMBERS, ssin=self.current(ssin) or ssin)
        return tuple(str(row[0]) for row in rows)

    def acts_as(self, professional: str, role: str) -> bool:
        """Whether a professional may act in a role."""
        return bool(self._all(ACTS, number=professional, role=role))

    def roles(self, professional: str) -> frozenset[str]:
        """All roles in which a professional may act."""
        query = "SELECT role FROM professional WHERE number = :number"
        return frozenset(str(row[0]) for row in self._all(query, number=professional))

    def registrations(self, ssin: str) -> tuple[Registration, ...]:
        """Where a person is known, under the number asked about and those that it replaced."""
        return tuple(_registration(row) for row in self._all(LINES, ssin=ssin))

    def index(self, ssin: str, day: date) -> int:
        """In how many different sectors the person is known on a day (W22)."""
        return len({line.sector for line in self.registrations(ssin) if line.on(day)})

    def members(self, ssin: str, day: date) -> frozenset[str]:
        """The organisations of secondary networks that have a file on the person on a day."""
        rows = self._all(MEMBERS, ssin=ssin, day=day.isoformat())
        return frozenset(str(row[0]) for row in rows)

    def seat(self, organisation: str) -> Seat | None:
        """The place of an organisation in the network; None for one outside of it."""
        query = "SELECT sector, managed_by FROM seat WHERE party = :party"
        for sector, managed_by in self._all(query, party=organisation):
            return Seat(organisation, SectorCode(str(sector)), str(managed_by))
        return None

    def secondary_network(self, managing: str) -> tuple[str, ...]:
        """The organisations to which a managing institution passes on, in alphabetical order."""
        query = "SELECT party FROM seat WHERE managed_by = :party ORDER BY party"
        return tuple(str(row[0]) for row in self._all(query, party=managing))

    def flow(self, source: str, recipient: str, channel: str, day: date) -> Flow:
        """What is agreed on a flow on a day; no control where nothing is."""
        given = {"source": source, "recipient": recipient, "channel": channel}
        for control, blocking, capacities in self._all(FLOW, **given, day=day.isoformat()):
            if control not in CONTROLS:
                expected = ", ".join(CONTROLS)
                raise DirectoryError(f"flow {source}: control {control!r}; expected {expected}")
            return Flow(cast(Control, control), bool(blocking), frozenset(capacities.split()))
        return Flow()

    def _successor(self, ssin: str) -> str | None:
        found = self._all(NEXT, ssin=ssin)
        return str(found[0][0]) if found else None

    def _all(self, query: str, **given: str) -> list[tuple[Any, ...]]:
        try:
            return self._database.execute(query, given).fetchall()
        except sqlite3.Error as error:
            raise DirectoryError(f"the reference directory does not answer: {error}") from None


def _registration(row: tuple[Any, ...]) -> Registration:
    """A line as the store keeps it; DirectoryError that names nobody where it is malformed."""
    sector, capacity, phase, begin, end, changed = row
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
