"""What goes back: a table with a row for each row of a person, written as CSV or as Arrow.

    line     the number's place in the file, from 1
    status   answered, refused, not-forwarded, malformed
    reason   what is missing, or what the integration control remarked
    ground   the clause that permits, or the nearest one: number, paragraph, name
    table    the table of the source; empty where it knows nothing of the person
    yes      the answer of a clause that gives nothing but yes or no
    as_of    of a buffer, the day or moment of its oldest copy; empty where it does not know
    stale    whether that is too old; empty where it is no copy
    pseudonym of whom it is, 16 bytes (in CSV 32 hexadecimal digits); in pseudonymised form only
    ...      one column for each field asked, in that order

The number itself is not sent back: the line tells whose row it is to whoever has the file.
"""

import csv
from collections.abc import Mapping, Sequence
from io import BytesIO, StringIO
from typing import Protocol, TypeAlias

import pyarrow as pa

from beraad.exchange.files.numbers import CSV, MediaType
from beraad.exchange.permutation import BLOCK
from beraad.exchange.sources.base import SourceShapeError, Value
from beraad.law.catalogue import FieldKind, Source

Table: TypeAlias = Sequence[Sequence[Value | bytes]]
FIXED = ("line", "status", "reason", "ground", "table", "yes", "as_of", "stale")
CODED = (*FIXED, "pseudonym")
TRUTHS = (FIXED.index("yes"), FIXED.index("stale"))
WORDS: Mapping[Value | bytes, str | None] = {True: "1", False: "0", None: None}
"""Equally long, so that the length of a file of one person does not tell the answer."""
KINDS: dict[FieldKind, pa.DataType] = {"number": pa.float64(), "yes-no": pa.bool_()}


class Writer(Protocol):
    """Writes one table, chunk by chunk, each as bytes of its own."""

    def write(self, table: Table) -> bytes:
        """The bytes of one more chunk; the first begin with the heading."""

    def close(self) -> bytes:
        """The bytes that say that nothing follows."""


def writer(
    source: Source, fields: Sequence[str], media_type: MediaType, coded: bool = False
) -> Writer:
    """A writer of answers with these fields of a source, `coded` if with a pseudonym."""
    kinds = [source.fields[name].kind if name in source.fields else "text" for name in fields]
    kind = CsvWriter if media_type == CSV else ArrowWriter
    return kind(source.word, CODED if coded else FIXED, fields, kinds)


class CsvWriter:
    """RFC 4180 in UTF-8; an empty cell is unknown or not given, yes is 1 and no is 0."""

    def __init__(
        self, source: str, fixed: Sequence[str], fields: Sequence[str], kinds: Sequence[FieldKind]
    ) -> None:
        self._heading: list[Sequence[Value | bytes]] = [(*fixed, *fields)]
        asked = [len(fixed) + place for place, kind in enumerate(kinds) if kind == "yes-no"]
        self._truths = [*TRUTHS, *asked]
        self._is_coded = len(fixed) > len(FIXED)

    def write(self, table: Table) -> bytes:
        """The lines of one more chunk."""
        told = [self._told(row) for row in table]
        text = StringIO()
        csv.writer(text).writerows([*self._heading, *told])
        self._heading = []
        return text.getvalue().encode()

    def close(self) -> bytes:
        """Nothing: the end of the response says so."""
        return b""

    def _told(self, row: Sequence[Value | bytes]) -> Sequence[Value | bytes]:
        cells = list(row)
        if self._is_coded and isinstance(name := cells[len(FIXED)], bytes):
            cells[len(FIXED)] = name.hex()
        for place in self._truths:
            cells[place] = WORDS[cells[place]]
        return cells


class ArrowWriter:
    """An Arrow IPC stream with a batch for each chunk: texts, numbers (float64) and booleans."""

    def __init__(
        self, source: str, fixed: Sequence[str], fields: Sequence[str], kinds: Sequence[FieldKind]
    ) -> None:
        first = [pa.bool_() if place in TRUTHS else pa.string() for place in range(len(FIXED))]
        coded = [pa.binary(BLOCK)] * (len(fixed) - len(FIXED))
        asked = [KINDS.get(kind, pa.string()) for kind in kinds]
        types = [pa.int64(), *first[1:], *coded, *asked]
        self._source = source
        self._schema = pa.schema(list(zip((*fixed, *fields), types, strict=True)))
        self._buffer = BytesIO()
        self._stream = pa.ipc.new_stream(self._buffer, self._schema)

    def write(self, table: Table) -> bytes:
        """The batch of one more chunk, after the schema if it is the first."""
        columns = list(zip(*table, strict=True)) or [()] * len(self._schema)
        pairs = zip(columns, self._schema, strict=True)
        arrays = [self._array(column, one.type) for column, one in pairs]
        self._stream.write_batch(pa.record_batch(arrays, schema=self._schema))
        return self._taken()

    def close(self) -> bytes:
        """The mark of the end."""
        self._stream.close()
        return self._taken()

    def _array(self, column: Sequence[Value | bytes], kind: pa.DataType) -> pa.Array:
        try:
            return pa.array(column, kind)
        except (pa.ArrowInvalid, pa.ArrowTypeError):
            if kind == pa.string():  # SQLite keeps a number in a column of text as it came
                return pa.array([None if one is None else str(one) for one in column], kind)
            what = "a field of numbers holds something else"
            raise SourceShapeError(self._source, what) from None

    def _taken(self) -> bytes:
        content = self._buffer.getvalue()
        self._buffer.seek(0)
        self._buffer.truncate()
        return content
