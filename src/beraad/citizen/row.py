"""An entry of the journal as it is read for the person concerned: fast, and checked no further.

`Entry.parse` checks each word once more, which takes as long as all else of a page together. Here
that is not needed: what a row says is proven by its proof, which is made of the bytes themselves.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from beraad.exchange.files.lines import Line
from beraad.journal.store import Journal

Cursor = tuple[datetime, int, int]
"""Instant, index and line of the last entry of a page: the next one goes on before it."""

ALL = 1_000_000
"""More entries than there are about anybody."""


class Said(msgspec.Struct, frozen=True):
    """The content of an entry."""

    at: datetime
    act: str
    actor: str
    about: str
    subject: str
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Row:
    """An entry with its place in the journal; or a line of a file, with that of its chunk.

    `ordinal` counts the person's own lines in a chunk, from 1, and is 0 where the whole entry is
    about the person.
    """

    index: int
    said: Said
    ordinal: int = 0
    line: Line | None = None

    @property
    def place(self) -> Cursor:
        """By which rows are in order."""
        return self.said.at, self.index, self.ordinal


read = msgspec.json.Decoder(Said).decode


def newest(
    journal: Journal, subject: str, most: int = ALL, before: Cursor | None = None, act: str = ""
) -> list[Row]:
    """The newest entries about the person of this pseudonym, newest first; of one act only, or all.

    `before` leaves out that place and all that is newer.
    """
    found = journal.latest(subject, most, before=before and before[:2], act=act)
    return [Row(index, read(content)) for index, content in found]
