"""One row a deliberation: what a list of the register shows."""

from collections.abc import Iterator
from datetime import date
from typing import Literal, TypeAlias

import msgspec

from beraad.belgium.calendar import ZONE
from beraad.law.act import Adoption, instant
from beraad.law.catalogue import LANGUAGES
from beraad.law.reckoned import reckoned
from beraad.law.register import Deliberation, Register, rank

Status: TypeAlias = Literal[
    "not-yet-adopted", "not-yet-in-force", "waits-for-law", "in-force", "ended"
]


class Dated(msgspec.Struct, frozen=True):
    """A day of adoption (or the year alone) and the section that adopted, or ''."""

    date: str
    section: str


class Row(msgspec.Struct, frozen=True):
    """A deliberation on a day.

    `amended` gives a date or a year for each amendment; `in_force` is the instant of entry into
    force on Belgian clocks, None while it waits for a law of which that day is not known; where it
    is reckoned, it is the last possible one, since the day of adoption is not known.
    `parties` are those that the source names, `illustrative_parties` those added as illustration.
    """

    number: str
    chamber: str
    adopted: tuple[Dated, ...]
    amended: tuple[str, ...]
    kind: str
    titles: dict[str, str]
    status: Status
    in_force: str | None
    in_force_reckoned: bool
    as_printed: str
    probably: tuple[str, ...]
    parties: tuple[str, ...]
    illustrative_parties: tuple[str, ...]
    companion: tuple[str, ...]
    source: str


def rows(register: Register, on: date) -> Iterator[Row]:
    """The rows of all deliberations, by number."""
    for _, deliberation in sorted(register.deliberations.items(), key=lambda pair: pair[0][1]):
        yield row(register, deliberation, on)


def row(register: Register, deliberation: Deliberation, on: date) -> Row:
    """The row of one deliberation."""
    head = deliberation.head
    amendments = sorted(register.amendments.get(deliberation.key, ()), key=rank)
    begin = register.in_force(head)
    return Row(
        number=str(deliberation.number),
        chamber=head.chamber,
        adopted=tuple(map(dated, head.adopted)),
        amended=tuple(str(one.day) for a in amendments for one in a.head.adopted),
        kind=deliberation.kind,
        titles={language: head.titles[language] for language in LANGUAGES},
        status=status(register, deliberation, on),
        in_force=begin.astimezone(ZONE).isoformat() if begin else None,
        in_force_reckoned=reckoned(register, head),
        as_printed=head.as_printed,
        probably=head.probably,
        parties=head.parties,
        illustrative_parties=head.illustrative_parties,
        companion=tuple(map(str, head.companion)),
        source=head.source,
    )


def dated(adoption: Adoption) -> Dated:
    """An adoption for people and programs."""
    return Dated(str(adoption.day), adoption.section)


def status(register: Register, deliberation: Deliberation, on: date) -> Status:
    """Where a deliberation stands as a day begins."""
    head, moment = deliberation.head, instant(on)
    begin = register.in_force(head)
    if on < head.complete:
        return "not-yet-adopted"
    if begin is None:
        return "waits-for-law"
    if moment < begin:
        return "waits-for-law" if head.start.law else "not-yet-in-force"
    version = register.consolidate(deliberation.key, moment)
    return "ended" if version is None or version.repealed else "in-force"
