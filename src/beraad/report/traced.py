"""What the register can show of a year: the acts themselves, each by number and document."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePosixPath

from beraad.belgium.numbers import DeliberationNumber
from beraad.law.act import Head
from beraad.law.register import Amendment, Deliberation, Register, rank
from beraad.report.figure import Figure, Source
from beraad.report.words import AMENDMENTS, say_query


def adopted_in(head: Head, year: int) -> bool:
    """Whether an act was adopted in a year; the year alone may be known."""
    return any(adoption.day.first.year == year for adoption in head.adopted)


def named_in(head: Head, year: int) -> bool:
    """Whether the printed report of a year is the source of an act."""
    return head.source.startswith(f"activity report {year},")


def amendments_in(register: Register, deliberation: Deliberation, year: int) -> list[Amendment]:
    """The amendments of a deliberation that were adopted in a year, in order."""
    found = register.amendments.get(deliberation.key, ())
    return sorted((one for one in found if adopted_in(one.head, year)), key=rank)


def file_of(amendment: Amendment) -> str:
    """The document of an amendment as folder and file, wherever the register lies."""
    return "/".join(PurePosixPath(amendment.document.file).parts[-2:])


def folder(deliberation: Deliberation) -> str:
    """The name of the folder in which a deliberation stands, which decides its section."""
    return PurePosixPath(deliberation.document.file).parent.name


def deliberations_of(register: Register, year: int) -> list[Deliberation]:
    """Those adopted or amended in a year, or named by its printed report, by number."""
    found = (
        one
        for one in register.deliberations.values()
        if adopted_in(one.head, year)
        or named_in(one.head, year)
        or amendments_in(register, one, year)
    )
    return sorted(found, key=lambda one: (one.number, one.head.chamber))


def traced(
    register: Register, year: int, areas: Mapping[str, str], *, reported: bool
) -> Iterator[Figure]:
    """The figures that the register gives for a year; `areas` gives the area of each folder.

    Where no report of the year was printed (`reported`) or is a source, none can name a number.
    """
    listed = deliberations_of(register, year)
    named = [one for one in listed if named_in(one.head, year)]
    new = [one for one in listed if adopted_in(one.head, year)]
    changes = [(one, a) for one in listed for a in amendments_in(register, one, year)]
    if reported or named:
        yield counted("numbers-named", year, map(name, named))
        for area in ("social-security", "health"):
            some = [one for one in named if areas.get(folder(one)) == area]
            yield counted(f"numbers-named-{area}", year, map(name, some))
    yield counted("deliberations-new", year, map(name, new))
    told = [f"{name(one)}: {file_of(change)}" for one, change in changes]
    yield counted("amendments", year, told)
    yield counted("acts-traced", year, [*map(name, new), *told])
    heads = [*(one.head for one in new), *(change.head for _, change in changes)]
    days = {day for head in heads for day in exact_days(head, year)}
    yield counted("sittings-traced", year, days)


def exact_days(head: Head, year: int) -> Iterator[str]:
    """The fully known days of a year on which an act was adopted."""
    for adoption in head.adopted:
        if adoption.day.exact and adoption.day.first.year == year:
            yield str(adoption.day)


def amendment_count(register: Register, number: DeliberationNumber, year: int) -> Figure:
    """How often the register saw a number amended in a year."""
    found = [
        file_of(change)
        for (_, amended), some in register.amendments.items()
        for change in some
        if amended == number and adopted_in(change.head, year)
    ]
    return counted(f"{AMENDMENTS}{number}".replace("/", "-"), year, found)


def name(deliberation: Deliberation) -> str:
    """The number by which people know it."""
    return str(deliberation.number)


def counted(identity: str, year: int, entries: Iterable[str]) -> Figure:
    """The number of the entries that a query over the register finds."""
    found, query = tuple(sorted(entries)), say_query(identity, year, "en")
    return Figure(identity, len(found), "exact", Source("register", query=query, entries=found))
