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

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import lru_cache
from typing import Any, cast

from beraad.belgium.institutions import CapacityCode, SectorCode
from beraad.exchange.database import DatabaseError, Place, open_database
from beraad.exchange.reading import Haste
from beraad.exchange.rules import CONTROLS, Control, Flow, LoopError, Registration, Seat, follow

ACTS = "SELECT 1 FROM professional WHERE number = :number AND role = :role"
STANDS = """
SELECT (SELECT current FROM replaced WHERE former = :ssin),
  EXISTS (SELECT 1 FROM person WHERE ssin = :ssin)
"""
BEFORE = """
WITH RECURSIVE before(ssin) AS (
  SELECT former FROM replaced WHERE current = :ssin
  UNION SELECT r.former FROM replaced r JOIN before b ON r.current = b.ssin
)
"""
NUMBERS = f"{BEFORE} SELECT ssin FROM before"  # noqa: S608 (a constant)
LINES = f"""{BEFORE}
SELECT sector, capacity, phase, begin, "end", changed FROM registration
WHERE (ssin = :ssin OR ssin IN (SELECT ssin FROM before)) ORDER BY sector, begin, capacity
"""  # noqa: S608 (a constant)
MEMBERS = f"""{BEFORE}
SELECT DISTINCT party FROM affiliation
WHERE (ssin = :ssin OR ssin IN (SELECT ssin FROM before))
  AND begin <= :day AND ("end" IS NULL OR "end" > :day) ORDER BY party
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
    """The directory in the database at a path or URL, which is only read."""

    def __init__(self, place: Place, wait: float | Haste = 2.0) -> None:
        self.database = open_database(place, wait)
        self._seen: object = None
        self._looking = False
        self._shared: dict[tuple[str, ...], list[tuple[Any, ...]]] = {}

    def close(self) -> None:
        """Let go of the database."""
        self.database.close()

    @contextmanager
    def reading(self) -> Iterator[None]:
        """All questions inside see the directory as it is at the first of them."""
        try:
            look = self.database.look()
            seen = look.__enter__()
        except DatabaseError as error:
            raise down(error) from None
        if seen is None or seen != self._seen:
            self._seen = seen
            self._shared.clear()
        self._looking = seen is not None
        try:
            yield
        finally:
            self._looking = False
            look.__exit__(None, None, None)

    def current(self, ssin: str) -> str | None:
        """The number under which the person is kept; None for a number that nobody has.

        A number that was replaced, such as a bis number by one of the National Register, leads to
        the one that stands now, over as many replacements as there were.
        """
        stands: dict[str, bool] = {}

        def successor(number: str) -> str | None:
            ((following, there),) = self._all(STANDS, ssin=number)
            stands[number] = bool(there)
            return following and str(following)

        try:
            number = follow(ssin, successor)
        except LoopError as error:
            raise DirectoryError(str(error)) from None
        return number if stands[number] else None

    def numbers(self, ssin: str) -> tuple[str, ...]:
        """Every number under which a person was kept, by any one of them: bis numbers too."""
        now = self.current(ssin) or ssin
        return now, *(str(row[0]) for row in self._all(NUMBERS, ssin=now))

    def acts_as(self, professional: str, role: str) -> bool:
        """Whether a professional may act in a role."""
        return bool(self._once(ACTS, number=professional, role=role))

    def roles(self, professional: str) -> frozenset[str]:
        """All roles in which a professional may act."""
        query = "SELECT role FROM professional WHERE number = :number"
        return frozenset(str(row[0]) for row in self._all(query, number=professional))

    def registrations(self, ssin: str) -> tuple[Registration, ...]:
        """Where a person is known, under the number asked about and those that it replaced."""
        return tuple(registration(*row) for row in self._all(LINES, ssin=ssin))

    def index(self, ssin: str, day: date) -> int:
        """In how many different sectors the person is known on a day (W22)."""
        return len({line.sector for line in self.registrations(ssin) if line.on(day)})

    def members(self, ssin: str, day: date) -> frozenset[str]:
        """The organisations of secondary networks that have a file on the person on a day."""
        rows = self._all(MEMBERS, ssin=ssin, day=day.isoformat())
        return frozenset(str(row[0]) for row in rows)

    def seat(self, organisation: str) -> Seat | None:
        """The place of an organisation in the network; None for one outside of it."""
        return self.seats(organisation, organisation).get(organisation)

    def seats(self, one: str, other: str) -> dict[str, Seat]:
        """The places of two organisations, as far as they are in the network."""
        query = "SELECT party, sector, managed_by FROM seat WHERE party IN (:one, :other)"
        rows = self._once(query, one=one, other=other)
        return {
            str(party): Seat(str(party), SectorCode(str(sector)), str(managed_by))
            for party, sector, managed_by in rows
        }

    def secondary_network(self, managing: str) -> tuple[str, ...]:
        """The organisations to which a managing institution passes on, in alphabetical order."""
        query = "SELECT party FROM seat WHERE managed_by = :party ORDER BY party"
        return tuple(str(row[0]) for row in self._all(query, party=managing))

    def flow(self, source: str, recipient: str, channel: str, day: date) -> Flow:
        """What is agreed on a flow on a day; no control where nothing is."""
        return self.agreed(source, recipient, channel, day) or Flow()

    def agreed(self, source: str, recipient: str, channel: str, day: date) -> Flow | None:
        """What is agreed on a flow on a day; None where nothing is."""
        given = {"source": source, "recipient": recipient, "channel": channel}
        for control, blocking, capacities in self._once(FLOW, **given, day=day.isoformat()):
            if control not in CONTROLS:
                expected = ", ".join(CONTROLS)
                raise DirectoryError(f"flow {source}: control {control!r}; expected {expected}")
            return Flow(cast(Control, control), bool(blocking), frozenset(capacities.split()))
        return None

    def _once(self, query: str, **given: str) -> list[tuple[Any, ...]]:
        """The rows of a query that names no person: in one look it is asked once."""
        if not self._looking:
            return self._all(query, **given)
        key = (query, *given.values())
        if key not in self._shared:
            self._shared[key] = self._all(query, **given)
        return self._shared[key]

    def _all(self, query: str, **given: str) -> list[tuple[Any, ...]]:
        try:
            return self.database.rows(query, given)
        except DatabaseError as error:
            raise down(error) from None


def down(error: DatabaseError) -> DirectoryError:
    """The error that tells of this one."""
    return DirectoryError(f"the reference directory does not answer: {error}")


@lru_cache(maxsize=65_536)  # a file has few that differ
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
