"""Tables of medicines: the schemes, what was dispensed, what was prescribed."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from beraad.demo.care import usual
from beraad.demo.carers import carer_count, carers, pharmacies
from beraad.demo.draw import Array, months_after
from beraad.demo.part import Part, texts, until
from beraad.demo.world import BEGIN, END, MEDICINES

COURSES = ((0.3, 0.04), (0.5, 0.15), (0.94, 0.75))
"""The share of children, adults and the old who take a first and a second medicine."""

LASTING = tuple(n for n, medicine in enumerate(MEDICINES) if medicine.every)
PASSING = tuple(n for n, medicine in enumerate(MEDICINES) if not medicine.every)
MOST = 64  # dispensings of one course; used to number them


@dataclass(frozen=True, slots=True)
class Courses:
    """Treatments: who, the number of the course, the medicine, and the first and last day."""

    rows: Array
    id: Array
    medicine: Array
    begin: Array
    end: Array


def medicines(part: Part) -> dict[str, pl.DataFrame]:
    """schemes, dispensings, prescriptions."""
    found = [course(part, number) for number in range(2)]
    every = Courses(*(np.concatenate([getattr(c, f) for c in found]) for f in Courses.__slots__))
    rows, at, days = dispensing_days(part, every)
    return {
        "schemes": schemes(part, every),
        "dispensings": dispensings(part, every, rows, at, days),
        "prescriptions": prescriptions(part, every, rows, at, days),
    }


def course(part: Part, number: int) -> Courses:
    """The first or second medicine that each takes; the old take medicines that last."""
    people, draw = part.people, part.draw
    share = np.array(COURSES)[people.kind, number]
    rows = np.flatnonzero(draw.chance(f"course {number}", people.id, share))
    ids = people.id[rows] * 2 + number
    lasts = draw.chance("course lasts", ids, np.array([0.1, 0.6, 0.95])[people.kind[rows]])
    medicine = np.where(
        lasts,
        np.array(LASTING)[draw.below("lasting medicine", ids, len(LASTING))],
        np.array(PASSING)[draw.below("passing medicine", ids, len(PASSING))],
    )
    early, late = date(2023, 10, 1), date(2027, 6, 30)
    begin = np.where(
        lasts, draw.day("course begins", ids, BEGIN, early), draw.day("ill on", ids, BEGIN, late)
    )
    begin = np.maximum(begin, people.birth[rows])
    stops = draw.chance("course stops", ids, 0.3)
    last = np.where(stops, months_after(begin, 1 + draw.below("course months", ids, 48)), begin)
    last = np.where(lasts & ~stops, np.datetime64(END, "D"), last)
    last = np.minimum(last, np.datetime64(END, "D"))
    death = people.death[rows]
    last = np.where(np.isnat(death), last, np.minimum(last, death))
    lives = begin <= last
    return Courses(rows[lives], ids[lives], medicine[lives], begin[lives], last[lives])


def dispensing_days(part: Part, courses: Courses) -> tuple[Array, Array, Array]:
    """For each dispensing: its course, its number in the simulation, its day."""
    every = np.array([m.every for m in MEDICINES])[courses.medicine]
    span = (courses.end - courses.begin).astype(np.int64)
    counts = np.where(every > 0, span // np.maximum(every, 1), 0) + 1
    of = np.repeat(np.arange(len(counts)), counts)
    nth = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    at = courses.id[of] * MOST + nth
    days = courses.begin[of] + nth * every[of] - part.draw.below("early by", at, 6) * (nth > 0)
    return of, at, days


def schemes(part: Part, courses: Courses) -> pl.DataFrame:
    """The medication scheme: most courses that last stand in it."""
    chosen = part.draw.chance("in scheme", courses.id, 0.6) & np.isin(courses.medicine, LASTING)
    rows, medicine = courses.rows[chosen], courses.medicine[chosen]
    end = courses.end[chosen]
    return part.table(
        rows,
        {
            **described(medicine),
            "reason": texts([m.reason for m in MEDICINES], medicine),
            "begin": courses.begin[chosen],
            "end": until(end, end == np.datetime64(END, "D")),
        },
    )


def described(medicine: Array) -> dict[str, pl.Series]:
    """Product and posology."""
    return {
        "product": texts([m.name for m in MEDICINES], medicine),
        "posology": texts([m.posology for m in MEDICINES], medicine),
    }


def dispensings(part: Part, courses: Courses, of: Array, at: Array, days: Array) -> pl.DataFrame:
    """What was dispensed, where, and at which price in euro cents."""
    rows, medicine = courses.rows[of], courses.medicine[of]
    other = part.draw.below("other pharmacy", at, carer_count(part.persons, "pharmacist"))
    away = part.draw.chance("elsewhere", at, 0.12)
    pharmacy = np.where(away, other, usual(part, "pharmacist", rows))
    counter = np.array([m.over_the_counter for m in MEDICINES])[medicine]
    return part.table(
        rows,
        {
            **described(medicine),
            "intake": texts([m.intake for m in MEDICINES], medicine),
            "date": days,
            "pharmacy": pharmacies(pharmacy),
            "price": np.array([m.price for m in MEDICINES])[medicine],
            "objected": counter & part.draw.chance("objects", at, 0.1),
        },
    )


def prescriptions(part: Part, courses: Courses, of: Array, at: Array, days: Array) -> pl.DataFrame:
    """Prescriptions, valid for three months; one in eight is never dispensed."""
    draw = part.draw
    counter = np.array([m.over_the_counter for m in MEDICINES])[courses.medicine[of]]
    chosen = draw.chance("prescribed", at, 0.6) & ~counter
    of, at, days = of[chosen], at[chosen], days[chosen]
    rows = courses.rows[of]
    written = days - draw.below("written before", at, 25)
    prescriber = carers("general-practitioner", usual(part, "general-practitioner", rows))
    return part.table(
        rows,
        {
            **described(courses.medicine[of]),
            "date": written,
            "end": months_after(written, 3),
            "prescriber": prescriber,
            "hidden": draw.chance("hides", at, 0.06),
            "dispensed_on": until(days, draw.chance("never dispensed", at, 0.125)),
        },
    )
