"""Tables of who people are and where they live."""

import numpy as np
import polars as pl

from beraad.demo.draw import Array
from beraad.demo.part import Part, digits, texts
from beraad.demo.people import REGISTERS
from beraad.demo.world import (
    ABROAD,
    BEGIN,
    CIVIL_STATUS,
    DAY,
    MEN,
    NATIONALITIES,
    PLACES,
    STREETS,
    SYLLABLES,
    WOMEN,
)


def identity(part: Part) -> dict[str, pl.DataFrame]:
    """persons, replaced, registrations, residences."""
    return {
        "persons": persons(part),
        "replaced": replaced(part),
        "registrations": registrations(part),
        "residences": residences(part),
    }


def persons(part: Part) -> pl.DataFrame:
    """One row a person."""
    people, draw = part.people, part.draw
    foreign = np.where(part.local(), 0.1, 0.9)
    nationality = np.where(
        draw.chance("foreign", people.id, foreign),
        draw.below("nationality", people.id, len(NATIONALITIES) - 1) + 1,
        0,
    )
    return part.table(
        np.arange(len(people.id)),
        {
            "surname": surnames(part),
            "given_name": given_names(part),
            "birth_date": people.birth,
            "birth_place": texts([p.name for p in PLACES], draw.below("born in", people.id, 12)),
            "sex": texts(("female", "male"), people.male.astype(int)),
            "nationality": texts(NATIONALITIES, nationality),
            "civil_status": texts(CIVIL_STATUS, civil_status(part)),
            "household": people.household,
            "register": texts(REGISTERS, people.register),
            "abroad": texts(ABROAD, draw.below("abroad", people.id, len(ABROAD))),
            "death_date": people.death,
        },
    )


def surnames(part: Part) -> pl.Series:
    """Invented names; half of the members of a household share one."""
    shared = part.draw.chance("shares the name", part.people.id, 0.5)
    of = np.where(shared, part.people.household, part.people.id + 2**32)
    parts = [
        texts(syllables, part.draw.below(f"syllable {n}", of, len(syllables)))
        for n, syllables in enumerate(SYLLABLES)
    ]
    return parts[0] + parts[1] + parts[2]


def given_names(part: Part) -> pl.Series:
    """Common given names by sex."""
    chosen = np.where(
        part.people.male,
        part.draw.below("given name", part.people.id, len(MEN)),
        len(MEN) + part.draw.below("given name", part.people.id, len(WOMEN)),
    )
    return texts(MEN + WOMEN, chosen)


def civil_status(part: Part) -> Array:
    """Single while a child, else drawn."""
    drawn = part.draw.pick("civil status", part.people.id, (0.35, 0.45, 0.13, 0.07))
    return np.where(part.people.kind == 0, 0, drawn)


def replaced(part: Part) -> pl.DataFrame:
    """Bis numbers that gave way to a number of the National Register."""
    rows = np.flatnonzero(~np.isnat(part.people.replaced))
    return part.table(
        rows,
        {
            "former": digits(part.people.former[rows], 11),
            "on": part.people.replaced[rows],
        },
    )


def registrations(part: Part) -> pl.DataFrame:
    """In which register a person stands, from when until when (exclusive)."""
    people = part.people
    every, moved = np.arange(len(people.id)), np.flatnonzero(~np.isnat(people.replaced))
    began = np.where(np.isnat(people.replaced), people.birth, people.replaced)
    earlier = people.replaced[moved] - part.draw.below("bis for", people.id[moved], 1500) - 30
    return pl.concat(
        [
            part.table(
                every,
                {
                    "register": texts(REGISTERS, people.register),
                    "begin": began,
                    "end": people.death,
                },
            ),
            part.table(
                moved,
                {
                    "register": texts(REGISTERS, np.ones(len(moved), dtype=int)),
                    "begin": np.maximum(earlier, people.birth[moved]),
                    "end": people.replaced[moved],
                },
            ),
        ]
    )


def residences(part: Part) -> pl.DataFrame:
    """Where a household lives, from when until when (exclusive); one household in twelve moves."""
    people, draw = part.people, part.draw
    home = np.flatnonzero(part.local())
    of = people.household[home]
    moves, day = draw.chance("moves", of, 1 / 12), draw.day("moving day", of, BEGIN, DAY)
    first = part.place()[home]
    second = draw.pick("next place", of, [p.weight for p in PLACES])
    began = np.where(np.isnat(people.replaced[home]), people.birth[home], people.replaced[home])
    death = people.death[home]
    late = moves & (np.isnat(death) | (death > day))
    early = ~late | (began < day)
    left, arrived = np.where(late, day, death), np.maximum(began, day)
    return pl.concat(
        [
            address(part, home[early], first[early], "street", began[early], left[early]),
            address(part, home[late], second[late], "next street", arrived[late], death[late]),
        ]
    )


def address(
    part: Part, rows: Array, place: Array, question: str, begin: Array, end: Array
) -> pl.DataFrame:
    """Addresses: one for all members of a household."""
    household = part.people.household[rows]
    streets = texts(STREETS, part.draw.below(question, household, len(STREETS)))
    return part.table(
        rows,
        {
            "household": household,
            "municipality": texts([p.nis for p in PLACES], place),
            "region": texts([p.region for p in PLACES], place),
            "street": streets,
            "house_number": part.draw.below(f"{question} number", household, 180) + 1,
            "begin": begin,
            "end": end,
        },
    )
