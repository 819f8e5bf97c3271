"""Tables of insurance, statuses, contracts and mandates."""

from datetime import date

import numpy as np
import polars as pl

from beraad.demo.draw import Array, months_after
from beraad.demo.part import Part, repeated, texts, until
from beraad.demo.world import DAY, ENERGY, FUNDS, HOUSING, PLACES, TRANSPORT, WATER

STATUSES = ("increased_allowance", "living_wage", "income_guarantee")
STATUSES += ("disability_recognition", "elderly_allowance")
SHARES = ((0.14, 0.16, 0.3), (0.0, 0.03, 0.0), (0.0, 0.0, 0.1), (0.02, 0.06, 0.12), (0, 0, 0.14))
"""The share of children, adults and the old who have each status (illustration)."""

CONTRACTS = (ENERGY, WATER, TRANSPORT, *HOUSING.values())


def rights(part: Part) -> dict[str, pl.DataFrame]:
    """insurance, statuses, contracts, mandates."""
    held = contracts(part)
    return {
        "insurance": insurance(part),
        "statuses": statuses(part),
        "contracts": held,
        "mandates": mandates(held),
    }


def insurance(part: Part) -> pl.DataFrame:
    """The sickness fund of each who lives in the country, and the codes of insurability."""
    people, draw = part.people, part.draw
    rows = np.flatnonzero(part.local())
    of = people.household[rows]
    pensioner = people.kind[rows] == 2
    return part.table(
        rows,
        {
            "fund": texts(FUNDS, draw.pick("fund", of, (0.42, 0.28, 0.17, 0.08, 0.05))),
            "code_1": texts(("110", "120"), pensioner.astype(int)),
            "code_2": texts(
                ("000", "101"), draw.chance("code 2", people.id[rows], 0.2).astype(int)
            ),
            "begin": people.birth[rows],
            "end": people.death[rows],
        },
    )


def statuses(part: Part) -> pl.DataFrame:
    """Each status that a person has, from when until when (exclusive)."""
    people, draw = part.people, part.draw
    found = []
    for status, shares in zip(STATUSES, SHARES, strict=True):
        has = draw.chance(status, people.id, np.array(shares)[people.kind]) & part.local()
        rows = np.flatnonzero(has)
        ids = people.id[rows]
        begin = draw.day(f"{status} begin", ids, date(2018, 1, 1), DAY)
        begin = np.maximum(begin, people.birth[rows])
        living = part.alive(rows, begin + 1)
        rows, ids, begin = rows[living], ids[living], begin[living]
        ends = draw.chance(f"{status} ends", ids, 0.2)
        months = 6 + draw.below(f"{status} months", ids, 90)
        end = np.where(ends, months_after(begin, months), people.death[rows])
        name = repeated(status, rows)
        found.append(part.table(rows, {"status": name, "begin": begin, "end": end}))
    return pl.concat(found)


def contracts(part: Part) -> pl.DataFrame:
    """Who is a customer of which organisation; the first of a household holds its contracts."""
    people, draw, place = part.people, part.draw, part.place()
    region = np.array([p.region for p in PLACES])[place]
    share = {
        ENERGY: np.full(len(people.id), 0.45),
        WATER: np.where(region == "flanders", 0.7, 0.0),
        TRANSPORT: np.full(len(people.id), 0.25),
        **{party: np.where(region == where, 0.06, 0.0) for where, party in HOUSING.items()},
    }
    found = []
    for party in CONTRACTS:
        holds = draw.chance(party, people.household, share[party]) & holders(part)
        rows = np.flatnonzero(holds)
        begin = draw.day(f"{party} begin", people.id[rows], date(2019, 1, 1), DAY)
        ends = draw.chance(f"{party} ends", people.id[rows], 0.15)
        end = until(months_after(begin, 18), ~ends)
        name = repeated(party, rows)
        found.append(part.table(rows, {"organisation": name, "begin": begin, "end": end}))
    return pl.concat(found)


def mandates(held: pl.DataFrame) -> pl.DataFrame:
    """What one customer in ten or so allows the organisation: to ask about one status.

    Who does is told by digits of the national number; a few revoked it half a year later.
    """
    digits = pl.col("subject").str.slice(7, 2).cast(pl.Int64)
    given = held.filter(digits % 10 == 3)
    return given.select(
        "subject",
        "organisation",
        pl.lit("customer").alias("relation"),
        pl.lit("supplementary-rights").alias("purpose"),
        "begin",
        pl.col("begin").dt.offset_by("2y").alias("end"),
        pl.when(digits > 80).then(pl.col("begin").dt.offset_by("6mo")).alias("revoked"),
    )


def holders(part: Part) -> Array:
    """The first member of each household that lives in the country."""
    return part.people.first & part.local()
