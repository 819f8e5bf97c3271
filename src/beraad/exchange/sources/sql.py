"""A source in a database: one relation for each table of its catalogue entry.

A relation has the column `subject` (the number of the person) and a column for each field. Only the
permitted columns stand in the query, so nothing else is ever read. Where the catalogue says by
which field the source is dated, each of its relations has a column of that name, and no row is read
that is older than the permit allows or lies ahead of the question.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from beraad.exchange.asking import Asking
from beraad.exchange.database import (
    DatabaseDownError,
    DatabaseShapeError,
    Place,
    open_database,
)
from beraad.exchange.reading import Haste
from beraad.exchange.sources.base import (
    Found,
    Row,
    SourceDownError,
    SourceError,
    SourceShapeError,
    oldest,
    tables,
    told,
    windowed,
)
from beraad.law.catalogue import Source

PLAIN = {str, int, bool, type(None)}
EXPECTED = "one relation for each table of the catalogue, with subject and its fields"


class SqlSource:
    """The source that the catalogue calls `source.word`, in the database at a path or URL.

    `wait` is how many seconds a question may take, or haste. A buffer has in each relation the
    column `as_of`: of which day or moment the row is a copy. Used by one thread.
    """

    def __init__(
        self, place: Place, source: Source, wait: float | Haste = 2.0, as_of: str = ""
    ) -> None:
        self.source, self.as_of = source, as_of
        self.database = open_database(place, wait)

    def close(self) -> None:
        """Let go of the database."""
        self.database.close()

    def fetch(
        self, subject: str, fields: Iterable[str], not_before: date | None, asking: Asking
    ) -> Found:
        """The rows about a person, oldest first; each has just the asked fields of its table.

        A field that the source does not hold is an error of the caller: ValueError. Where some
        tables answer and others do not, the fields of these are lacking.
        """
        asked = tables(self.source, fields)
        windowed(self.source, not_before)
        self.database.hear(asking)
        given = {"subject": subject, "on": asking.on.isoformat()}
        if not_before:
            given["first"] = not_before.isoformat()
        rows: list[Row] = []
        lacking: list[str] = []
        moments: list[str | None] = []
        failures: list[SourceError] = []
        try:
            with self.database.look():
                for table, names in asked.items():
                    try:
                        read, of = self._read(table, names, given)
                    except SourceError as error:
                        lacking += names
                        failures.append(error)
                        continue
                    rows += read
                    moments += of
        except DatabaseDownError as error:
            raise SourceDownError(self.source.word, str(error)) from None
        if len(failures) == len(asked) and failures:
            raise failures[0]
        return Found(tuple(rows), tuple(lacking), oldest(moments))

    def _read(
        self, table: str, names: list[str], given: dict[str, str]
    ) -> tuple[list[Row], list[str | None]]:
        word = self.source.word
        columns = [name.partition(".")[2] for name in names]
        query = select(table, columns, self.source, self.as_of, bounded="first" in given)
        try:
            found = self.database.rows(query, given)
            moments = [str(row[-1] or "") for row in found] if self.as_of else []
            return self._told(names, found), list(moments)
        except DatabaseShapeError as error:
            raise SourceShapeError(word, f"{error}; expected {EXPECTED}") from None
        except DatabaseDownError as error:
            raise SourceDownError(word, str(error)) from None
        except ValueError as error:
            raise SourceShapeError(word, str(error)) from None

    def _told(self, names: list[str], found: list[tuple[Any, ...]]) -> list[Row]:
        if self.as_of:
            found = [row[:-1] for row in found]
        if not {type(value) for row in found for value in row} <= PLAIN:
            raise ValueError("a field holds neither a text nor a whole number")
        kinds = [self.source.fields[name].kind == "yes-no" for name in names]
        if not any(kinds):
            return [dict(zip(names, row, strict=True)) for row in found]
        return [
            {
                name: told(value, is_yes_no)
                for name, value, is_yes_no in zip(names, row, kinds, strict=True)
            }
            for row in found
        ]


def select(
    table: str, columns: Iterable[str], source: Source, as_of: str = "", *, bounded: bool
) -> str:
    """The query for these columns; `bounded` if it has a first day.

    What lies ahead of the day of the question is left out, as nobody can know it yet.
    """
    extra = [as_of] if as_of else []
    wanted = ", ".join(f'"{column}"' for column in [*columns, *extra])
    query = f'SELECT {wanted} FROM "{table}" WHERE "subject" = :subject'  # noqa: S608 (names checked)
    if not source.dated_by:
        return query
    dated = f'"{source.dated_by.partition(".")[2]}"'
    first = f" AND {dated} >= :first" if bounded else ""
    today = f"substr(CAST({dated} AS TEXT), 1, 10) <= :on"  # a moment of today is of today
    return f"{query}{first} AND {today} ORDER BY {dated}"
