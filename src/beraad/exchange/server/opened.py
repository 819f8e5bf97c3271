"""A gateway opened from its files: sources, evidence and directory, journal and keys.

    gateway/pseudonym.key    32 bytes, for pseudonyms in the journal and those of recipients
    gateway/token.key        32 bytes, for access tokens; further keys beside it (`ring.py`)
    gateway/clients/         the public keys of organisations, x.jwks.json
    gateway/used.sqlite      proofs of organisations that were used
    gateway/queue.key        32 bytes, for the numbers of persons in the queue
    gateway/queue.sqlite     mutations and notifications that wait
    gateway/webhooks/        where organisations want to hear of mutations, x.toml
    gateway/answers.sqlite   answers that were promised, sealed
    gateway/lines.sqlite     which persons stood in which file

The folder `gateway` and its keys are made at the first start, readable by their owner alone. With
a shared database (`Files.shared`) the four SQLite files are not made; keys and folders are copied
to each machine.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime

from beraad.exchange.files.rules import Limits
from beraad.exchange.laws import Laws
from beraad.exchange.mutation import queue
from beraad.exchange.mutation.seal import Seal
from beraad.exchange.pseudonym import Pseudonyms
from beraad.exchange.server.answers import Answers
from beraad.exchange.server.app import Direct, build
from beraad.exchange.server.assertion import Doorkeeper
from beraad.exchange.server.book import Book
from beraad.exchange.server.clients import Clients
from beraad.exchange.server.desks import Desks
from beraad.exchange.server.file_way import FileWay, Room
from beraad.exchange.server.gate import Gate
from beraad.exchange.server.meter import Meter
from beraad.exchange.server.phrases import Phrases
from beraad.exchange.server.post import Post
from beraad.exchange.server.proxy import Proxy
from beraad.exchange.server.ring import Ring
from beraad.exchange.server.secret import own_key
from beraad.exchange.server.signature import Signatures
from beraad.exchange.server.stages import Stages
from beraad.exchange.server.stores import Files, connected, open_front, reading, room
from beraad.exchange.server.tokens import Tokens
from beraad.exchange.server.used import Used
from beraad.exchange.server.watch import Holdings, Watch
from beraad.exchange.server.way import Way
from beraad.journal.group import Sequencer
from beraad.journal.store import Journal
from beraad.law.register import Register
from beraad.register.shelf import lists_of

TOKEN_PATH = "/oauth/token"  # noqa: S105 - an address


def open_gateway(
    files: Files,
    register: Register,
    issuer: str,
    clock: Callable[[], datetime],
    holdings: Holdings | None = None,
    limits: Limits = Limits(),  # noqa: B008 - it never changes
) -> tuple[Gate, Direct]:
    """The gateway at the address `issuer`, and its application. `clock` tells the aware instant of
    questions, `limits` how large a file may be; changes in `holdings` of the register are followed.
    """
    files.clients.mkdir(parents=True, exist_ok=True)
    laws, meter, phrases = Laws(register), Meter(), Phrases(lists_of(register))
    pseudonyms = Pseudonyms(own_key(files.own / "pseudonym.key"))
    connections = connected(files, register)
    used = Used(files.place("used"))
    journal = Journal(files.journal, files.key)
    sequencer = Sequencer(journal)
    book = Book(sequencer, files.key, clock)
    stages = Stages(Answers(files.place("answers")), time.time)
    front = open_front(connections, laws, pseudonyms)
    way = Way(laws, phrases, front, book, meter, clock, stages)
    rooms = Desks(lambda: room(files, connections, laws, pseudonyms), 1)
    gate = gate_of(files, issuer, used, way, rooms, limits)

    @asynccontextmanager
    async def running() -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:  # the last that is named here ends first
            stack.callback(used.close)
            stack.callback(journal.close)
            stack.push_async_callback(sequencer.close)
            stack.push_async_callback(asyncio.to_thread, connections.end)
            stack.push_async_callback(stages.close)
            if holdings:
                watch = watched(holdings, laws, phrases)
                stack.push_async_callback(asyncio.to_thread, watch.stop)
            yield

    return gate, build(gate, running)


def watched(holdings: Holdings, laws: Laws, phrases: Phrases) -> Watch:
    """The watch over the register, begun."""

    def adopt(changed: Register) -> None:
        phrases.adopt(lists_of(changed))
        laws.adopt(changed)

    watch = Watch(holdings, adopt)
    watch.start()
    return watch


def gate_of(
    files: Files, issuer: str, used: Used, way: Way, rooms: Desks[Room], limits: Limits
) -> Gate:
    """The gate before a way: who may come, and what else can be asked."""
    clients, readers = Clients(files.clients), Desks(lambda: reading(files.journal), 1)
    return Gate(
        way,
        Doorkeeper(clients, used, frozenset({issuer, issuer + TOKEN_PATH})),
        Signatures(clients, used, issuer),
        Proxy(files.own / "proxy.key"),
        Tokens(issuer, Ring(files.own), clients),
        way.front.desks,
        readers,
        way.book,
        way.meter,
        open_post(files, way, readers),
        FileWay(way, rooms, readers, limits),
    )


def open_post(files: Files, way: Way, readers: Desks[Journal]) -> Post:
    """The mutations of a gateway."""
    webhooks = files.own / "webhooks"
    webhooks.mkdir(exist_ok=True)
    queues = Desks(lambda: queue.opened(files.place("queue")), 1)
    return Post(way, queues, readers, Seal(own_key(files.own / "queue.key")), webhooks)
