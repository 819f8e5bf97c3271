"""An authentic source, asked about many persons at once where it can be.

A source in an SQLite database, also one behind a line, gives a chunk of persons in one query for
each of its tables: the query for one person, run for each inside SQLite. Any other source is asked
about one person after the other. Either way a file takes one thread of its line, and leaves the
others to who asks about one person.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeAlias

import msgspec

from beraad.exchange.asking import Asking
from beraad.exchange.database import DatabaseDownError, DatabaseShapeError
from beraad.exchange.database.sqlite import SqliteDatabase
from beraad.exchange.files.reader import EACH, PERSON, Reader
from beraad.exchange.sources.base import (
    AnySource,
    Found,
    SourceDownError,
    SourceShapeError,
    Value,
    tables,
    windowed,
)
from beraad.exchange.sources.joined import Joined
from beraad.exchange.sources.line import Line
from beraad.exchange.sources.sql import EXPECTED, SqlSource, select
from beraad.law.catalogue import Source

TRUTHS: Mapping[Value, bool | None] = {0: False, 1: True, None: None}
NO_TRUTH = "a yes-no field holds something else than 0, 1 or NULL"
NO_VALUE = "a field holds neither a text nor a whole number"
BLOB = "JSON cannot hold"
Cells: TypeAlias = list[Value]
Copy: TypeAlias = tuple[str, bool]
"""Of which day or moment a buffer's copy is ('': it does not know), and whether that is stale."""

TOLD = msgspec.json.Decoder(list[tuple[str, list[list[str | int | None]]]])


@dataclass(frozen=True, slots=True)
class Given:
    """What a source gives of some of the asked fields: of each person rows of cells, in the order
    of `names`, which are all of one table."""

    names: tuple[str, ...]
    rows: Mapping[str, Sequence[Cells]]


@dataclass(frozen=True, slots=True)
class Many:
    """What a source told about many persons, table by table; of each person the oldest rows first.
    `copies` are there for those of whom a buffer told."""

    given: Sequence[Given]
    copies: Mapping[str, Copy]


@dataclass(frozen=True, slots=True)
class Question:
    """What a source, by its word, is asked about each person at an aware instant."""

    source: str
    fields: tuple[str, ...]
    not_before: date | None
    asking: Asking
    at: datetime


def fetch(source: AnySource, subjects: Sequence[str], question: Question) -> Many:
    """What a source tells about these persons; SourceError where it does not tell all of it of all
    of them: in a file a part would look like the whole.

    One at the end of a line is not asked about a number that nobody bears: see `Scales.fetch`.
    """
    if not isinstance(source, Line | Joined):
        found = in_sets(source, subjects, question)
        return one_by_one(source, subjects, question) if found is None else found
    known, age = [one for one in subjects if one], source.limits.stale_after
    if isinstance(source, Line) and known:
        found = source.do(lambda own: in_sets(own, known, question, age)).result()
        if found is not None:
            return found
    return one_by_one(source, known, question)


def in_sets(
    source: AnySource, subjects: Sequence[str], question: Question, age: float | None = None
) -> Many | None:
    """What a source that knows sets tells, after `age` hours as a stale copy; None if it knows
    none. SourceError."""
    if isinstance(source, SqlSource) and isinstance(source.database, SqliteDatabase):
        return Sets(source.source, source.database, source.as_of, age).fetch(subjects, question)
    return None


@dataclass(frozen=True, slots=True)
class Sets:
    """A source in SQLite. A buffer has in each relation the column `as_of`, as in `SqlSource`, and
    its copies are stale after so many hours."""

    source: Source
    database: SqliteDatabase
    as_of: str = ""
    stale_after: float | None = None

    def fetch(self, subjects: Sequence[str], question: Question) -> Many:
        """See `fetch`."""
        asked = tables(self.source, question.fields)
        windowed(self.source, question.not_before)
        self.database.hear(question.asking)
        moments: dict[str, str] = {}
        try:
            with self.database.look():
                given = [self._rows(*one, subjects, question, moments) for one in asked.items()]
        except DatabaseShapeError as error:
            raise self._misshapen(f"{error}; expected {EXPECTED}") from None
        except DatabaseDownError as error:
            if str(error).startswith(BLOB):
                raise self._misshapen(NO_VALUE) from None
            raise SourceDownError(self.source.word, str(error)) from None
        return Many(given, self._copies(moments, question.at))

    def _rows(
        self,
        table: str,
        names: Sequence[str],
        subjects: Sequence[str],
        question: Question,
        moments: dict[str, str],
    ) -> Given:
        """The rows of one table; of a buffer the `moments` of each person's oldest are noted."""
        columns = [name.partition(".")[2] for name in names]
        given = {"on": question.asking.on.isoformat()}
        if question.not_before:
            given["first"] = question.not_before.isoformat()
        extra = [self.as_of] if self.as_of and self.as_of not in columns else []
        one = select(table, [*columns, *extra], self.source, bounded="first" in given)
        one = one.replace(":subject", PERSON)
        told = [*columns, self.as_of] if self.as_of else columns
        cells = ", ".join(f'"{column}"' for column in told)
        rows = f"json((SELECT json_group_array(json_array({cells})) FROM ({one})))"  # noqa: S608
        try:
            pairs = Reader(self.database).decoded(TOLD, (PERSON, rows), EACH, subjects, given)
        except msgspec.DecodeError:
            raise self._misshapen(NO_VALUE) from None
        found: dict[str, list[Cells]] = {subject: rows for subject, rows in pairs if rows}
        if self.as_of:
            note(moments, found)
        for place, name in enumerate(names):
            if self.source.fields[name].kind == "yes-no":
                self._tell(found, place)
        return Given(tuple(names), found)

    def _copies(self, moments: Mapping[str, str], at: datetime) -> Mapping[str, Copy]:
        """Of when the copies are, by person: there are many persons, and few moments."""
        known = {
            one: (one, Found((), (), one, self.stale_after).is_stale(at))
            for one in set(moments.values())
        }
        return {subject: known[one] for subject, one in moments.items()}

    def _tell(self, found: Mapping[str, list[Cells]], place: int) -> None:
        """Read 0, 1 and NULL of a yes-no field as no, yes and unknown, as `told` does."""
        try:
            for rows in found.values():
                for cells in rows:
                    cells[place] = TRUTHS[cells[place]]
        except KeyError:
            raise self._misshapen(NO_TRUTH) from None

    def _misshapen(self, what: str) -> SourceShapeError:
        return SourceShapeError(self.source.word, what)


def note(moments: dict[str, str], found: Mapping[str, list[Cells]]) -> None:
    """Take from each row its last cell, of when it is, and keep the oldest of each person; '' where
    one does not know."""
    for subject, rows in found.items():
        oldest = min(str(cells.pop() or "") for cells in rows)
        moments[subject] = min(oldest, moments.get(subject, oldest))


def one_by_one(source: AnySource, subjects: Sequence[str], question: Question) -> Many:
    """The same from a source that knows no sets."""
    given: dict[tuple[str, ...], dict[str, list[Cells]]] = {}
    copies: dict[str, Copy] = {}
    for subject in subjects:
        found = whole(source, subject, question)
        for row in found.rows:
            rows = given.setdefault(tuple(row), {})
            rows.setdefault(subject, []).append(list(row.values()))
        if found.as_of is not None:
            copies[subject] = found.as_of, found.is_stale(question.at)
    return Many([Given(names, rows) for names, rows in given.items()], copies)


def whole(source: AnySource, subject: str, question: Question) -> Found:
    """What a source tells about one person; SourceDownError where a part of it is lacking."""
    found = source.fetch(subject, question.fields, question.not_before, question.asking)
    if found.lacking:
        raise SourceDownError(question.source, "a part of it is silent")
    return found
