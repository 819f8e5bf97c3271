"""An authentic source, asked about many persons at once where it can be.

A source in an SQLite database of the gateway's own folder gives a chunk of persons in one query for
each of its tables: the query for one person, run for each inside SQLite. Any other source is asked
about one person after the other. So a file takes one thread of its line, and leaves the others to
who asks about one person.
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
    of them: in a file a part would look like the whole."""
    if not isinstance(source, SqlSource) or source.as_of:
        return one_by_one(source, subjects, question)
    if not isinstance(source.database, SqliteDatabase):
        return one_by_one(source, subjects, question)
    return Sets(source.source, source.database).fetch(subjects, question)


@dataclass(frozen=True, slots=True)
class Sets:
    """A source in SQLite."""

    source: Source
    database: SqliteDatabase

    def fetch(self, subjects: Sequence[str], question: Question) -> Many:
        """See `fetch`."""
        asked = tables(self.source, question.fields)
        windowed(self.source, question.not_before)
        self.database.hear(question.asking)
        try:
            with self.database.look():
                return Many([self._rows(*one, subjects, question) for one in asked.items()], {})
        except DatabaseShapeError as error:
            raise self._misshapen(f"{error}; expected {EXPECTED}") from None
        except DatabaseDownError as error:
            if str(error).startswith(BLOB):
                raise self._misshapen(NO_VALUE) from None
            raise SourceDownError(self.source.word, str(error)) from None

    def _rows(
        self, table: str, names: Sequence[str], subjects: Sequence[str], question: Question
    ) -> Given:
        """The rows of one table."""
        columns = [name.partition(".")[2] for name in names]
        given = {"on": question.asking.on.isoformat()}
        if question.not_before:
            given["first"] = question.not_before.isoformat()
        one = select(table, columns, self.source, bounded="first" in given)
        one = one.replace(":subject", PERSON)
        cells = ", ".join(f'"{column}"' for column in columns)
        rows = f"json((SELECT json_group_array(json_array({cells})) FROM ({one})))"  # noqa: S608
        try:
            pairs = Reader(self.database).decoded(TOLD, (PERSON, rows), EACH, subjects, given)
        except msgspec.DecodeError:
            raise self._misshapen(NO_VALUE) from None
        found: dict[str, list[Cells]] = {subject: rows for subject, rows in pairs if rows}
        for place, name in enumerate(names):
            if self.source.fields[name].kind == "yes-no":
                self._tell(found, place)
        return Given(tuple(names), found)

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


def one_by_one(source: AnySource, subjects: Sequence[str], question: Question) -> Many:
    """The same from a source that knows no sets.

    One at the end of a line is not asked about a number that nobody bears: see `Scales.fetch`.
    """
    given: dict[tuple[str, ...], dict[str, list[Cells]]] = {}
    copies: dict[str, Copy] = {}
    for subject in filter(None, subjects) if isinstance(source, Line | Joined) else subjects:
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
