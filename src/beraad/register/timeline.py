"""The life of a deliberation as events: adopted, in force, amended, ended."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from beraad.law.act import Head, day_of
from beraad.law.catalogue import Language
from beraad.law.compare_sentences import sentences
from beraad.law.place import LawError
from beraad.law.reckoned import begins_reckoned
from beraad.law.register import Amendment, Deliberation, Register, Version, rank
from beraad.law.say import say_date
from beraad.law.span import Day
from beraad.register.holdings import Holdings
from beraad.register.texts import texts


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened, `when` and `what` in words; `titles` are those of amendments.

    `on` is the day on which to read the text that began then, `current` whether it is the text
    being read; `practice` says in sentences what changed for those who exchange data.
    """

    when: str
    what: str
    order: tuple[date, int]
    titles: tuple[str, ...] = ()
    undated: bool = False
    on: str = ""
    current: bool = False
    practice: tuple[str, ...] = ()


def timeline(
    holdings: Holdings,
    deliberation: Deliberation,
    known: date | None,
    reading: Version | None,
    language: Language,
) -> list[Event]:
    """All events as known on a day (None: today), the oldest first."""
    register = holdings.register
    amendments = [
        one
        for one in sorted(register.amendments.get(deliberation.key, ()), key=rank)
        if known is None or one.head.known <= known
    ]
    events = [
        *adoptions(deliberation.head, language),
        *amended(amendments, language),
        *starts(holdings, deliberation, known, reading, language),
        *waiting(register, deliberation, amendments, language),
    ]
    return sorted(events, key=lambda event: event.order)


def adoptions(head: Head, language: Language) -> Iterator[Event]:
    """When the deliberation was adopted, by each section where they did so apart."""
    t = texts(language)
    for adoption in head.adopted:
        what = t["event-adopted"]
        if adoption.section:
            what = t["event-adopted-section"].format(t[f"section-{adoption.section}"])
        yield Event(say_date(adoption.day, language), what, (adoption.day.first, 0))


def amended(amendments: list[Amendment], language: Language) -> Iterator[Event]:
    """When amendments were adopted; those of one day, or of a year without days, go together."""
    days: dict[Day, list[str]] = {}
    for amendment in amendments:
        for adoption in amendment.head.adopted:
            days.setdefault(adoption.day, []).append(amendment.head.titles[language])
    t = texts(language)
    for day, titles in days.items():
        many = t["event-amendments"].format(len(titles))
        yield Event(
            say_date(day, language),
            many if len(titles) > 1 else t["event-amendment"],
            (day.last, 1),
            titles=tuple(titles),
            undated=not day.exact,
        )


def starts(
    holdings: Holdings,
    deliberation: Deliberation,
    known: date | None,
    reading: Version | None,
    language: Language,
) -> Iterator[Event]:
    """When each text took effect, with what it changed in practice; and when the last one ended.

    Nothing where the amendments known then do not fit together: there was no text.
    """
    t = texts(language)
    try:
        versions = holdings.register.versions(deliberation.key, known)
    except LawError:
        return
    for version in versions:
        begins = day_of(version.start)
        when = say_date(begins, language)
        what = t[what_began(version)]
        if begins_reckoned(holdings.register, version):
            when, what = t["at-latest"].format(when), t["event-reckoned"].format(what)
        yield Event(
            when,
            what,
            (begins, 2),
            on=begins.isoformat(),
            current=version == reading,
            practice=practice(holdings, version, known, language) if version.amendments else (),
        )
    if versions and versions[-1].end:
        ends = day_of(versions[-1].end)
        yield Event(say_date(ends, language), t["event-ended"], (ends, 3))


def what_began(version: Version) -> str:
    """The key of what happened as a version took effect."""
    if version.repealed:
        return "event-ended"
    return "event-amended" if version.amendments else "event-in-force"


def practice(
    holdings: Holdings, version: Version, known: date | None, language: Language
) -> tuple[str, ...]:
    """What changes in practice when a version takes effect.

    It cannot be told where amendments of any deliberation that were known then do not fit together.
    """
    try:
        change = holdings.change(version.deliberation.key, version.start, known)
    except LawError:
        return (texts(language)["practice-unknown"],)
    return sentences(change, holdings.register.catalogue, language)


def waiting(
    register: Register,
    deliberation: Deliberation,
    amendments: list[Amendment],
    language: Language,
) -> Iterator[Event]:
    """Acts that wait for a law which is not in force."""
    for head in (deliberation.head, *(one.head for one in amendments)):
        if head.start.law and register.in_force(head) is None:
            law = register.catalogue.laws[head.start.law].labels[language]
            yield Event("", texts(language)["event-waits"].format(law), (date.max, 4))
