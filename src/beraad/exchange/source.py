"""An authentic source in an SQLite database: one relation for each table of its catalogue entry.

A relation has the column `subject` (the number of the person) and a column for each field. Only the
permitted columns stand in the query, so nothing else is ever read. Where the catalogue says by
which field the source is dated, each of its relations has a column of that name, and no row is read
that is older than the permit allows or lies ahead of the question.
"""

import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Protocol, TypeAlias

from beraad.exchange.asking import Asking, Ear
from beraad.exchange.reading import Haste, one_look, open_reading
from beraad.exchange.reckoning import teach
from beraad.law.catalogue import Source

Value: TypeAlias = str | int | bool | None
Row: TypeAlias = Mapping[str, Value]

COLUMN = re.compile(r"[a-z][a-z0-9_]*")


class SourceError(Exception):
    """A source, by its word `source`, gives no answer. The message names no person."""

    reason = "not by this way"

    def __init__(self, source: str, message: str) -> None:
        super().__init__(message)
        self.source = source


class SourceDownError(SourceError):
    """The source does not answer; ask again later."""

    reason = "source down"

    def __init__(self, source: str, reason: str) -> None:
        super().__init__(source, f"source {source} does not answer ({reason}); ask again later")


class SourceShapeError(SourceError):
    """The source does not have the form that the catalogue says; its manager must mend it."""

    reason = "source malformed"


class AnySource(Protocol):
    """What the gateway needs of a source, whatever it is made of."""

    def fetch(
        self, subject: str, fields: Iterable[str], not_before: date | None, asking: Asking
    ) -> list[Row]:
        """The rows about a person with just these fields; SourceDownError if it is silent."""


class SqliteSource:
    """The source that the catalogue calls `source.word`, in the database at `path`.

    It is opened at the first question and only read. `wait` is how many seconds a question may wait
    for a database that someone is writing. A connection belongs to one thread.
    """

    def __init__(self, path: Path, source: Source, wait: float | Haste = 2.0) -> None:
        self.path, self.source, self.wait = path, source, wait
        self._open: tuple[sqlite3.Connection, Ear] | None = None

    def close(self) -> None:
        """Let go of the file."""
        if self._open:
            self._open[0].close()
        self._open = None

    def fetch(
        self, subject: str, fields: Iterable[str], not_before: date | None, asking: Asking
    ) -> list[Row]:
        """The rows about a person, oldest first; each has just the asked fields of its table.

        A field that the source does not hold is an error of the caller: ValueError.
        """
        try:
            database, ear = self._database()
            ear.asking = asking
            with one_look(database):
                return [
                    row
                    for table, names in tables(self.source, fields).items()
                    for row in self._rows(database, table, names, subject, not_before)
                ]
        except sqlite3.Error as error:
            self.close()
            raise self._failed(error) from None

    def _database(self) -> tuple[sqlite3.Connection, Ear]:
        if self._open is None:
            database = open_reading(self.path, self.wait)
            teach(database)
            self._open = database, Ear(database)
        return self._open

    def _rows(
        self,
        database: sqlite3.Connection,
        table: str,
        names: list[str],
        subject: str,
        not_before: date | None,
    ) -> Iterator[Row]:
        if not_before and not self.source.dated_by:
            raise self._misshapen("no field says how old a row is, so a window cannot be kept")
        query, dated = select(table, [name.partition(".")[2] for name in names], self.source)
        given = [subject]
        if dated:
            given.append(not_before.isoformat() if not_before else "")
        kinds = [self.source.fields[name].kind == "yes-no" for name in names]
        found = database.execute(query, given)
        if not any(kinds):
            yield from (dict(zip(names, row, strict=True)) for row in found)
            return
        for row in found:
            pairs = zip(names, row, kinds, strict=True)
            try:
                yield {name: told(value, is_yes_no) for name, value, is_yes_no in pairs}
            except ValueError as error:
                raise self._misshapen(str(error)) from None

    def _failed(self, error: sqlite3.Error) -> SourceError:
        word = self.source.word
        text = str(error)
        if text.startswith(("no such table", "no such column", "no such function")):
            expected = "one relation for each table of the catalogue, with subject and its fields"
            return self._misshapen(f"{text}; expected {expected}")
        return SourceDownError(word, text)

    def _misshapen(self, what: str) -> SourceShapeError:
        return SourceShapeError(self.source.word, f"source {self.source.word}: {what}")


def tables(source: Source, fields: Iterable[str]) -> dict[str, list[str]]:
    """The fields by table; ValueError for one that the source does not hold."""
    found: dict[str, list[str]] = {}
    for name in dict.fromkeys(fields):
        table, _, column = name.partition(".")
        if name not in source.fields or not (COLUMN.fullmatch(table) and COLUMN.fullmatch(column)):
            raise ValueError(f"source {source.word} holds no field of this name; see its catalogue")
        found.setdefault(table, []).append(name)
    return found


def select(table: str, columns: Iterable[str], source: Source) -> tuple[str, bool]:
    """The query for these columns, and whether it wants a lower bound of the date.

    What lies ahead of the day of the question is left out, as nobody can know it yet. Names
    stand in brackets: SQLite takes an unknown name between double quotes for a text.
    """
    wanted = ", ".join(f"[{column}]" for column in columns)
    query = f"SELECT {wanted} FROM [{table}] WHERE [subject] = ?"  # noqa: S608 (names checked)
    if not source.dated_by:
        return query, False
    dated = f"[{source.dated_by.partition('.')[2]}]"
    today = f"substr({dated}, 1, 10) <= asked_on()"  # a moment of today is of today
    return f"{query} AND {dated} >= ? AND {today} ORDER BY {dated}", True


def told(value: Value, is_yes_no: bool) -> Value:
    """A yes-no field, which stands as 0, 1 or NULL, as False, True or None; all else as it is.

    ValueError for anything else in a yes-no field: a guess could turn a no into a yes.
    """
    if not is_yes_no or value is None:
        return value
    if value not in (0, 1):
        raise ValueError("a yes-no field holds something else than 0, 1 or NULL")
    return value == 1


def open_sources(
    folder: Path, catalogue_sources: Mapping[str, Source], wait: float | Haste = 2.0
) -> dict[str, SqliteSource]:
    """Every source of the catalogue whose database stands in this folder."""
    return {
        word: SqliteSource(folder / f"{word}.sqlite", source, wait)
        for word, source in catalogue_sources.items()
        if (folder / f"{word}.sqlite").exists()
    }
