"""Tables of the facts from which care relations arise, of consent and of exclusion.

How long a relation lasts is not kept: it follows from its kind by `exchange.relation`.
"""

from datetime import date

import numpy as np
import polars as pl

from beraad.demo.carers import carer_count, carers
from beraad.demo.draw import Array, months_after
from beraad.demo.part import Part, repeated, until
from beraad.demo.world import BEGIN, DAY, END


def care(part: Part) -> dict[str, pl.DataFrame]:
    """relations, consents, exclusions."""
    return {
        "relations": relations(part),
        "consents": consents(part),
        "exclusions": exclusions(part),
    }


def usual(part: Part, role: str, rows: Array) -> Array:
    """The professional of a role to whom a household goes."""
    count = carer_count(part.persons, role)
    return part.draw.below(f"usual {role}", part.people.household[rows], count)


def relations(part: Part) -> pl.DataFrame:
    """Relations that began in the simulated time, and how each arose."""
    found = [files(part), at_the_pharmacy(part)]
    for kind, role, share, visits in (
        ("eid", "dentist", (0.3, 0.35, 0.3), 2),
        ("eid", "nurse", (0.01, 0.02, 0.2), 3),
        ("eid", "midwife", (0.05, 0.03, 0.0), 1),
        ("referral", "specialist", (0.15, 0.25, 0.4), 4),
        ("stay", "emergency-physician", (0.2, 0.2, 0.4), 4),
        ("on-call", "general-practitioner", (0.2, 0.1, 0.1), 2),
    ):
        found += [relation(part, kind, role, share, visit) for visit in range(visits)]
    return pl.concat(found)


def relation(
    part: Part, kind: str, role: str, shares: tuple[float, ...], visit: int
) -> pl.DataFrame:
    """One relation of a kind for each who has it."""
    people, draw = part.people, part.draw
    question = f"{kind} {role} {visit}"
    rows = np.flatnonzero(draw.chance(question, people.id, np.array(shares)[people.kind]))
    begin = draw.day(f"{question} day", people.id[rows], BEGIN, END)
    living = part.alive(rows, begin) & (begin >= people.birth[rows])
    rows, begin = rows[living], begin[living]
    chosen = draw.below(f"{question} whom", people.id[rows], carer_count(part.persons, role))
    return typed(part, kind, rows, carers(role, chosen), begin)


def typed(
    part: Part,
    kind: str,
    rows: Array,
    professional: pl.Series,
    begin: Array,
    renewals: pl.Series | None = None,
) -> pl.DataFrame:
    """Rows of relations of one kind; `end` is the day on which the patient ended one."""
    ends = part.draw.chance(f"patient ends {kind}", part.people.id[rows], 0.005)
    columns = {
        "kind": repeated(kind, rows),
        "professional": professional,
        "begin": begin,
        "renewals": pl.Series([None], dtype=pl.String).new_from_index(0, len(rows))
        if renewals is None
        else renewals,
        "end": until(months_after(begin, 1) - 10, ~ends),
    }
    return part.table(rows, columns)


def files(part: Part) -> pl.DataFrame:
    """The global medical file, opened once and renewed up to four times, a week before it ends."""
    people, draw = part.people, part.draw
    rows = np.flatnonzero(draw.chance("medical file", people.id, 0.88) & part.local())
    ids = people.id[rows]
    begin = np.maximum(draw.day("file opened", ids, BEGIN, date(2024, 6, 30)), people.birth[rows])
    times = draw.pick("file renewed", ids, (0.05, 0.1, 0.15, 0.2, 0.5))
    whom = carers("general-practitioner", usual(part, "general-practitioner", rows))
    return typed(part, "file", rows, whom, begin, renewed(begin, times))


def renewed(begin: Array, times: Array) -> pl.Series:
    """So many days of renewal with commas between; none where there is no renewal."""
    days = pl.DataFrame(
        [
            pl.Series(str(n), until(months_after(begin, 12 * n) - 7, times < n)).dt.to_string()
            for n in range(1, 5)
        ]
    )
    told = days.select(pl.concat_str(pl.all(), separator=",", ignore_nulls=True)).to_series()
    return pl.select(pl.when(pl.lit(told) != "").then(pl.lit(told))).to_series()


def at_the_pharmacy(part: Part) -> pl.DataFrame:
    """Dispensings by the usual pharmacist, so close that the relation does not end in between."""
    people, draw = part.people, part.draw
    rows = np.flatnonzero(draw.chance("goes to pharmacy", people.id, 0.85))
    begin = draw.day("pharmacy first", people.id[rows], BEGIN, DAY)
    begin = np.maximum(begin, people.birth[rows])
    months = draw.below("pharmacy months", people.id[rows], 30)
    found = []
    for after in (0, 10, 20):
        again = months >= after
        here, day = rows[again], months_after(begin[again], after)
        whom = carers("pharmacist", usual(part, "pharmacist", here))
        found.append(typed(part, "dispensing", here, whom, day))
    return pl.concat(found)


def consents(part: Part) -> pl.DataFrame:
    """Informed consent, given once and by few withdrawn."""
    people, draw = part.people, part.draw
    rows = np.flatnonzero(draw.chance("consents", people.id, 0.9))
    begin = draw.day("consent day", people.id[rows], date(2014, 3, 1), date(2024, 6, 30))
    begin = np.maximum(begin, people.birth[rows])
    withdrawn = draw.chance("withdraws", people.id[rows], 0.05)
    end = draw.day("withdrawal", people.id[rows], BEGIN, END)
    none = ~withdrawn | (end <= begin)
    return part.table(
        rows, {"kind": repeated("informed", rows), "begin": begin, "end": until(end, none)}
    )


def exclusions(part: Part) -> pl.DataFrame:
    """Professionals whom a patient excludes, by preference those the household goes to."""
    people, draw = part.people, part.draw
    found = []
    for role in ("pharmacist", "general-practitioner", "emergency-physician"):
        rows = np.flatnonzero(draw.chance(f"excludes {role}", people.id, 0.015))
        begin = draw.day(f"exclusion of {role}", people.id[rows], BEGIN, END)
        ends = draw.chance(f"takes back {role}", people.id[rows], 0.2)
        end = until(months_after(begin, 6), ~ends)
        whom = carers(role, usual(part, role, rows))
        found.append(part.table(rows, {"professional": whom, "begin": begin, "end": end}))
    return pl.concat(found)
