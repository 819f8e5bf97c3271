"""A source behind HTTP and JSON: one POST with the question, typed decoding of the answer.

    {"subject": "...", "fields": ["dispensing.product"], "not_before": "2023-10-01",
     "asked_on": "2024-10-01", "asked_by": "practice", "asked_as": "nurse"}

    {"rows": [{"dispensing.product": "...", "dated": "2024-05-02"}], "lacking": [], "as_of": null}

The number of the person stands in the body, never in the URL. The answer is decoded into a type
made for just these fields: what else a source sends is skipped and never becomes an object. Where
the catalogue dates the source, each row bears `dated`, by which the window is kept here as well.
docs/how-to/connect-a-source.md has the OpenAPI of the protocol.
"""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Annotated, Any

import msgspec
from msgspec import UNSET, Meta, UnsetType

from beraad.exchange.asking import Asking
from beraad.exchange.sources.base import (
    Found,
    Row,
    SourceShapeError,
    tables,
    windowed,
    within,
)
from beraad.exchange.sources.wire import Wire
from beraad.law.catalogue import FieldKind, Source

JSON = "application/json"
MOST_ROWS = 10_000
DAY = Annotated[str, Meta(pattern=r"^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2})?)?$")]
KINDS: dict[FieldKind, Any] = {
    "text": Annotated[str, Meta(max_length=10_000)],
    "code": Annotated[str, Meta(max_length=1_000)],
    "date": DAY,
    "number": int,
    "yes-no": bool,
}


class Question(msgspec.Struct, frozen=True):
    """What a source is asked. It never learns the purpose or the person who acts."""

    subject: str
    fields: list[str]
    not_before: date | None
    asked_on: date
    asked_by: str
    asked_as: str


class HttpSource:
    """The source at `url`. `buffer` if it is a copy, which says of when. Used by one thread."""

    def __init__(self, url: str, source: Source, wire: Wire, *, buffer: bool = False) -> None:
        self.url, self.source, self._wire, self._buffer = url, source, wire, buffer

    def close(self) -> None:
        """Let go of the connection."""
        self._wire.close()

    def fetch(
        self, subject: str, fields: Iterable[str], not_before: date | None, asking: Asking
    ) -> Found:
        """The rows about a person; see AnySource."""
        names = tuple(dict.fromkeys(fields))
        tables(self.source, names)
        windowed(self.source, not_before)
        asked = Question(subject, list(names), not_before, asking.on, asking.by, asking.role)
        body = self._wire.post(self.url, msgspec.json.encode(asked), JSON, JSON)
        dated = bool(self.source.dated_by)
        try:
            answer = decoder(
                tuple((name, self.source.fields[name].kind) for name in names), dated
            ).decode(body)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise SourceShapeError(self.source.word, where(error)) from None
        if not set(answer.lacking) <= set(names):
            raise SourceShapeError(
                self.source.word, "it says that a field lacks which nobody asked"
            )
        inside = answer.rows
        if dated:
            inside = [one for one in inside if within(one.dated, not_before, asking.on)]
            inside.sort(key=lambda one: str(one.dated))
        rows = tuple(row for one in inside if (row := row_of(one, names)))
        as_of = (answer.as_of or "") if self._buffer else answer.as_of
        return Found(rows, tuple(answer.lacking), as_of)


@lru_cache(maxsize=1_000)
def decoder(fields: tuple[tuple[str, FieldKind], ...], dated: bool) -> msgspec.json.Decoder[Any]:
    """The decoder of an answer with just these fields."""
    members: list[Any] = [
        (f"f{place}", KINDS[kind] | None | UnsetType, UNSET)
        for place, (_, kind) in enumerate(fields)
    ]
    renamed = {f"f{place}": name for place, (name, _) in enumerate(fields)}
    when: list[Any] = [("dated", DAY)] if dated else []
    row = msgspec.defstruct("Row", [*when, *members], rename=renamed, frozen=True)
    rows = Annotated[list[row], Meta(max_length=MOST_ROWS)]  # type: ignore[valid-type]
    given: list[Any] = [
        ("rows", rows),
        ("lacking", list[str], msgspec.field(default_factory=list)),
        ("as_of", DAY | None, None),
    ]
    return msgspec.json.Decoder(msgspec.defstruct("Answer", given, frozen=True))


def row_of(one: Any, names: tuple[str, ...]) -> Row:
    """The permitted fields of a row; a field of another table is not in it."""
    values = ((name, getattr(one, f"f{place}")) for place, name in enumerate(names))
    return {name: value for name, value in values if value is not UNSET}


def where(error: Exception) -> str:
    """What is wrong with an answer and where, without a word of it."""
    text = str(error)
    if isinstance(error, msgspec.ValidationError):
        return f"its answer has another form than agreed: {text}"
    return "its answer is not JSON"
