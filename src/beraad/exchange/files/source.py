"""An authentic source, asked about many persons at once where it can be.

A source in an SQLite database gives a chunk of persons in one query for each of its tables: the
query for one person, run for each inside SQLite. Any other source is asked person by person.
"""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

import msgspec

from beraad.exchange.asking import Asking
from beraad.exchange.files.reader import EACH, PERSON, Reader
from beraad.exchange.source import (
    AnySource,
    SourceDownError,
    SourceShapeError,
    SqliteSource,
    Value,
    select,
    tables,
)

TRUTHS: Mapping[Value, bool | None] = {0: False, 1: True, None: None}
NO_TRUTH = "a yes-no field holds something else than 0, 1 or NULL"
MALFORMED = ("no such table", "no such column", "no such function", "JSON cannot hold")
Cells: TypeAlias = list[Value]


@dataclass(frozen=True, slots=True)
class Given:
    """What a source gives of some of the asked fields: of each person rows of cells, in the order
    of `names`, which are all of one table."""

    names: tuple[str, ...]
    rows: Mapping[str, Sequence[Cells]]


class ManyInSource:
    """A source. Raises SourceError as its `fetch` does."""

    def __init__(self, source: AnySource) -> None:
        self._source = source
        self._reader: Reader | None = None

    def close(self) -> None:
        """Let go of what was opened here."""
        if self._reader:
            self._reader.close()
        self._reader = None

    def fetch(
        self,
        subjects: Sequence[str],
        fields: Iterable[str],
        not_before: date | None,
        asking: Asking,
    ) -> list[Given]:
        """What is known about these persons, table by table; of each person oldest first."""
        if not isinstance(self._source, SqliteSource):
            return one_by_one(self._source, subjects, tuple(fields), not_before, asking)
        try:
            if self._reader is None:
                self._reader = Reader(self._source.path, self._source.wait)
            self._reader.hear(asking)
            by_table = tables(self._source.source, fields)
            question = Question(self._source, self._reader, subjects, not_before, asking.on)
            return [question.rows(table, names) for table, names in by_table.items()]
        except sqlite3.Error as error:
            self.close()
            word = self._source.source.word
            if str(error).startswith(MALFORMED):
                raise SourceShapeError(word, f"source {word}: {error}") from None
            raise SourceDownError(word, str(error)) from None


@dataclass(frozen=True, slots=True)
class Question:
    """A question to an SQLite source about many persons."""

    of: SqliteSource
    reader: Reader
    subjects: Sequence[str]
    not_before: date | None
    today: date

    def rows(self, table: str, names: Sequence[str]) -> Given:
        """The rows of one table."""
        source = self.of.source
        if self.not_before and not source.dated_by:
            raise self.misshapen("no field says how old a row is, so a window cannot be kept")
        columns = [name.partition(".")[2] for name in names]
        one, _ = select(table, columns, source)
        one = one.replace("?", PERSON, 1).replace("?", ":oldest", 1).replace("asked_on()", ":today")
        cells = ", ".join(f"[{column}]" for column in columns)
        rows = f"json((SELECT json_group_array(json_array({cells})) FROM ({one})))"  # noqa: S608
        given = {"oldest": str(self.not_before or ""), "today": self.today.isoformat()}
        try:
            pairs = self.reader.rows((PERSON, rows), EACH, self.subjects, given)
        except msgspec.DecodeError:
            raise self.misshapen("a field holds neither text nor number") from None
        found = {subject: rows for subject, rows in pairs if rows}
        for place, name in enumerate(names):
            if source.fields[name].kind == "yes-no":
                self.tell(found, place)
        return Given(tuple(names), found)

    def tell(self, found: Mapping[str, list[Cells]], place: int) -> None:
        """Read 0, 1 and NULL of a yes-no field as no, yes and unknown, as `told` does."""
        try:
            for rows in found.values():
                for cells in rows:
                    cells[place] = TRUTHS[cells[place]]
        except KeyError:
            raise self.misshapen(NO_TRUTH) from None

    def misshapen(self, what: str) -> SourceShapeError:
        """That the source must be mended."""
        word = self.of.source.word
        return SourceShapeError(word, f"source {word}: {what}")


def one_by_one(
    source: AnySource,
    subjects: Sequence[str],
    fields: tuple[str, ...],
    not_before: date | None,
    asking: Asking,
) -> list[Given]:
    """The same from a source that knows no sets."""
    found: dict[tuple[str, ...], dict[str, list[Cells]]] = {}
    for subject in subjects:
        for row in source.fetch(subject, fields, not_before, asking):
            rows = found.setdefault(tuple(row), {})
            rows.setdefault(subject, []).append(list(row.values()))
    return [Given(names, rows) for names, rows in found.items()]
