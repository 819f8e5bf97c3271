"""What the gateway needs of a source, whatever it is made of, and how a source fails."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol, TypeAlias

from beraad.belgium.calendar import ZONE
from beraad.exchange.asking import Asking
from beraad.law.catalogue import Source

Value: TypeAlias = str | int | bool | None
Row: TypeAlias = Mapping[str, Value]

COLUMN = re.compile(r"[a-z][a-z0-9_]*")
DOWN, SHAPE = "source down", "source malformed"


class SourceError(Exception):
    """A source, by its word `source`, gives no answer. The message names no person."""

    reason = "not by this way"

    def __init__(self, source: str, message: str) -> None:
        super().__init__(message)
        self.source = source


class SourceDownError(SourceError):
    """The source does not answer; ask again later: in `after` seconds, if that is known."""

    reason = DOWN

    def __init__(self, source: str, reason: str, after: float | None = None) -> None:
        super().__init__(source, f"source {source} does not answer ({reason}); ask again later")
        self.after = after


class SourceShapeError(SourceError):
    """The source does not have the form that the catalogue says; its manager must mend it."""

    reason = SHAPE

    def __init__(self, source: str, what: str) -> None:
        super().__init__(source, f"source {source}: {what}")


@dataclass(frozen=True, slots=True)
class Found:
    """What a source told: rows of permitted fields, the oldest first.

    `lacking` are asked fields that could not be had while others could. A buffer tells `as_of`,
    the day or moment (Belgian clocks, ISO text) of which its copy is, '' where it does not know;
    after `stale_after` hours it is stale.
    """

    rows: tuple[Row, ...] = ()
    lacking: tuple[str, ...] = ()
    as_of: str | None = None
    stale_after: float | None = None

    def is_stale(self, at: datetime) -> bool:
        """Whether a copy is too old at an instant; one of which nobody knows how old it is, is."""
        if self.as_of is None or self.stale_after is None:
            return self.as_of == ""
        if not self.as_of:
            return True
        then = datetime.fromisoformat(self.as_of).replace(tzinfo=ZONE)
        return at - then > timedelta(hours=self.stale_after)


class AnySource(Protocol):
    """What the gateway needs of a source."""

    def fetch(
        self, subject: str, fields: Iterable[str], not_before: date | None, asking: Asking
    ) -> Found:
        """The rows about a person with just these fields, none older than `not_before` or ahead of
        the question; SourceError where nothing can be had."""

    def close(self) -> None:
        """Let go of what was opened."""


def tables(source: Source, fields: Iterable[str]) -> dict[str, list[str]]:
    """The fields by table; ValueError for one that the source does not hold."""
    found: dict[str, list[str]] = {}
    for name in dict.fromkeys(fields):
        table, _, column = name.partition(".")
        if name not in source.fields or not (COLUMN.fullmatch(table) and COLUMN.fullmatch(column)):
            raise ValueError(f"source {source.word} holds no field of this name; see its catalogue")
        found.setdefault(table, []).append(name)
    return found


def windowed(source: Source, not_before: date | None) -> None:
    """SourceShapeError where a window is wanted that cannot be kept."""
    if not_before and not source.dated_by:
        what = "no field says how old a row is, so a window cannot be kept"
        raise SourceShapeError(source.word, what)


def within(dated: str, not_before: date | None, on: date) -> bool:
    """Whether a row is inside the window; a moment of today is of today, and what lies ahead of
    the day of the question nobody can know yet."""
    first = not_before.isoformat() if not_before else ""
    return bool(dated) and first <= dated and dated[:10] <= on.isoformat()


def told(value: Value, is_yes_no: bool) -> Value:
    """A yes-no field, which stands as 0, 1 or NULL, as False, True or None; all else as it is.

    ValueError for anything else in a yes-no field: a guess could turn a no into a yes.
    """
    if not is_yes_no or value is None:
        return value
    if value not in (0, 1):
        raise ValueError("a yes-no field holds something else than 0, 1 or NULL")
    return value == 1


def oldest(moments: Iterable[str | None]) -> str | None:
    """The oldest of what buffers told; '' if one of them does not know, None without buffers."""
    return min((moment for moment in moments if moment is not None), default=None)
