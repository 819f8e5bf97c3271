"""The journal as the server uses it: what was decided becomes durable, then it is answered.

`Appending` is all that is needed of who writes; `OneByOne` commits each request by itself.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Protocol

from beraad.exchange.record import ACTOR
from beraad.exchange.server.problem import ProblemError
from beraad.journal.entry import Entry
from beraad.journal.note import SigningKey, open_note
from beraad.journal.store import Journal, Position

log = logging.getLogger("beraad.gateway")
RESUMED = "journal.resumed"


class Appending(Protocol):
    """Who writes the journal."""

    async def append(self, entries: Sequence[Entry]) -> list[Position]:
        """Make entries durable; when it raises, none of them is."""


class OneByOne:
    """Writes the journal that `opened` opens, in a thread of its own, a commit for each call."""

    def __init__(self, opened: Callable[[], Journal]) -> None:
        self._thread = ThreadPoolExecutor(1, "journal")
        self._opened = opened
        self._journal: Journal | None = None

    async def append(self, entries: Sequence[Entry]) -> list[Position]:
        """Make entries durable."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._add, entries)

    async def close(self) -> None:
        """Let go of the journal."""
        loop = asyncio.get_running_loop()
        if self._journal:
            await loop.run_in_executor(self._thread, self._journal.close)
        self._thread.shutdown()

    def _add(self, entries: Sequence[Entry]) -> list[Position]:
        if self._journal is None:
            self._journal = self._opened()
        return self._journal.append(entries)


class Book:
    """Appends, and knows whether it can. `key` signs; `clock` tells an aware instant."""

    def __init__(
        self,
        writer: Appending,
        key: SigningKey,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._writer, self._key, self._clock = writer, key, clock
        self._down_since: datetime | None = None

    async def append(self, entry: Entry) -> Position:
        """Make an entry durable; ProblemError where that cannot be: then nothing may be told."""
        (position,) = await self.append_all([entry])
        return position

    async def append_all(self, entries: Sequence[Entry]) -> list[Position]:
        """Make entries durable together; ProblemError as above."""
        try:
            return await self._writer.append(entries)
        except Exception as error:
            log.error("the journal cannot record: %s", type(error).__name__)
            self._down_since = self._down_since or self._clock()
            raise ProblemError("journal-down", headers={"Retry-After": "5"}) from None

    async def works(self) -> bool:
        """Whether the journal can sign and write now.

        It appends nothing while all goes well, or a log would grow by being watched. After a
        failure only a real entry shows that it can be written again: `journal.resumed`.
        """
        try:
            self._sign()
            if self._down_since is None:
                await self._writer.append([])
                return True
            facts = {"since": self._down_since.isoformat()}
            await self._writer.append([Entry(self._clock(), RESUMED, ACTOR, facts=facts)])
        except Exception as error:
            log.error("the journal is not healthy: %s", type(error).__name__)
            return False
        self._down_since = None
        return True

    def _sign(self) -> None:
        open_note(self._key.sign("health\n"), self._key.public)
