"""Everybody of whom a source holds something, in the order of their pseudonyms.

Who receives pseudonymised data knows no number to ask about: the file is about all whom the source
knows, and the law leaves out whom it does not permit. An order by number would tell the days of
birth, so that of pseudonyms takes its place, which tells nothing. The pseudonyms lie sealed while
they are brought in order, some hundred thousand at a time: memory does not grow with their number.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain

import numpy as np

from beraad.exchange.asking import Asking
from beraad.exchange.database import DatabaseDownError, DatabaseError
from beraad.exchange.files.sealed import Sealed
from beraad.exchange.permutation import BLOCK, blocks
from beraad.exchange.sources.base import AnySource, SourceDownError, SourceError, SourceShapeError
from beraad.exchange.sources.base import tables as tables_of
from beraad.exchange.sources.sql import EXPECTED, SqlSource

PAGE = 10_000
AT_ONCE = 250_000
HEADS = 1 << 64
NEXT = """SELECT DISTINCT "subject" FROM "{}" WHERE "subject" > :after
ORDER BY "subject" LIMIT {}"""


@dataclass(slots=True)
class Population:
    """Pseudonyms (16 bytes each), some of them perhaps twice."""

    sealed: Sealed = field(default_factory=Sealed)
    count: int = 0

    def add(self, pseudonyms: Iterable[bytes]) -> None:
        """So many more."""
        content = b"".join(pseudonyms)
        self.sealed.write(content)
        self.count += len(content) // BLOCK

    def ordered(self, at_once: int = AT_ONCE) -> Iterator[list[bytes]]:
        """All of them once, in order: they are spread evenly, so each share of what 16 bytes can be
        has as many."""
        shares = self.count // at_once + 1
        for share in range(shares):
            first, last = (HEADS * one // shares for one in (share, share + 1))
            yield sorted({*chain.from_iterable(self._between(first, last - 1))})

    def texts(self) -> Iterator[list[str]]:
        """The same as they would stand in a file."""
        return ([one.hex() for one in some] for some in self.ordered())

    def _between(self, first: int, last: int) -> Iterator[list[bytes]]:
        """Those whose first half is a number from `first` up to and including `last`."""
        file = self.sealed.opened()
        while content := file.read(BLOCK * PAGE):
            whole = np.frombuffer(content, dtype=">u8").reshape(-1, 2)
            head = whole[:, 0]
            yield blocks(whole[(head >= first) & (head <= last)].tobytes())

    def close(self) -> None:
        """Throw it away."""
        self.sealed.close()


def held(
    source: AnySource, word: str, fields: Iterable[str], asking: Asking
) -> Iterator[list[str]]:
    """The numbers of whom a source holds something in the tables of these fields, some at a time;
    SourceError. Of a source elsewhere nobody learns whom it holds."""
    if not isinstance(source, SqlSource):
        raise SourceError(word, "it does not tell whom it holds; a file must name its persons")
    for table in tables_of(source.source, fields):
        query, after = NEXT.format(table, PAGE), ""
        while found := page(source, query, after, asking):
            yield found
            after = found[-1]


def page(source: SqlSource, query: str, after: str, asking: Asking) -> list[str]:
    """The next numbers of a table."""
    word = source.source.word
    source.database.hear(asking)
    try:
        return [str(row[0]) for row in source.database.rows(query, {"after": after})]
    except DatabaseDownError as error:
        raise SourceDownError(word, str(error)) from None
    except DatabaseError as error:
        raise SourceShapeError(word, f"{error}; expected {EXPECTED}") from None
