"""A gateway opened from its files: sources, evidence and directory, journal and keys.

    gateway/pseudonym.key    32 bytes, for pseudonyms in the journal
    gateway/token.key        32 bytes, for access tokens; see ring.py for how it is changed
    gateway/proxy.key        secrets of the proxy that ends TLS, if there is one
    gateway/clients/         the public keys of organisations, x.jwks.json; see clients.py
    gateway/used.sqlite      proofs of organisations that were used, unless in PostgreSQL
    gateway/queue.key        32 bytes, for the numbers of persons in the queue
    gateway/queue.sqlite     mutations and notifications that wait
    gateway/webhooks/        where organisations want to hear of mutations, x.toml

The folder `gateway` and its keys are made at the first start, readable by their owner alone.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
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
from beraad.exchange.server.app import build
from beraad.exchange.server.assertion import Doorkeeper
from beraad.exchange.server.book import Book
from beraad.exchange.server.clients import Clients
from beraad.exchange.server.desks import Desks
from beraad.exchange.server.front import Front
from beraad.exchange.server.gate import Gate
from beraad.exchange.server.meter import Meter
from beraad.exchange.server.phrases import Phrases
from beraad.exchange.server.post import Post
from beraad.exchange.server.proxy import Proxy
from beraad.exchange.server.ring import Ring
from beraad.exchange.server.secret import own_key
from beraad.exchange.server.signature import Signatures
from beraad.exchange.server.tokens import Tokens
from beraad.exchange.server.used import Used
from beraad.exchange.server.watch import Holdings, Watch
from beraad.exchange.server.way import Way
from beraad.exchange.source import AnySource, SqliteSource, open_sources
from beraad.journal.group import Sequencer
from beraad.journal.note import SigningKey
from beraad.journal.store import Journal
from beraad.law.catalogue import Source
from beraad.law.register import Register
from beraad.register.shelf import lists_of

DESKS = 4
PATIENCE = 2.0
"""Seconds that a question waits for a store in which somebody writes."""

TOKEN_PATH = "/oauth/token"  # noqa: S105 - an address


@dataclass(frozen=True, slots=True)
class Files:
    """Where things lie: the stores, the journal and its key, and the gateway's own folder.

    `used` is the `postgresql://` URL of the used proofs, where several machines share them.
    `queue` is the path or `postgresql://` URL of the queue of mutations, if not in that folder.
    """

    stores: Path
    journal: Path | str
    key: SigningKey
    own: Path
    used: str = ""
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
    files: Files,
    laws: Laws,
    pseudonyms: Pseudonyms,
    wait: float | Haste = PATIENCE,
) -> Iterator[Scales]:
    """Scales whose stores are closed at the end, all in one thread."""

    def opening(known: Mapping[str, Source]) -> Mapping[str, AnySource]:
        found = open_sources(files.stores, known, wait)
        if not isinstance(wait, Haste):
            return found
        # Only these can be asked in haste; any other would keep the event loop waiting.
        return {word: one for word, one in found.items() if isinstance(one, SqliteSource)}

    sources = Connected(laws, opening)
    evidence = Evidence(files.stores / "evidence.sqlite", wait)
    directory = Directory(files.stores / "directory.sqlite", wait)
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
    used = Used(files.used or files.own / "used.sqlite")
    journal = Journal(files.journal, files.key)
    sequencer = Sequencer(journal)
    book = Book(sequencer, files.key, clock)
    front = open_front(files, laws, pseudonyms)
    phrases = Phrases(lists_of(register))
    readers = Desks(lambda: reading(files.journal), 1)
    way = Way(laws, phrases, front, book, meter, clock)
    gate = Gate(
        way,
        Doorkeeper(clients, used, frozenset({issuer, issuer + TOKEN_PATH})),
        Signatures(clients, used, issuer),
        Proxy(files.own / "proxy.key"),
        Tokens(issuer, Ring(files.own), clients),
        front.desks,
        readers,
        book,
        meter,
        open_post(files, way, readers),
    )

    def adopt(changed: Register) -> None:
        phrases.adopt(lists_of(changed))
        laws.adopt(changed)

    watch = Watch(holdings, adopt) if holdings else None
    return gate, build(gate, lambda: running(watch, sequencer, journal, used))


def open_front(files: Files, laws: Laws, pseudonyms: Pseudonyms) -> Front:
    """Where questions are weighed, at once or at a desk."""
    haste, desks = Haste(), Desks(lambda: scales(files, laws, pseudonyms), DESKS)
    return Front(scales(files, laws, pseudonyms, haste), haste, desks)


@asynccontextmanager
async def running(
    watch: Watch | None, sequencer: Sequencer, journal: Journal, used: Used
) -> AsyncIterator[None]:
    """While the gateway runs its register is watched; at the end all is let go of."""
    if watch:
        watch.start()
    try:
        yield
    finally:
        if watch:
            await asyncio.to_thread(watch.stop)
        await sequencer.close()
        journal.close()
        used.close()


def open_post(files: Files, way: Way, readers: Desks[Journal]) -> Post:
    """The mutations of a gateway."""
    webhooks = files.own / "webhooks"
    webhooks.mkdir(exist_ok=True)
    queues = Desks(lambda: queue.opened(files.queue_place), 1)
    return Post(way, queues, readers, Seal(own_key(files.own / "queue.key")), webhooks)
