"""How many mutations a second are fanned out, and told, with every step that makes them safe.

100,000 mutations about 1,000 persons, in bodies of 500 with 4 under way: who hears, the queue, the
journal with its signed checkpoints, all durable. Then one recipient pulls and acknowledges pages of
100: each notification is weighed, fetched from its source and recorded. No HTTP, no peer.
"""

import asyncio
import sqlite3
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from beraad.demo.population import build
from beraad.exchange.server.book import Book
from beraad.exchange.server.opened import open_gateway
from beraad.exchange.server.post import Post
from beraad.exchange.server.post_shapes import Mutation, Publication
from beraad.exchange.server.stores import Files
from beraad.journal.group import Sequencer
from beraad.journal.note import SigningKey
from beraad.journal.store import Journal
from beraad.law.load import load
from beraad.register.shelf import find_files
from tests.bench.measure import peak_mb, reset_peak
from tests.exchange.mutation.world import ADDRESS, CIVIL, MUTATIONS_CLAUSES, SOURCE
from tests.exchange.world import SYSTEMS

MUTATIONS, BODY, AT_ONCE, PULLED = 100_000, 500, 4, 20_000
KEY = SigningKey("bench.example/journal", bytes(32))
AT = datetime(2024, 10, 1, 12, tzinfo=UTC)
PEOPLE = "SELECT subject FROM persons WHERE birth_date < '2020-01-01' ORDER BY subject"
EVERYBODY = """
INSERT INTO registration SELECT ssin, '13', '000', '0', '2020-01-01', NULL, '2020-01-01' FROM person
"""


@contextmanager
def home() -> Iterator[Path]:
    """A thousand persons whom the pensions service knows."""
    with TemporaryDirectory(prefix="beraad-") as folder:
        path = Path(folder)
        build(path, 1_000, 1, SYSTEMS)
        with closing(sqlite3.connect(path / "sources" / "directory.sqlite")) as database:
            database.execute(EVERYBODY)
            database.commit()
        yield path


async def published(post: Post, people: list[str]) -> None:
    """Publish all, some bodies under way at a time."""
    places = asyncio.Semaphore(AT_ONCE)

    async def publish(first: int) -> None:
        some = [
            Mutation(f"m-{n}", people[n % len(people)], (ADDRESS, CIVIL), AT)
            for n in range(first, first + BODY)
        ]
        async with places:
            await post.publish("cbss", Publication(SOURCE, some))

    await asyncio.gather(*map(publish, range(0, MUTATIONS, BODY)))


async def pulled(post: Post) -> None:
    """Pull and acknowledge."""
    for _ in range(PULLED // 100):
        told = await post.pull("fpd", 0, 100)
        assert len(told.notifications) == 100
        await post.acknowledge("fpd", [one.place for one in told.notifications])


async def measured(path: Path) -> list[dict[str, Any]]:
    """Both, with the sequencer that all who wait share."""
    files = Files(path / "sources", path / "journal.db", KEY, path / "gateway")
    register = load({**find_files([SYSTEMS]), "test.md": MUTATIONS_CLAUSES.encode()})
    with Journal(files.journal, KEY) as journal:
        sequencer = Sequencer(journal)
        gate, _ = open_gateway(files, register, "http://bench.example", lambda: AT)
        way = replace(gate.way, book=Book(sequencer, KEY))
        post = replace(gate.post, way=way)
        for opened in (gate.desks, gate.readers, post.queues):
            await opened.open()
        with closing(sqlite3.connect(path / "population.sqlite")) as database:
            people = [str(row[0]) for row in database.execute(PEOPLE)]
        rows = [
            await timed("published", MUTATIONS, "mutations/s", lambda: published(post, people)),
            await timed("pulled and acknowledged", PULLED, "notifications/s", lambda: pulled(post)),
        ]
        await sequencer.close()
        for opened in (gate.desks, gate.readers, post.queues):
            await opened.close()
    return rows


async def timed(
    subject: str, count: int, unit: str, work: Callable[[], Awaitable[None]]
) -> dict[str, Any]:
    """One row of the table."""
    reset_peak()
    start = time.perf_counter(), time.process_time()
    await work()
    wall, cpu = time.perf_counter() - start[0], time.process_time() - start[1]
    return {
        "name": f"mutations: {MUTATIONS} of 1,000 persons",
        "subject": subject,
        "value": round(count / wall),
        "unit": unit,
        "cpu_s": round(cpu, 3),
        "peak_mb": round(peak_mb(), 1),
        "ratios": {},
    }


def run() -> list[dict[str, Any]]:
    """One round: it is long enough to be its own mean."""
    with home() as path:
        return asyncio.run(measured(path))
