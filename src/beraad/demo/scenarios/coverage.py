"""What the chapter of a system must show, derived from the register, and what it does not yet show.

Each clause must be permitted in some row, and refused for each thing that it wants; each amendment
of 2024 must be seen on the day before it takes effect and on that day; each window of history on
its first day and the day before; and there must be somebody unknown, a replaced number, a source
that does not answer.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain
from pathlib import Path
from typing import TypeAlias

from beraad.belgium.calendar import ZONE
from beraad.demo.scenarios.raw import BEFORE, FIRST, NOBODYS, REPLACED
from beraad.demo.scenarios.run import Outcome
from beraad.demo.scenarios.told import Ruling
from beraad.exchange.gateway import ONE_BY_ONE
from beraad.law.act import Head, day_of
from beraad.law.provision import Provision
from beraad.law.register import Amendment, Register
from beraad.register.shelf import DEMONSTRATION

LEAST = 5
YEAR = 2024
ANSWERED = ("fields", "yes", "no")
Place: TypeAlias = tuple[str, int, str]
"""Number, paragraph and clause."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """The rows of one system beside its law: `own` are the provisions of its deliberations, as far
    as they lasted into the year, among all `laws`."""

    system: str
    register: Register
    laws: tuple[Provision, ...]
    own: tuple[Provision, ...]
    outcomes: tuple[Outcome, ...]

    def missing(self) -> Iterator[str]:
        """A sentence for each thing that no row shows, each once."""
        found = chain(
            self.scenarios(),
            self.clauses(),
            self.recipients(),
            self.conditions(),
            self.frames(),
            self.purposes(),
            self.amendments(),
            self.windows(),
            self.persons(),
        )
        return iter(dict.fromkeys(found))

    def scenarios(self) -> Iterator[str]:
        """That there are too few."""
        count = len({one.scenario for one in self.outcomes})
        if count < LEAST:
            yield f"{count} scenarios; at least {LEAST} are wanted"

    @property
    def rulings(self) -> list[Ruling]:
        """What all rows found clauses to say."""
        return [ruling for one in self.outcomes for ruling in one.came.rulings]

    def clauses(self) -> Iterator[str]:
        """Clauses that no row finds to permit."""
        permitted = {place_of(one) for one in self.rulings if one.permits}
        for place in dict.fromkeys(map(stands, self.own)):
            if place not in permitted:
                yield f"{told(place)} is permitted in no row"

    def recipients(self) -> Iterator[str]:
        """Clauses that are refused to no other recipient."""
        kinds = {(place_of(r), lack.partition(" ")[0]) for r in self.rulings for lack in r.missing}
        for law in self.own:
            if "anyone" not in law.recipients and (stands(law), "recipient") not in kinds:
                yield f"{told(stands(law))} is refused to no other recipient"

    def conditions(self) -> Iterator[str]:
        """Conditions of its clauses that no refusal names."""
        named = set(decisive(self.rulings))
        for law in self.own:
            for one in law.requirements:
                lack = f"condition {one.condition}"
                if (stands(law), lack) not in named:
                    yield f"{told(stands(law))} is refused in no row for: {lack}"

    def frames(self) -> Iterator[str]:
        """What it demands of the clauses of others, and no refusal names; and frameworks by which
        nothing is bound."""
        named = {lack for _, lack in decisive(self.rulings)}
        required = [one for law in self.laws for one in law.requirements]
        for number in frameworks_of(self.system, self.register):
            own = [one for one in required if str(one.number) == number]
            if not own:
                yield f"{number} binds no clause of any deliberation"
            for one in own:
                lack = f"condition {one.condition}"
                if lack not in named:
                    yield f"{number} paragraph {one.paragraph} stops no clause for: {lack}"

    def purposes(self) -> Iterator[str]:
        """Sources of which nothing is refused for its purpose."""
        places = {(r.number, r.paragraph) for r in self.rulings if lacks(r, "purpose")}
        for source in dict.fromkeys(law.source for law in self.own):
            own = {(str(p.number), p.paragraph) for p in self.own if p.source == source}
            if not own & places:
                yield f"nothing from {source} is refused for another purpose"

    def amendments(self) -> Iterator[str]:
        """Amendments of the year that are not seen on the day before they take effect, or then."""
        seen = {
            (ruling.number, day_of(one.asked.at))
            for one in self.outcomes
            for ruling in one.came.rulings
        }
        for amendment in changes(self.system, self.register):
            start = self.register.in_force(amendment.head)
            if start is None:
                continue
            day = day_of(start)
            for what, when in (("the day before", day - timedelta(days=1)), ("the day", day)):
                if (str(amendment.amends), when) not in seen:
                    file = Path(amendment.head.place.file).stem
                    yield f"{file}: no row of {amendment.amends} on {what} it takes effect, {when}"

    def windows(self) -> Iterator[str]:
        """Windows of history whose first day, or the day before, no row has data of."""
        for law in self.own:
            if law.clause.looking_back and is_served(law):
                edges = self.edges(law)
                for edge in (FIRST, BEFORE):
                    if edge not in edges:
                        span = law.clause.looking_back
                        what = "the first day" if edge == FIRST else "the day before the first day"
                        yield f"{told(stands(law))}: no row has data of {what} of its {span}"

    def edges(self, law: Provision) -> frozenset[str]:
        """The edges of the window of a clause, over all the time in which it was so long, of which
        rows have data."""
        alike = [
            one
            for one in self.own
            if stands(one) == stands(law) and one.clause.looking_back == law.clause.looking_back
        ]
        found = [
            one.came.edges
            for one in self.outcomes
            if any(place_of(r) == stands(law) and r.permits for r in one.came.rulings)
            and any(provision.on(one.asked.at) for provision in alike)
        ]
        return frozenset().union(*found)

    def persons(self) -> Iterator[str]:
        """Nobody unknown, no replaced number, no silent source, where the gateway gives data."""
        if not any(is_served(law) for law in self.own):
            return
        answers = {one.came.cells["answer"] for one in self.outcomes if one.asked.silent}
        if "source-down" not in answers:
            yield "there is no row in which a source does not answer"
        if not any(NOBODYS in one.whom for one in self.outcomes):
            yield "there is no row about a number that nobody has"
        if not any(
            REPLACED in one.whom and one.came.cells["answer"] in ANSWERED for one in self.outcomes
        ):
            yield "there is no row that is answered about a number that was replaced"


def coverage(
    system: str, register: Register, laws: Iterable[Provision], outcomes: Iterable[Outcome]
) -> Coverage:
    """The coverage of a system by the rows of its own chapter."""
    begin = datetime(YEAR, 1, 1, tzinfo=ZONE)
    lasting = tuple(law for law in laws if law.end is None or law.end > begin)
    numbers = deliberations_of(system, register)
    own = tuple(law for law in lasting if str(law.number) in numbers)
    rows = tuple(one for one in outcomes if one.system == system)
    return Coverage(system, register, lasting, own, rows)


def folder_of(head: Head) -> str:
    """The system in whose folder an act stands, or in the folder of demonstrations in it."""
    inside = Path(head.place.file).parent
    return (inside.parent if is_demonstration(head) else inside).name


def is_demonstration(head: Head) -> bool:
    """Whether an act was invented to show a system."""
    return Path(head.place.file).parent.name == DEMONSTRATION


def deliberations_of(system: str, register: Register) -> tuple[str, ...]:
    """The numbers of the deliberations of a system."""
    found = register.deliberations.values()
    return tuple(str(one.number) for one in found if folder_of(one.head) == system)


def frameworks_of(system: str, register: Register) -> tuple[str, ...]:
    """Those of them that set conditions for the clauses of others."""
    found = register.deliberations.values()
    own = (one for one in found if folder_of(one.head) == system)
    return tuple(str(one.number) for one in own if one.content.frames)


def changes(system: str, register: Register) -> Iterator[Amendment]:
    """The amendments of a system that were adopted in the year."""
    for some in register.amendments.values():
        for one in some:
            if folder_of(one.head) == system and one.head.complete.year == YEAR:
                yield one


def is_served(law: Provision) -> bool:
    """Whether the gateway gives the data of a clause."""
    return not set(law.clause.by).isdisjoint(ONE_BY_ONE.get(law.clause.form, ()))


def stands(law: Provision) -> Place:
    """Where the clause of a provision stands."""
    return str(law.number), law.paragraph, law.clause.name


def place_of(ruling: Ruling) -> Place:
    """Where the clause of a ruling stands."""
    return ruling.number, ruling.paragraph, ruling.clause


def told(place: Place) -> str:
    """A clause in words."""
    number, paragraph, clause = place
    return f"{number} paragraph {paragraph} ({clause})"


def decisive(rulings: Iterable[Ruling]) -> Iterator[tuple[Place, str]]:
    """Clauses, each with what stands in its way: of the one that comes nearest all that it lacks,
    of another the one thing that it lacks at all, or besides what the nearest lacks."""
    nearest: tuple[str, ...] = ()
    for one in rulings:
        nearest = one.missing if one.rank == 0 else nearest
        besides = tuple(lack for lack in one.missing if lack not in nearest)
        whole = one.rank == 0 or len(one.missing) == 1
        for lack in one.missing if whole else besides if len(besides) == 1 else ():
            yield place_of(one), lack


def lacks(ruling: Ruling, code: str) -> bool:
    """Whether a clause lacks something of this code."""
    return any(one.partition(" ")[0] == code for one in ruling.missing)
