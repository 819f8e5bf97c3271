"""Chance that can be repeated: each draw depends on seed, question and number, on no other draw.

So a person's data are the same whichever part of the population is made, in whatever order. The
mixing function is the finaliser of SplitMix64 (Steele, Lea, Flood, OOPSLA 2014).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[Any]

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_FIRST = np.uint64(0xBF58476D1CE4E5B9)
_SECOND = np.uint64(0x94D049BB133111EB)


@dataclass(frozen=True, slots=True)
class Draw:
    """Draws of one seed. `question` names what is asked; `of` are whole numbers from 0."""

    seed: int

    def raw(self, question: str, of: Array) -> Array:
        """64 even bits for each number."""
        key = np.uint64(int.from_bytes(sha256(f"{self.seed}/{question}".encode()).digest()[:8]))
        mixed = of.astype(np.uint64) * _GOLDEN + key
        mixed = (mixed ^ (mixed >> np.uint64(30))) * _FIRST
        mixed = (mixed ^ (mixed >> np.uint64(27))) * _SECOND
        return mixed ^ (mixed >> np.uint64(31))

    def unit(self, question: str, of: Array) -> Array:
        """From 0 up to but not including 1."""
        return (self.raw(question, of) >> np.uint64(11)) * 2.0**-53

    def chance(self, question: str, of: Array, share: float | Array) -> Array:
        """True for this share."""
        return self.unit(question, of) < share

    def below(self, question: str, of: Array, count: int | Array) -> Array:
        """Whole numbers from 0 up to but not including `count`."""
        return (self.unit(question, of) * count).astype(np.int64)

    def pick(self, question: str, of: Array, weights: Sequence[float]) -> Array:
        """Indices into the weights, which need not add up to 1."""
        edges = np.cumsum(weights) / np.sum(weights)
        edges[-1] = 1.0
        return np.searchsorted(edges, self.unit(question, of), side="right")

    def day(self, question: str, of: Array, first: date, last: date) -> Array:
        """Days (datetime64[D]) from `first` to `last`."""
        start = np.datetime64(first, "D")
        return start + self.below(question, of, (last - first).days + 1)


def months_after(days: Array, months: int | Array) -> Array:
    """The day so many months later, kept inside its month, as the law reckons (span.py)."""
    month = days.astype("datetime64[M]")
    target = month + months
    within = (days - month.astype("datetime64[D]")).astype(np.int64)
    start = target.astype("datetime64[D]")
    last = ((target + 1).astype("datetime64[D]") - start).astype(np.int64) - 1
    return start + np.minimum(within, last)
