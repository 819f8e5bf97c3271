"""Rules that the views of a store may call, so that each rule stands in one place, in Python.

    relation_until(kind, begin, renewals, ended)   the first day on which a relation is no more;
                                                   renewals are days with commas between, or NULL
    municipality_on(nis, day)                      the municipality that stands there on that day
    practitioner(number)                           a NIHDI number without its competence

Days are ISO text; of a moment the day counts.
"""

import sqlite3
from datetime import date
from functools import lru_cache

from beraad.belgium.identifier import InvalidNumberError
from beraad.belgium.nihdi import NihdiNumber
from beraad.belgium.nis import MERGERS_2025, NisCode
from beraad.belgium.nis import municipality_on as merged
from beraad.exchange.relation import until


def teach(database: sqlite3.Connection) -> None:
    """Let the views of this database call the rules."""
    database.create_function("relation_until", 4, relation_until, deterministic=True)
    database.create_function("municipality_on", 2, municipality_on, deterministic=True)
    database.create_function("practitioner", 1, practitioner, deterministic=True)


@lru_cache(maxsize=16_384)  # few kinds, few days: in each view of relations they come again
def relation_until(kind: str, begin: str, renewals: str | None, ended: str | None) -> str | None:
    """`relation.until` for the store. What the patient ended ends at that very moment."""
    days = [day_in(text) for text in renewals.split(",")] if renewals else []
    end = until(kind, day_in(begin), days)
    if end is None or ended is None:
        return ended or (end.isoformat() if end else None)
    return min(ended, end.isoformat())


def municipality_on(nis: str, day: str | None) -> str | None:
    """The code on a day of the municipality that once had this code; NULL without a day."""
    return merged(NisCode(nis), day_in(day), MERGERS_2025).digits if day else None


@lru_cache(maxsize=16_384)
def practitioner(number: str) -> str:
    """The eight digits that name a care professional, in whatever competence; else as it is.

    Who is excluded is excluded in each competence, and who has a relation has it in each.
    """
    try:
        return NihdiNumber(number).person
    except InvalidNumberError:
        return number


def day_in(text: str) -> date:
    """The day of a day or moment."""
    return date.fromisoformat(text[:10])
