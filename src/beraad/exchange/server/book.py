"""The journal as the server uses it: what was decided becomes durable, then it is answered.

`Appending` is all that is needed of who writes: the sequencer of `journal/group.py`, which commits
all that wait together. `under_way` counts those.
"""

import logging
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Protocol

from beraad.exchange.record import ACTOR
from beraad.exchange.server.problem import ProblemError
from beraad.journal.entry import Entry
from beraad.journal.note import SigningKey, open_note
from beraad.journal.store import Position

log = logging.getLogger("beraad.gateway")
RESUMED = "journal.resumed"


class Appending(Protocol):
    """Who writes the journal."""

    async def append(self, entries: Sequence[Entry]) -> list[Position]:
        """Make entries durable; when it raises, none of them is."""


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
        self.under_way = 0

    async def append(self, entry: Entry) -> Position:
        """Make an entry durable; ProblemError where that cannot be: then nothing may be told."""
        (position,) = await self.append_all([entry])
        return position

    async def append_all(self, entries: Sequence[Entry]) -> list[Position]:
        """Make entries durable together; ProblemError as above."""
        self.under_way += 1
        try:
            return await self._writer.append(entries)
        except Exception as error:
            log.error("the journal cannot record: %s", type(error).__name__)
            self._down_since = self._down_since or self._clock()
            raise ProblemError("journal-down", headers={"Retry-After": "5"}) from None
        finally:
            self.under_way -= 1

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
