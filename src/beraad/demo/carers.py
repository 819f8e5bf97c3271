"""The care professionals of the invented country, by role and number within the role."""

import numpy as np
import polars as pl

from beraad.demo.draw import Array
from beraad.demo.part import digits, repeated
from beraad.demo.world import ROLES

EVERY = (900, 900, 1500, 300, 3000, 2000, 6000)
"""Persons for each professional of a role, in the order of ROLES (illustration)."""

PROFESSION = (1, 1, 3, 4, 4, 2, 1)
FIRST_SERIAL = (0, 40_000, 0, 0, 60_000, 0, 80_000)
COMPETENCE = ("004", "580", "001", "400", "410", "001", "900")


def carer_count(persons: int, role: str) -> int:
    """How many professionals of a role there are."""
    return max(3, persons // EVERY[ROLES.index(role)])


def carers(role: str, chosen: Array) -> pl.Series:
    """Their NIHDI numbers, as `belgium.nihdi.make_nihdi` makes them (modulo 97)."""
    at = ROLES.index(role)
    six = PROFESSION[at] * 100_000 + FIRST_SERIAL[at] + chosen
    return digits(six * 100 + 97 - six % 97, 8) + COMPETENCE[at]


def pharmacies(chosen: Array) -> pl.Series:
    """The pharmacies; each has the pharmacist of its number."""
    return "pharmacy-" + digits(chosen, 5)


def professionals(persons: int) -> pl.DataFrame:
    """One row a professional."""
    found = []
    for role in ROLES:
        chosen = np.arange(carer_count(persons, role))
        numbers = carers(role, chosen)
        columns = {"professional": numbers, "role": repeated(role, chosen)}
        found.append(pl.DataFrame(columns))
    return pl.concat(found)
