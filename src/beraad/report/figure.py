"""A figure of the report: its value, how exact it is, and what stands behind it."""

from datetime import date
from typing import Literal, TypeAlias

import msgspec

Exactness: TypeAlias = Literal["exact", "approximate"]
SourceKind: TypeAlias = Literal["printed", "register", "journal", "not-recorded"]


class Source(msgspec.Struct, frozen=True):
    """Where a figure comes from.

    printed       `document`, `sentence` as printed (Dutch), `lines` (first, last, counted from 1)
    register      `query` in words, `entries` the numbers (and documents) that were counted
    journal       `query` in words, `entries` the positions in the journal, such as `4` or `7-12`
    not-recorded  `query` says what would have to be counted
    """

    kind: SourceKind
    document: str = ""
    sentence: str = ""
    lines: tuple[int, int] | None = None
    query: str = ""
    entries: tuple[str, ...] = ()


class Figure(msgspec.Struct, frozen=True):
    """A count, or the day of something. `value` and `day` are None where the source gives neither.

    A source that says `herhaaldelijk` gives no number: `value` is None, `printed` holds the word.
    """

    id: str
    value: int | None
    exactness: Exactness | None
    source: Source
    day: date | None = None
    printed: str = ""

    @property
    def recorded(self) -> bool:
        """Whether a source tells it; what no source tells is never a zero."""
        return self.source.kind != "not-recorded"


def not_recorded(name: str, query: str) -> Figure:
    """A figure that nobody wrote down."""
    return Figure(name, None, None, Source("not-recorded", query=query))
