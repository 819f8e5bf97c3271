"""Group commit: what waits while one batch is written goes out together as the next.

A commit costs a few milliseconds of disk, however many entries it carries. So one thread writes,
and all who ask meanwhile share the next commit, its tree growth and its signed checkpoint.
"""

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from beraad.journal.base import JournalError
from beraad.journal.entry import Entry
from beraad.journal.store import Journal, Position

Waiting = tuple[Sequence[Entry], "asyncio.Future[list[Position]]"]


class Sequencer:
    """The writer of this journal for all tasks of one event loop.

    At most `room` appends are under way; further ones wait for a place, in order. Until `close()`
    the journal is this sequencer's alone: whoever reads meanwhile opens it once more.
    """

    def __init__(self, journal: Journal, *, room: int = 1024) -> None:
        self._journal = journal
        self._room = room
        self._places = asyncio.Semaphore(room)
        self._closed = False
        self._waiting: list[Waiting] = []
        self._writing: asyncio.Future[list[Position]] | None = None
        self._busy = False
        self._thread = ThreadPoolExecutor(1, "journal")

    async def append(self, entries: Sequence[Entry]) -> list[Position]:
        """`Journal.append`, together with all who wait now: when this returns, it is durable.

        What the journal raises reaches everyone of the same batch. Whoever is cancelled before his
        batch is written is left out of it; afterwards his entries stand. Raises JournalError.
        """
        if self._closed:
            raise JournalError("The journal was closed; nothing can be appended any more.")
        async with self._places:
            loop = asyncio.get_running_loop()
            told: asyncio.Future[list[Position]] = loop.create_future()
            self._waiting.append((entries, told))
            if not self._busy:
                self._busy = True
                loop.call_soon(self._write)  # after every task that is ready now has its say
            return await told

    async def close(self) -> None:
        """Let everyone finish who has begun, then stop. The journal stays open."""
        if self._closed:
            return
        self._closed = True
        for _ in range(self._room):
            await self._places.acquire()  # in order of asking, so all others were served
        if self._writing:
            await asyncio.wait([self._writing])  # its last waiter may have been cancelled
        self._thread.shutdown()

    def _write(self) -> None:
        batch = [one for one in self._waiting if not one[1].done()]
        self._waiting = []
        self._busy = bool(batch)
        if batch:
            entries = [entry for mine, _ in batch for entry in mine]
            loop = asyncio.get_running_loop()
            self._writing = loop.run_in_executor(self._thread, self._journal.append, entries)
            self._writing.add_done_callback(lambda done: self._tell(batch, done))

    def _tell(self, batch: list[Waiting], done: "asyncio.Future[list[Position]]") -> None:
        error, start = done.exception(), 0
        for entries, told in batch:
            end = start + len(entries)
            if told.done():
                pass  # cancelled while it was written
            elif error:
                told.set_exception(error)
            else:
                told.set_result(done.result()[start:end])
            start = end
        asyncio.get_running_loop().call_soon(self._write)
