"""A gateway opened from its files: sources, evidence and directory, journal and keys.

    gateway/pseudonym.key    32 bytes, for pseudonyms in the journal
    gateway/token.key        32 bytes, for access tokens
    gateway/clients/         the public keys of organisations, x.jwks.json
    gateway/used.sqlite      proofs of organisations that were used
    gateway/queue.key        32 bytes, for the numbers of persons in the queue
    gateway/queue.sqlite     mutations and notifications that wait
    gateway/webhooks/        where organisations want to hear of mutations, x.toml
    gateway/answers.sqlite   answers that were promised, sealed

The folder `gateway` and its keys are made at the first start, readable by their owner alone.
"""

import asyncio
import os
import secrets
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from starlette.applications import Starlette

from beraad.exchange.connected import Connected
from beraad.exchange.directory import Directory
from beraad.exchange.evidence import Evidence
from beraad.exchange.gateway import Scales
from beraad.exchange.laws import Laws
from beraad.exchange.mutation import queue
from beraad.exchange.mutation.seal import Seal
from beraad.exchange.pseudonym import Pseudonyms
from beraad.exchange.reading import Haste
from beraad.exchange.server.answers import Answers
from beraad.exchange.server.app import build
from beraad.exchange.server.assertion import Doorkeeper, Used
from beraad.exchange.server.book import Book
from beraad.exchange.server.clients import Clients
from beraad.exchange.server.desks import Desks
from beraad.exchange.server.front import Front
from beraad.exchange.server.gate import Gate
from beraad.exchange.server.meter import Meter
from beraad.exchange.server.phrases import Phrases
from beraad.exchange.server.post import Post
from beraad.exchange.server.stages import Stages
from beraad.exchange.server.tokens import Tokens
from beraad.exchange.server.watch import Holdings, Watch
from beraad.exchange.server.way import Way
from beraad.exchange.sources import Connections
from beraad.journal.group import Sequencer
from beraad.journal.note import SigningKey
from beraad.journal.store import Journal
from beraad.law.register import Register
from beraad.register.shelf import lists_of

KEY_BYTES = 32
DESKS = 4
PATIENCE = 2.0
"""Seconds that a question waits for a store in which somebody writes."""

TOKEN_PATH = "/oauth/token"  # noqa: S105 - an address


@dataclass(frozen=True, slots=True)
class Files:
    """Where things lie: the stores, the journal and its key, and the gateway's own folder.

    `queue` is the path or `postgresql://` URL of the queue of mutations, if not in that folder.
    """

    stores: Path
    journal: Path | str
    key: SigningKey
    own: Path
    queue: str = ""

    @property
    def clients(self) -> Path:
        """The folder with the keys of organisations."""
        return self.own / "clients"

    @property
    def queue_place(self) -> str:
        """Where mutations wait."""
        return self.queue or str(self.own / "queue.sqlite")


@contextmanager
def scales(
    connections: Connections,
    laws: Laws,
    pseudonyms: Pseudonyms,
    wait: float | Haste = PATIENCE,
) -> Iterator[Scales]:
    """Scales whose stores are closed at the end, all in one thread."""
    sources = Connected(laws, lambda known: connections.open(known, wait))
    evidence = Evidence(connections.place("evidence"), wait)
    directory = Directory(connections.place("directory"), wait)
    try:
        yield Scales(
            laws=laws,
            sources=sources,
            evidence=evidence,
            directory=directory,
            pseudonyms=pseudonyms,
        )
    finally:
        sources.close()
        evidence.close()
        directory.close()


@contextmanager
def reading(place: Path | str) -> Iterator[Journal]:
    """The journal, opened where it is read."""
    with Journal(place) as journal:
        yield journal


def open_gateway(
    files: Files,
    register: Register,
    issuer: str,
    clock: Callable[[], datetime],
    holdings: Holdings | None = None,
) -> tuple[Gate, Starlette]:
    """The gateway at the address `issuer`, and its application; `clock` tells the aware instant at
    which questions are decided. What changes in the `holdings` of the register is followed."""
    files.clients.mkdir(parents=True, exist_ok=True)
    laws, meter, clients = Laws(register), Meter(), Clients(files.clients)
    pseudonyms = Pseudonyms(own_key(files.own / "pseudonym.key"))
    connections = connected(files, register)
    journal = Journal(files.journal, files.key)
    sequencer = Sequencer(journal)
    book = Book(sequencer, files.key, clock)
    front, desks = front_of(connections, laws, pseudonyms)
    phrases = Phrases(lists_of(register))
    readers = Desks(lambda: reading(files.journal), 1)
    stages = Stages(Answers(files.own / "answers.sqlite"), time.time)
    way = Way(laws, phrases, front, book, meter, clock, stages)
    gate = Gate(
        way,
        doorkeeper(files, clients, issuer),
        Tokens(issuer, own_key(files.own / "token.key"), clients),
        desks,
        readers,
        book,
        meter,
        open_post(files, way, readers),
    )

    def adopt(changed: Register) -> None:
        phrases.adopt(lists_of(changed))
        laws.adopt(changed)

    def watching() -> Watch | None:
        return Watch(holdings, adopt) if holdings else None

    return gate, build(gate, lambda: running(watching(), stages, connections, sequencer, journal))


@asynccontextmanager
async def running(
    watch: Watch | None,
    stages: Stages,
    connections: Connections,
    sequencer: Sequencer,
    journal: Journal,
) -> AsyncIterator[None]:
    """What goes on beside the questions, and what ends after the last of them."""
    if watch:
        watch.start()
    try:
        yield
    finally:
        if watch:
            await asyncio.to_thread(watch.stop)
        await stages.close()
        await asyncio.to_thread(connections.end)
        await sequencer.close()
        journal.close()


def open_post(files: Files, way: Way, readers: Desks[Journal]) -> Post:
    """The mutations of a gateway."""
    webhooks = files.own / "webhooks"
    webhooks.mkdir(exist_ok=True)
    queues = Desks(lambda: queue.opened(files.queue_place), 1)
    return Post(way, queues, readers, Seal(own_key(files.own / "queue.key")), webhooks)


def connected(files: Files, register: Register) -> Connections:
    """How the stores are reached; SettingsError if that is told of a source that nobody knows."""
    connections = Connections(files.stores)
    connections.check(register.catalogue.sources)
    return connections


def front_of(
    connections: Connections, laws: Laws, pseudonyms: Pseudonyms
) -> tuple[Front, Desks[Scales]]:
    """The front desk, and the desks behind it."""
    desks = Desks(lambda: scales(connections, laws, pseudonyms), DESKS)
    haste = Haste()
    return Front(scales(connections, laws, pseudonyms, haste), haste, desks), desks


def doorkeeper(files: Files, clients: Clients, issuer: str) -> Doorkeeper:
    """Who believes the proofs that organisations make for this gateway."""
    audiences = frozenset({issuer, issuer + TOKEN_PATH})
    return Doorkeeper(clients, Used(files.own / "used.sqlite"), audiences)


def own_key(path: Path) -> bytes:
    """The key in a file, made if it is not there; ValueError if others may read it."""
    if not path.exists():
        place = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(place, "wb") as file:
            file.write(secrets.token_bytes(KEY_BYTES))
    if path.stat().st_mode & 0o077:
        raise ValueError(f"others may read the key in {path}; try: chmod 600 {path}")
    return path.read_bytes()
