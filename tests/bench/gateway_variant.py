"""The gateway as it is compared: the same server with less work, or with a commit for each request.

python -m tests.bench.gateway_variant VARIANT HOME JOURNAL PORT

each     the gateway, but each question is committed by itself
bare     reads the request, makes one INSERT durable, gives a fixed answer
nothing  reads the request and gives a fixed answer
"""

import asyncio
import sqlite3
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path

import msgspec
import psycopg
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from beraad.demo.scene import WORDS
from beraad.exchange.server.opened import open_gateway
from beraad.exchange.server.stores import Files
from beraad.exchange.server.wire import server, settle
from beraad.journal.entry import Entry
from beraad.journal.keyfile import read_key
from beraad.journal.store import Journal, Position
from beraad.register.shelf import open_register
from beraad.site.folders import SYSTEMS
from tests.exchange.world import BEFORE, moment

SIZE = 1_500
"""Bytes of the fixed answer, about those of a real one."""

ENTRY = "x" * 1_000
"""What a bare INSERT keeps: as much as an entry."""

Insert = Callable[[], object]


class OneByOne:
    """Writes a journal in a thread of its own, with a commit for each call."""

    def __init__(self, journal: Journal) -> None:
        self._thread, self._journal = ThreadPoolExecutor(1), journal

    async def append(self, entries: Sequence[Entry]) -> list[Position]:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, self._journal.append, entries)


def each(home: Path, journal: str, port: int) -> Starlette:
    """The gateway, with a commit for each question."""
    key = read_key(home / "journal.key")
    files = Files(home / "sources", journal, key, home / "gateway")
    register, address = open_register([SYSTEMS, WORDS]), f"http://127.0.0.1:{port}"
    gate, app = open_gateway(files, register, address, lambda: moment(BEFORE, "14:00"))
    gate.book._writer = OneByOne(Journal(journal, key))
    return app


def bare(home: Path, journal: str, port: int) -> Starlette:
    """One durable INSERT for each request, one after the other."""
    thread = ThreadPoolExecutor(1)
    insert = thread.submit(inserting, journal).result()
    numbers = count()

    async def answer(request: Request) -> Response:
        await request.body()
        await asyncio.get_running_loop().run_in_executor(thread, insert)
        return fixed(next(numbers))

    return Starlette(routes=[Route("/v1/consult", answer, methods=["POST"])])


def nothing(home: Path, journal: str, port: int) -> Starlette:
    """No work at all."""
    numbers = count()

    async def answer(request: Request) -> Response:
        await request.body()
        return fixed(next(numbers))

    return Starlette(routes=[Route("/v1/consult", answer, methods=["POST"])])


def fixed(number: int) -> Response:
    """An answer as long as a real one."""
    body = msgspec.json.encode({"entry": {"index": number}, "text": "x" * SIZE})
    return Response(body, media_type="application/json")


def inserting(journal: str) -> Insert:
    """What makes one row durable, as the journal's stores do: WAL and FULL, or fsync."""
    if journal.startswith("postgresql"):
        there = psycopg.connect(journal, autocommit=True)
        there.execute("CREATE TABLE IF NOT EXISTS bare (entry text)")
        return lambda: there.execute("INSERT INTO bare VALUES (%s)", (ENTRY,))
    here = sqlite3.connect(journal, isolation_level=None)
    here.execute("PRAGMA journal_mode = WAL")
    here.execute("PRAGMA synchronous = FULL")
    here.execute("CREATE TABLE bare (entry TEXT)")
    return lambda: here.execute("INSERT INTO bare VALUES (?)", (ENTRY,))


VARIANTS = {"each": each, "bare": bare, "nothing": nothing}


def main(variant: str, home: str, journal: str, port: str) -> None:
    """Serve until told to stop."""
    app = VARIANTS[variant](Path(home), journal, int(port))
    settle()
    server(app, "127.0.0.1", int(port)).run()


if __name__ == "__main__":
    main(*sys.argv[1:])
