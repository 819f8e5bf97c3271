"""The report of a year, free of language: its figures, what agrees, and what each section lists."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Literal

import msgspec

from beraad.belgium.numbers import parse_deliberation_number
from beraad.journal.store import Journal
from beraad.law.register import Deliberation, Register
from beraad.register.listing import Row, row
from beraad.report.figure import Figure, not_recorded
from beraad.report.happened import happened
from beraad.report.plan import Plan, read_plan
from beraad.report.printed import Printed
from beraad.report.traced import amendment_count, amendments_in, deliberations_of, folder, traced
from beraad.report.words import say_query

REST = "*"


class Check(msgspec.Struct, frozen=True):
    """A printed count beside what its parts or the register give.

    `figures` are the ids of the figures that were added up or counted.
    """

    kind: Literal["sum", "amendments"]
    claimed: str
    figures: tuple[str, ...]
    printed: int | None
    found: int
    agrees: bool


class Listed(msgspec.Struct, frozen=True):
    """A deliberation in a section. `amended` are the days (or the year) of its amendments then."""

    row: Row
    amended: tuple[str, ...]


class Report(msgspec.Struct, frozen=True):
    """A year. `sections` gives the deliberations of each section of the plan, by its id.

    `printed` and `journal` tell whether printed figures of the year and a journal were read.
    """

    year: int
    plan: Plan
    figures: Mapping[str, Figure]
    checks: tuple[Check, ...]
    sections: Mapping[str, tuple[Listed, ...]]
    printed: bool
    journal: bool

    @property
    def empty(self) -> bool:
        """Whether no source tells anything of the year, so that zero would be no answer."""
        kinds = {figure.source.kind for figure in self.figures.values()}
        return not any(self.sections.values()) and kinds.isdisjoint({"printed", "journal"})

    def recorded(self) -> frozenset[str]:
        """The ids of the figures that some source tells."""
        return frozenset(figure.id for figure in self.figures.values() if figure.recorded)


def report(
    year: int,
    register: Register,
    figures: Printed | None = None,
    journal: Journal | None = None,
    plan: Plan | None = None,
) -> Report:
    """The activity report of a year; printed figures of another year do not count."""
    plan = plan or read_plan()
    printed = figures if figures and figures.year == year else None
    found = dict(all_figures(year, register, printed, journal, plan))
    return Report(
        year=year,
        plan=plan,
        figures=found,
        checks=tuple(checks(found, register, plan, year)),
        sections=sections(register, year, plan),
        printed=printed is not None,
        journal=journal is not None,
    )


def all_figures(
    year: int, register: Register, printed: Printed | None, journal: Journal | None, plan: Plan
) -> Iterator[tuple[str, Figure]]:
    """Every figure by id: as printed, else from register and journal, else as not recorded."""
    told = dict(printed.figures) if printed else {}
    wanted = (*plan.key_figures, *plan.beyond)
    for figure in traced(register, year, plan.areas, reported=printed is not None):
        told.setdefault(figure.id, figure)
    for figure in happened(journal, year):
        if figure.recorded or figure.id in wanted:
            told.setdefault(figure.id, figure)
    for _, figure in counted_amendments(told, register, plan, year):
        told.setdefault(figure.id, figure)
    for identity in wanted:
        told.setdefault(identity, not_recorded(identity, say_query(identity, year, "en")))
    yield from told.items()


def counted_amendments(
    told: Mapping[str, Figure], register: Register, plan: Plan, year: int
) -> Iterator[tuple[Figure, Figure]]:
    """Each printed count of amendments with what the register counts."""
    for number, claimed in plan.amendments():
        if claimed in told:
            found = amendment_count(register, parse_deliberation_number(number), year)
            yield told[claimed], found


def checks(
    told: Mapping[str, Figure], register: Register, plan: Plan, year: int
) -> Iterator[Check]:
    """Totals against their parts, printed counts of amendments against the register."""
    for total, names in plan.totals:
        parts = [told[name] for name in names if name in told]
        values = [part.value for part in parts if part.value is not None]
        if total in told and len(values) == len(names):
            yield checked("sum", told[total], parts, sum(values))
    for claimed, found in counted_amendments(told, register, plan, year):
        yield checked("amendments", claimed, [found], found.value or 0)


def checked(
    kind: Literal["sum", "amendments"], claimed: Figure, figures: list[Figure], found: int
) -> Check:
    """A claimed figure beside what was found."""
    names = tuple(figure.id for figure in figures)
    return Check(kind, claimed.id, names, claimed.value, found, claimed.value == found)


def sections(register: Register, year: int, plan: Plan) -> dict[str, tuple[Listed, ...]]:
    """The deliberations of each section; what no other section takes goes to that of `*`."""
    found: dict[str, list[Listed]] = {section.id: [] for section in plan.sections}
    places = {name: one.id for one in plan.sections for name in one.folders}
    for deliberation in deliberations_of(register, year):
        place = places.get(folder(deliberation), places[REST])
        found[place].append(listed(register, deliberation, year))
    return {identity: tuple(some) for identity, some in found.items()}


def listed(register: Register, deliberation: Deliberation, year: int) -> Listed:
    """A deliberation as it stood at the end of the year."""
    days = (
        str(adoption.day)
        for change in amendments_in(register, deliberation, year)
        for adoption in change.head.adopted
    )
    return Listed(row(register, deliberation, date(year, 12, 31)), tuple(days))
