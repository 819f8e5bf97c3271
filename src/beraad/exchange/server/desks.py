"""The threads that decide and read, so that no database keeps the event loop waiting.

Each desk is one thread with stores of its own, since a connection of SQLite belongs to one thread.
So many questions are treated at a time as there are desks; the others wait, and beyond `most` that
wait a question is told to come back. A slow source holds up the desk that asked it and no other.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from typing import Generic, TypeVar

from beraad.exchange.server.problem import ProblemError

Stores = TypeVar("Stores")
Result = TypeVar("Result")


class Desk(Generic[Stores]):
    """One thread and what it opened."""

    def __init__(self, opening: AbstractContextManager[Stores]) -> None:
        self._thread = ThreadPoolExecutor(1, "desk")
        self._opening = opening
        self._stores: Stores | None = None

    async def open(self) -> None:
        """Open the stores, in the thread to which they will belong."""
        self._stores = await self._do(self._opening.__enter__)

    async def ask(self, work: Callable[[Stores], Result]) -> Result:
        """What the work makes of the stores; RuntimeError before they are open."""
        if self._stores is None:
            raise RuntimeError("this desk is not open")
        stores = self._stores
        return await self._do(lambda: work(stores))

    async def close(self) -> None:
        """Let go of the stores and the thread."""
        if self._stores is not None:
            await self._do(lambda: self._opening.__exit__(None, None, None))
        self._thread.shutdown()

    async def _do(self, work: Callable[[], Result]) -> Result:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)


class Desks(Generic[Stores]):
    """Several desks; the next that is free takes the next question."""

    def __init__(
        self, opening: Callable[[], AbstractContextManager[Stores]], desks: int, most: int = 256
    ) -> None:
        self._desks = [Desk(opening()) for _ in range(desks)]
        self._free: asyncio.Queue[Desk[Stores]] = asyncio.Queue()
        self._most, self._under_way = most, 0

    async def open(self) -> None:
        """Open all."""
        for desk in self._desks:
            await desk.open()
            self._free.put_nowait(desk)

    async def close(self) -> None:
        """Close all."""
        for desk in self._desks:
            await desk.close()

    async def ask(self, work: Callable[[Stores], Result]) -> Result:
        """What the work makes of the stores of a free desk; ProblemError when too many wait."""
        if self._under_way >= self._most:
            raise ProblemError("busy", headers={"Retry-After": "1"})
        self._under_way += 1
        try:
            desk = await self._free.get()
            try:
                return await desk.ask(work)
            finally:
                self._free.put_nowait(desk)
        finally:
            self._under_way -= 1
