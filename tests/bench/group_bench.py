"""How many entries a second are durable with 64 tasks waiting: a commit for each, or one for all.

Both go through the journal as it is: checked entry, salted leaf, tiles, signed checkpoint, commit
with fsync. The peer is the same journal in the same thread, with a commit for each request.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from functools import partial
from itertools import count
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from beraad.journal.entry import Entry
from beraad.journal.group import Sequencer
from beraad.journal.note import SigningKey
from beraad.journal.store import Journal, Position
from tests.bench.measure import ROUNDS, peak_mb, reset_peak
from tests.postgres import ABSENT, binary, cluster

TASKS = 64
EACH = {"group commit": 30, "a commit for each": 5}  # entries of a task in one round
TARGET = 2.5
KEY = SigningKey("bench.example/journal", bytes(32))
AT = datetime(2024, 1, 9, 8, tzinfo=UTC)
NUMBERS = count()

Append = Callable[[Sequence[Entry]], Awaitable[list[Position]]]


def entry() -> Entry:
    """A consultation as the gateway records it."""
    number = next(NUMBERS)
    return Entry(
        at=AT,
        act="communication.permitted",
        actor="organisation-7",
        about="18/046",
        subject=f"p-{number % 1000}",
        facts={"fields": ["dispensing.product", "dispensing.date"], "number": number},
    )


async def ask(append: Append, each: int) -> None:
    """64 tasks, each with one request under way at a time."""

    async def task() -> None:
        for _ in range(each):
            await append([entry()])

    await asyncio.gather(*(task() for _ in range(TASKS)))


async def grouped(journal: Journal, each: int) -> None:
    """All who wait share a commit."""
    sequencer = Sequencer(journal)
    await ask(sequencer.append, each)
    await sequencer.close()


async def single(journal: Journal, each: int) -> None:
    """A commit for each request, one after the other, off the loop as well."""
    with ThreadPoolExecutor(1) as thread:
        append = partial(asyncio.get_running_loop().run_in_executor, thread, journal.append)
        await ask(append, each)


WAYS = {"group commit": grouped, "a commit for each": single}


@contextmanager
def journals() -> Iterator[dict[str, Journal]]:
    """A fresh journal on each engine that there is, on the same disk."""
    with ExitStack() as stack:
        folder = stack.enter_context(TemporaryDirectory(prefix="beraad-"))
        places = {"SQLite": str(Path(folder) / "journal.sqlite")}
        if binary("postgres"):
            places["PostgreSQL"] = stack.enter_context(cluster()).url()
        else:
            print(ABSENT)
        yield {name: stack.enter_context(Journal(at, KEY)) for name, at in places.items()}


def run() -> list[dict[str, Any]]:
    """Medians of seven interleaved rounds, wall time; CPU of this process, not of the server."""
    reset_peak()
    taken: dict[tuple[str, str], list[tuple[float, float]]] = {}
    with journals() as found:
        for number in range(ROUNDS + 1):
            for engine, journal in found.items():
                for way, measured in WAYS.items():
                    start = time.perf_counter(), time.process_time()
                    asyncio.run(measured(journal, EACH[way]))
                    end = time.perf_counter() - start[0], time.process_time() - start[1]
                    if number:  # the first round warms up
                        taken.setdefault((engine, way), []).append(end)
    return [row(engine, way, taken) for engine, way in taken]


def row(
    engine: str, way: str, taken: dict[tuple[str, str], list[tuple[float, float]]]
) -> dict[str, Any]:
    """One row of the table; the ratio is ours to a commit for each, on the same engine."""
    rates = {
        each: TASKS * EACH[each] / median(wall for wall, _ in taken[engine, each]) for each in WAYS
    }
    ours, peer = WAYS
    told = {
        "name": f"journal: durable, {TASKS} tasks waiting",
        "subject": f"{engine}, {way}",
        "value": round(rates[way]),
        "unit": "entries/s",
        "cpu_s": round(median(cpu for _, cpu in taken[engine, way]), 3),
        "peak_mb": round(peak_mb(), 1),
        "ratios": {peer: round(rates[ours] / rates[peer], 2)} if way == ours else {},
    }
    return told | ({"target": f">= {TARGET} times"} if way == ours else {})
