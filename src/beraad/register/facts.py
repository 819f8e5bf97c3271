"""What the pages tell of a deliberation beside its text, in a language."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from beraad.law.act import Head, day_of
from beraad.law.catalogue import Catalogue, Language
from beraad.law.place import Place
from beraad.law.register import Deliberation, Register
from beraad.law.say import TONGUES, say_date, say_fields
from beraad.law.span import read_day
from beraad.law.tongue import enumerated
from beraad.register.listing import Row, row
from beraad.register.texts import texts

REPORT = re.compile(r"activity report ([0-9]{4}), lines ([0-9]+)-([0-9]+)")
NOWHERE = Place("", 0)


def line(one: Row, language: Language) -> dict[str, Any]:
    """A deliberation as a line of the list."""
    t = texts(language)
    times = len(one.amended)
    told = t["amended-once"] if times == 1 else t["amended-times"].format(times)
    return {
        "number": one.number,
        "chamber": one.chamber,
        "title": one.titles[language],
        "status": one.status,
        "status_text": t[f"status-{one.status}"],
        "facts": [adopted(one, language), t[f"kind-{one.kind}"], *([told] if times else [])],
    }


def adopted(one: Row, language: Language) -> str:
    """The days of adoption, with the sections where they decided apart."""
    t = texts(language)
    parts = []
    for dated in one.adopted:
        day = say_date(read_day(dated.date, NOWHERE), language)
        parts.append(f"{day} ({t['section-' + dated.section]})" if dated.section else day)
    return ", ".join(parts)


def facts(
    register: Register, found: Deliberation, on: date, known: date | None, language: Language
) -> dict[str, Any]:
    """Number, title, days, kind, parties, source and, as known on a day, who joined."""
    t, head = texts(language), found.head
    shown = row(register, found, on)
    begin = register.in_force(head)
    return {
        "number": str(found.number),
        "heading": t["deliberation"].format(found.number),
        "title": head.titles[language],
        "adopted": adopted(shown, language),
        "kind": t[f"kind-{found.kind}"],
        "chamber": t[f"chamber-{head.chamber}"],
        "status": shown.status,
        "status_on": t["status"].format(say_date(on, language)),
        "status_text": t[f"status-{shown.status}"],
        "in_force": effect(shown, day_of(begin), language) if begin else "",
        "reckoned": shown.in_force_reckoned,
        "begun": shown.status in ("in-force", "ended"),
        "parties": named(head.parties, register.catalogue, language),
        "illustrative": named(head.illustrative_parties, register.catalogue, language),
        "companion": list(shown.companion),
        "document_number": head.document_number,
        "source": source(head.source, language),
        "passage": head.passage,
        "printed": t["as-printed"].format(printed=head.as_printed) if head.as_printed else "",
        "probably": probably(head, language),
        "accessions": accessions(register, found, known, language),
    }


def effect(shown: Row, begin: date, language: Language) -> str:
    """The day of effect, or that it is the last possible one and why."""
    t, day = texts(language), say_date(begin, language)
    if not shown.in_force_reckoned:
        return day
    return t["event-reckoned"].format(t["at-latest"].format(day))


def probably(head: Head, language: Language) -> str:
    """What was probably meant by what is printed, in a sentence; empty where nothing is known."""
    choice = enumerated(head.probably, TONGUES[language].either)
    return texts(language)["probably"].format(probably=choice) if choice else ""


def named(parties: Iterable[str], catalogue: Catalogue, language: Language) -> list[str]:
    """Organisations and categories by their labels."""
    known = {**catalogue.roles, **catalogue.categories, **catalogue.parties}
    return [known[party].labels[language] for party in parties]


def source(text: str, language: Language) -> str:
    """The place in an activity report, in words; any other source as it is written."""
    match = REPORT.fullmatch(text)
    if not match:
        return text
    words = texts(language)["source-report"]
    return words.format(year=match[1], lines=f"{match[2]}–{match[3]}")


def accessions(
    register: Register, found: Deliberation, known: date | None, language: Language
) -> list[tuple[str, str, str, str]]:
    """The parties that joined: name, fields, first day, last day."""
    catalogue = register.catalogue
    return [
        (
            catalogue.parties[one.party].labels[language],
            say_fields(one.named.words(), catalogue, language),
            say_date(one.start, language),
            say_date(one.until, language) if one.until else "",
        )
        for one in register.joined(found.key, known)
    ]
