"""Rows that go out under a pseudonym: each names its person by it, and none by a number."""

from collections.abc import Iterable, Sequence

from beraad.exchange.files.answer import FIXED
from beraad.exchange.files.table import Cell
from beraad.exchange.permutation import NAMED, Permutation, holds
from beraad.exchange.sources.base import SourceShapeError

LINE, STATUS, TABLE, YES = map(FIXED.index, ("line", "status", "table", "yes"))


def coded(
    rows: Iterable[Cell],
    first: int,
    numbers: Sequence[str | None],
    permutation: Permutation,
    source: str,
) -> list[Cell]:
    """The rows with one column more, the pseudonym (16 bytes) or None; SourceShapeError where a
    field of the source holds the number of whom it is about."""
    known = [one for one in numbers if one is not None]
    pseudonym = dict(zip(known, permutation.coded(known), strict=True))
    found: list[Cell] = []
    for row in rows:
        number = numbers[int(str(row[LINE])) - first]
        cells = row[len(FIXED) :]
        if number and any(holds(one, number) for one in cells):
            raise SourceShapeError(source, NAMED)
        found.append((*row[: len(FIXED)], number and pseudonym[number], *cells))
    return found


def told(rows: Iterable[Cell], after: int) -> list[Cell]:
    """Only the rows that tell something, their lines numbered anew from after this one. Whoever
    named nobody must not learn of whom, or of how many, nothing may be told."""
    found: list[Cell] = []
    lines: dict[object, int] = {}
    for row in rows:
        if row[STATUS] == "answered" and (row[TABLE] is not None or row[YES] is not None):
            line = lines.setdefault(row[LINE], after + len(lines) + 1)
            found.append((line, *row[1:]))
    return found
