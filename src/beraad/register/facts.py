"""What the pages tell of a deliberation beside its text, in a language."""

import re
from datetime import date
from typing import Any

from beraad.law.act import day_of
from beraad.law.catalogue import Language
from beraad.law.place import Place
from beraad.law.register import Deliberation, Register
from beraad.law.say import say_date, say_fields
from beraad.law.span import read_day
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
        "in_force": say_date(day_of(begin), language) if begin else "",
        "begun": shown.status in ("in-force", "ended"),
        "parties": [register.catalogue.parties[party].labels[language] for party in head.parties],
        "document_number": head.document_number,
        "source": source(head.source, language),
        "passage": head.passage,
        "printed": t["as-printed"].format(printed=head.as_printed) if head.as_printed else "",
        "probably": t["probably"].format(probably=head.probably) if head.probably else "",
        "accessions": accessions(register, found, known, language),
    }


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
