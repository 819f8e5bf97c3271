"""The rows of a chunk: of each line one for each row of the person, or one that says why none."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from beraad.exchange.files.rules import Status
from beraad.exchange.files.source import Cells, Given
from beraad.exchange.files.weigh import Ruling, Weighed
from beraad.exchange.source import Value
from beraad.law.communication import Permit

Cell: TypeAlias = tuple[Value, ...]
MALFORMED: tuple[Status, None, None] = ("malformed", None, None)


@dataclass(frozen=True, slots=True)
class Telling:
    """How the lines of one ruling are told: what is the same of all, and by table the rows of each
    person with the places of their cells among the fields asked."""

    same: tuple[Value, ...]
    yes_no: bool
    tables: tuple[tuple[str, tuple[int, ...], Mapping[str, Sequence[Cells]]], ...]


def table(weighed: Weighed, first: int, fields: Sequence[str]) -> list[Cell]:
    """The rows of a chunk whose first line has this number; see answer.py for the columns."""
    tellings = {
        ruling: telling(ruling, weighed.given.get(ruling, ()), fields)
        for ruling in set(weighed.rulings)
        if ruling is not None
    }
    none: Cell = (None,) * len(fields)
    rows: list[Cell] = []
    for line, (number, ruling) in enumerate(
        zip(weighed.numbers, weighed.rulings, strict=True), start=first
    ):
        if number is None or ruling is None:
            rows.append((line, *MALFORMED, None, None, *none))
            continue
        found = tellings[ruling]
        if found.yes_no:
            rows.append((line, *found.same, None, says_yes(found, number), *none))
            continue
        before = len(rows)
        rows.extend(rows_of(found, line, number, len(fields)))
        if len(rows) == before:
            rows.append((line, *found.same, None, None, *none))
    return rows


def telling(ruling: Ruling, given: Sequence[Given], fields: Sequence[str]) -> Telling:
    """How one ruling is told."""
    places = {name: place for place, name in enumerate(fields)}
    decision = ruling.decision
    return Telling(
        (ruling.status, ruling.reason or None, ruling.ground or None),
        isinstance(decision, Permit) and decision.answer == "yes-no",
        tuple(
            (one.names[0].partition(".")[0], tuple(places[name] for name in one.names), one.rows)
            for one in given
        ),
    )


def rows_of(found: Telling, line: int, number: str, width: int) -> Iterator[Cell]:
    """The rows about a person."""
    for name, places, rows in found.tables:
        for cells in rows.get(number, ()):
            whole: Cells = [None] * width
            for place, value in zip(places, cells, strict=True):
                whole[place] = value
            yield (line, *found.same, name, None, *whole)


def says_yes(found: Telling, number: str) -> bool:
    """The one answer that rows of yes-no fields give: yes if one of them says so."""
    rows = (cells for _, _, rows in found.tables for cells in rows.get(number, ()))
    return any(value is True for cells in rows for value in cells)
