"""The rows of a chunk: of each line one for each row of the person, or one that says why none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from beraad.exchange.files.rules import Status
from beraad.exchange.files.source import Cells, Copy, Many
from beraad.exchange.files.weigh import Ruling, Weighed
from beraad.exchange.sources.base import Value
from beraad.law.communication import Permit

Cell: TypeAlias = tuple[Value | bytes, ...]
MALFORMED: tuple[Status, None, None] = ("malformed", None, None)
NO_COPY = (None, None)


@dataclass(frozen=True, slots=True)
class Part:
    """The rows of one table of the source, by person; `places` are those of its cells among the
    fields asked, None where they are all of these in order."""

    name: str
    places: tuple[int, ...] | None
    rows: Mapping[str, Sequence[Cells]]


@dataclass(frozen=True, slots=True)
class Telling:
    """How the lines of one ruling are told: what is the same of all, the rows of each, and of when
    they are if they are copies."""

    same: tuple[Value, ...]
    yes_no: bool
    parts: tuple[Part, ...]
    copies: Mapping[str, Copy]


def table(weighed: Weighed, first: int, fields: Sequence[str]) -> list[Cell]:
    """The rows of a chunk whose first line has this number; see answer.py for the columns."""
    given, none = weighed.given, (None,) * len(fields)
    nothing = Many((), {})
    met = set(weighed.rulings)
    tellings = {
        one: telling(one, given.get(one, nothing), fields) for one in met if one is not None
    }
    rows: list[Cell] = []
    lines = zip(weighed.numbers, weighed.rulings, strict=True)
    for line, (number, ruling) in enumerate(lines, start=first):
        if number is None or ruling is None:
            rows.append((line, *MALFORMED, None, None, *NO_COPY, *none))
            continue
        found = tellings[ruling]
        copy = found.copies.get(number, NO_COPY)
        if found.yes_no:
            rows.append((line, *found.same, None, says_yes(found, number), *copy, *none))
            continue
        before = len(rows)
        for part in found.parts:
            for cells in part.rows.get(number, ()):
                whole = cells if part.places is None else spread(cells, part.places, len(fields))
                rows.append((line, *found.same, part.name, None, *copy, *whole))
        if len(rows) == before:
            rows.append((line, *found.same, None, None, *copy, *none))
    return rows


def telling(ruling: Ruling, told: Many, fields: Sequence[str]) -> Telling:
    """How one ruling is told."""
    places = {name: place for place, name in enumerate(fields)}
    decision = ruling.decision
    return Telling(
        (ruling.status, ruling.reason or None, ruling.ground or None),
        isinstance(decision, Permit) and decision.answer == "yes-no",
        tuple(
            Part(
                one.names[0].partition(".")[0],
                None if one.names == tuple(fields) else tuple(places[name] for name in one.names),
                one.rows,
            )
            for one in told.given
        ),
        told.copies,
    )


def spread(cells: Cells, places: Sequence[int], width: int) -> Cells:
    """The cells at their places among all fields."""
    whole: Cells = [None] * width
    for place, value in zip(places, cells, strict=True):
        whole[place] = value
    return whole


def says_yes(found: Telling, number: str) -> bool:
    """The one answer that rows of yes-no fields give: yes if one of them says so."""
    rows = (cells for part in found.parts for cells in part.rows.get(number, ()))
    return any(value is True for cells in rows for value in cells)
