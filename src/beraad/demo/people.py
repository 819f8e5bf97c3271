"""Who lives in the invented country: births, national numbers, households.

The population is made of blocks of 50 persons in 26 households of fixed make-up. Every place in a
block gives its person a rank by age in such a way that no two persons share a rank; rank gives
birthday, and the rank within the birthday gives the serial number of the national number. So each
number is unique although every person is made without a look at any other.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import gcd

import numpy as np

from beraad.demo.draw import Array, Draw
from beraad.demo.world import DAY

CHILD, ADULT, SENIOR = 0, 1, 2
BLOCK = 50
HOUSEHOLDS = ("AACC",) * 3 + ("AAC",) * 3 + ("AC",) * 2 + ("AA",) * 4 + ("A",) * 7
HOUSEHOLDS += ("SS",) * 3 + ("S",) * 4
KINDS = "CAS"
AGES = (0, 7305, 23741, 38351)
"""Days of age at which childhood, adult life and old age begin and the oldest person stands."""

SERIALS = 998  # twice a prime: an odd step below 499 walks through all of them
REGISTERS = ("national", "bis", "rad")
BIS_OFFSETS = np.array([0, 20, 40])


@dataclass(frozen=True, slots=True)
class Places:
    """What each of the 50 places of a block is: kind, household, rank in its kind, turn in it."""

    kind: Array
    household: Array
    within: Array
    second: Array
    alone: Array


def places() -> Places:
    """The places, in the order of the households."""
    rows = list(_rows())
    return Places(*(np.array(column) for column in zip(*rows, strict=True)))


def _rows() -> Iterator[tuple[int, int, int, bool, bool]]:
    seen = dict.fromkeys(KINDS, 0)
    for household, members in enumerate(HOUSEHOLDS):
        for position, kind in enumerate(members):
            second = kind in members[:position]
            yield KINDS.index(kind), household, seen[kind], second, members == "A"
            seen[kind] += 1


PLACES = places()
SIZES = np.bincount(PLACES.kind)


@dataclass(frozen=True, slots=True)
class People:
    """Some persons, as columns. `number` is the national or bis number as a whole number.

    `birth` and `death` are datetime64[D] (NaT: alive); `register` indexes REGISTERS; `former` is
    the bis number that the number replaced on the day `replaced`, where that is not NaT.
    """

    id: Array
    kind: Array
    household: Array
    first: Array
    birth: Array
    male: Array
    number: Array
    register: Array
    former: Array
    replaced: Array
    death: Array


def people(draw: Draw, persons: int, start: int, stop: int) -> People:
    """Persons `start` up to but not including `stop` of a population of this size."""
    ids = np.arange(start, stop)
    blocks = -(-persons // BLOCK)
    block, place = np.divmod(ids, BLOCK)
    kind, household = PLACES.kind[place], PLACES.household[place]
    age, serial = birthdays(draw, blocks, ranks(draw, blocks, block, place))
    birth = np.datetime64(DAY, "D") - age
    register = np.where(PLACES.alone[place], draw.pick("register", ids, (0.8, 0.13, 0.07)), 0)
    unknown_sex = draw.chance("bis of unknown sex", ids, 0.1)
    offset = np.where(register == 1, np.where(unknown_sex, 20, 40), 0)
    moved = (register == 0) & (kind == ADULT) & draw.chance("was bis", ids, 0.03)
    replaced = draw.day("replaced", ids, DAY.replace(year=2024, month=1), DAY)
    return People(
        ids,
        kind,
        block * len(HOUSEHOLDS) + household,
        np.diff(PLACES.household, prepend=-1)[place] > 0,
        birth,
        serial % 2 == 1,
        national_numbers(birth, serial, offset),
        register,
        national_numbers(birth, serial, np.full(len(ids), 40)),
        np.where(moved, replaced, np.datetime64("NaT")),
        deaths(draw, ids, kind),
    )


def ranks(draw: Draw, blocks: int, block: Array, place: Array) -> Array:
    """The rank by age of each person, youngest first; a bijection onto 0 ... 50 * blocks - 1.

    Members of a household take like places in their age groups, so partners are of like age and
    parents 20 to 45 years older than their children.
    """
    step = next(n for n in range(int(blocks * 0.618) + 1, 2 * blocks + 2) if gcd(n, blocks) == 1)
    lift = int(draw.below("first block", np.array([0]), blocks)[0])
    shift = PLACES.household[place] * blocks // len(HOUSEHOLDS)
    spread = (block * step + lift + shift) % blocks
    window = max(1, blocks // 9)
    begin = spread // window * window
    size = np.minimum(window, blocks - begin)
    turned = begin + size - 1 - (spread - begin)
    spread = np.where(PLACES.second[place], turned, spread)
    kind = PLACES.kind[place]
    before = np.concatenate([[0], np.cumsum(SIZES)])[kind] * blocks
    return before + spread * SIZES[kind] + PLACES.within[place]


def birthdays(draw: Draw, blocks: int, rank: Array) -> tuple[Array, Array]:
    """The age in days on DAY, and the serial number within that day of birth."""
    edges = first_ranks(blocks)
    age = np.searchsorted(edges, rank, side="right") - 1
    step = 1 + 2 * draw.below("serial step", age, 249)
    begin = draw.below("first serial", age, SERIALS)
    return age, 1 + (begin + step * (rank - edges[age])) % SERIALS


def first_ranks(blocks: int) -> Array:
    """For each age in days how many persons are younger; old age thins out towards 105."""
    days = np.arange(AGES[-1] + 1)
    left = np.clip((AGES[3] - days) / (AGES[3] - AGES[2]), 0, 1)
    share = (
        SIZES[0] * np.clip(days / AGES[1], 0, 1)
        + SIZES[1] * np.clip((days - AGES[1]) / (AGES[2] - AGES[1]), 0, 1)
        + SIZES[2] * (1 - left**2.2)
    )
    return np.rint(share * blocks).astype(np.int64)


def national_numbers(birth: Array, serial: Array, offset: Array) -> Array:
    """Numbers as `belgium.ssin.make_ssin` makes them, a column at once."""
    year = birth.astype("datetime64[Y]").astype(np.int64) + 1970
    month = birth.astype("datetime64[M]").astype(np.int64) % 12 + 1 + offset
    day = (birth - birth.astype("datetime64[M]").astype("datetime64[D]")).astype(np.int64) + 1
    nine = ((year % 100 * 100 + month) * 100 + day) * 1000 + serial
    return nine * 100 + 97 - (nine + np.where(year >= 2000, 2_000_000_000, 0)) % 97


def deaths(draw: Draw, ids: Array, kind: Array) -> Array:
    """The day of death of those who die within the simulated time (illustrative shares)."""
    dies = draw.chance("dies", ids, np.array([0.0, 0.01, 0.14])[kind])
    day = draw.day("death", ids, DAY.replace(year=2024, month=1), DAY.replace(year=2027))
    return np.where(dies, day, np.datetime64("NaT"))
