"""The front desk: it answers at once what takes no waiting, and sends all else to the desks behind.

Most questions are asked of small files on this machine and take a third of a millisecond, less than
it costs to hand them to another thread and back. So they are weighed on the event loop itself, by
scales in haste: no query waits for a writer or takes long. What fails there, for whatever reason,
is weighed anew at a desk that has patience; nothing of the first attempt is kept. A source that was
too slow, or that is none of those in haste, goes to the desks directly for a while.

Questions that are ready at once share one look at each store. It ends before any question is
weighed that came later: that one stands behind `_look_away` in the queue of the event loop.
"""

import asyncio
import time
from collections.abc import Callable
from contextlib import AbstractContextManager

from beraad.exchange.directory import DirectoryError
from beraad.exchange.gateway import Scales
from beraad.exchange.reading import Haste
from beraad.exchange.server.desks import Desks
from beraad.exchange.sources import SourceDownError
from beraad.exchange.weighed import Weighed

Weighing = Callable[[Scales], Weighed]
SECONDS = 1.0
"""So long a source is taken for slow."""


class Front:
    """Weighs with what `opening` opens in this `haste`, and else at one of the `desks`.

    Everything happens in the thread of the event loop, which `clock` tells the seconds of.
    """

    def __init__(
        self,
        opening: AbstractContextManager[Scales],
        haste: Haste,
        desks: Desks[Scales],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._opening, self._haste = opening, haste
        self.desks, self._clock = desks, clock
        self._scales: Scales | None = None
        self._slow: dict[str, float] = {}
        self._looking = False

    async def open(self) -> None:
        """Open the scales in haste and the desks."""
        await self.desks.open()
        self._scales = self._opening.__enter__()

    async def close(self) -> None:
        """Close all."""
        self._look_away()
        if self._scales is not None:
            self._opening.__exit__(None, None, None)
        await self.desks.close()

    async def weigh(self, source: str, weighing: Weighing) -> Weighed:
        """What is found of a question to a source; what the weighing raises, or ProblemError."""
        weighed = self._at_once(source, weighing)
        return await self.desks.ask(weighing) if weighed is None else weighed

    def _at_once(self, source: str, weighing: Weighing) -> Weighed | None:
        if self._scales is None or self._slow.get(source, 0.0) > self._clock():
            return None
        if not self._looking:
            self._looking = True
            asyncio.get_running_loop().call_soon(self._look_away)
        self._haste.start()
        try:
            weighed = weighing(self._scales)
        except DirectoryError:
            return None
        if isinstance(weighed.failure, SourceDownError):  # of permitted questions, so few words
            self._slow[source] = self._clock() + SECONDS
        return None if weighed.failure else weighed

    def _look_away(self) -> None:
        self._looking = False
        self._haste.look_away()
