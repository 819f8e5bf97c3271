"""New or ended permissions so alike that a person wants to read of them at once."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from beraad.law.compare import Row
from beraad.law.permission import Terms


@dataclass(frozen=True, slots=True)
class Alike:
    """Rows that differ only in source, fields and conditions, each for all these populations."""

    rows: tuple[Row, ...]
    populations: tuple[str, ...]

    @property
    def shared(self) -> tuple[str, ...]:
        """The conditions of all rows."""
        first, *others = (terms_alone(row).conditions for row in self.rows)
        return tuple(text for text in first if all(text in known for known in others))


def alike(rows: Iterable[Row]) -> Iterator[Alike]:
    """Rows that are whole new or gone, together where they are alike, in the order they come."""
    populations: dict[Row, list[str]] = {}
    for row in rows:
        bare = with_terms(row, replace(terms_alone(row), population=""))
        populations.setdefault(bare, []).append(terms_alone(row).population)
    found: dict[tuple[Row, tuple[str, ...]], list[Row]] = {}
    for row, about in populations.items():
        bare = with_terms(row, replace(terms_alone(row), conditions=()))
        found.setdefault((replace(bare, sources=(), fields=()), tuple(about)), []).append(row)
    yield from (Alike(tuple(some), about) for (_, about), some in found.items())


def terms_alone(row: Row) -> Terms:
    """The terms of a permission that is new or gone, on the one side where it is."""
    terms = row.after or row.before
    assert terms is not None  # no row is without both
    return terms


def with_terms(row: Row, terms: Terms) -> Row:
    """The row on other terms, whatever clause gives it."""
    before, after = (terms if side else None for side in (row.before, row.after))
    return replace(row, before=before, after=after, grounds=())
