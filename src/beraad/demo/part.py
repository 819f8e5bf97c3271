"""A part of the population while it is made: the persons, and what several tables need of them."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from beraad.demo.draw import Array, Draw
from beraad.demo.people import People
from beraad.demo.world import PLACES

Columns = Mapping[str, "pl.Series | Array | str | int"]


@dataclass(frozen=True, slots=True)
class Part:
    """Persons `people` of a population of `persons`; `subject` is their number as text."""

    draw: Draw
    persons: int
    people: People
    subject: pl.Series

    def place(self) -> Array:
        """The place (an index into PLACES) where the household lived at first."""
        return self.draw.pick("place", self.people.household, [p.weight for p in PLACES])

    def local(self) -> Array:
        """True for who lives in the country: in the national register."""
        return self.people.register == 0

    def alive(self, rows: Array, days: Array) -> Array:
        """Whether the persons in these rows live on these days."""
        death = self.people.death[rows]
        return np.isnat(death) | (days <= death)

    def table(self, rows: Array, columns: Columns) -> pl.DataFrame:
        """A table about the persons in these rows; days are datetime64[D], NaT for none."""
        return pl.DataFrame({"subject": self.subject.gather(rows), **columns})


def texts(options: "tuple[str, ...] | list[str]", chosen: Array) -> pl.Series:
    """The chosen texts as a column."""
    return pl.Series(list(options)).gather(chosen)


def digits(numbers: Array, width: int) -> pl.Series:
    """Whole numbers as text with leading zeros."""
    return pl.Series(numbers).cast(pl.String).str.zfill(width)


def until(days: Array, none: Array) -> Array:
    """The days, with NaT where there is none."""
    return np.where(none, np.datetime64("NaT"), days)


def repeated(word: str, rows: Array) -> pl.Series:
    """The same word for each row."""
    return pl.Series([word]).new_from_index(0, len(rows))
