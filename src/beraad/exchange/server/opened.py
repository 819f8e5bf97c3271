"""A gateway opened from its files: sources, evidence and directory, journal and keys.

    gateway/pseudonym.key    32 bytes, for pseudonyms in the journal
    gateway/token.key        32 bytes, for access tokens
    gateway/clients/         the public keys of organisations, x.jwks.json
    gateway/used.sqlite      proofs of organisations that were used
    gateway/lines.sqlite     which persons stood in which file

The folder `gateway` and its keys are made at the first start, readable by their owner alone.
"""

import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from starlette.applications import Starlette

from beraad.exchange.directory import Directory
from beraad.exchange.evidence import Evidence
from beraad.exchange.files.directory import ManyInDirectory
from beraad.exchange.files.evidence import ManyInEvidence
from beraad.exchange.files.lines import Lines
from beraad.exchange.files.rules import Limits
from beraad.exchange.files.source import ManyInSource
from beraad.exchange.files.weigh import FileScales
from beraad.exchange.gateway import Scales
from beraad.exchange.laws import Laws
from beraad.exchange.pseudonym import Pseudonyms
from beraad.exchange.server.app import build
from beraad.exchange.server.assertion import Doorkeeper, Used
from beraad.exchange.server.book import Book, OneByOne
from beraad.exchange.server.clients import Clients
from beraad.exchange.server.desks import Desks
from beraad.exchange.server.file_way import FileWay, Room
from beraad.exchange.server.gate import Gate
from beraad.exchange.server.meter import Meter
from beraad.exchange.server.tokens import Tokens
from beraad.exchange.server.way import Way
from beraad.exchange.source import open_sources
from beraad.journal.note import SigningKey
from beraad.journal.store import Journal
from beraad.law.register import Register
from beraad.register.shelf import lists_of

KEY_BYTES = 32
DESKS = 4
TOKEN_PATH = "/oauth/token"  # noqa: S105 - an address


@dataclass(frozen=True, slots=True)
class Files:
    """Where things lie: the stores, the journal and its key, and the gateway's own folder."""

    stores: Path
    journal: Path
    key: SigningKey
    own: Path

    @property
    def clients(self) -> Path:
        """The folder with the keys of organisations."""
        return self.own / "clients"


@contextmanager
def scales(
    files: Files, register: Register, laws: Laws, pseudonyms: Pseudonyms
) -> Iterator[Scales]:
    """Scales whose stores are closed at the end, all in one thread."""
    sources = open_sources(files.stores, register.catalogue.sources)
    evidence = Evidence(files.stores / "evidence.sqlite")
    directory = Directory(files.stores / "directory.sqlite")
    try:
        yield Scales(
            laws=laws,
            sources=sources,
            evidence=evidence,
            directory=directory,
            pseudonyms=pseudonyms,
        )
    finally:
        for source in sources.values():
            source.close()
        evidence.close()
        directory.close()


@contextmanager
def room(files: Files, register: Register, laws: Laws, pseudonyms: Pseudonyms) -> Iterator[Room]:
    """What treats files, closed at the end, all in one thread."""
    with ExitStack() as stack:
        one = stack.enter_context(scales(files, register, laws, pseudonyms))
        opened = stack.enter_context
        directory = opened(closing(ManyInDirectory(files.stores / "directory.sqlite")))
        evidence = opened(closing(ManyInEvidence(files.stores / "evidence.sqlite")))
        lines = opened(closing(Lines(files.own / "lines.sqlite")))
        sources = {
            word: opened(closing(ManyInSource(source))) for word, source in one.sources.items()
        }
        yield Room(FileScales(one, directory, evidence, sources), lines)


@contextmanager
def reading(path: Path) -> Iterator[Journal]:
    """The journal, opened where it is read."""
    with Journal(path) as journal:
        yield journal


def open_gateway(
    files: Files,
    register: Register,
    issuer: str,
    clock: Callable[[], datetime],
    limits: Limits = Limits(),  # noqa: B008 - it never changes
) -> tuple[Gate, Starlette]:
    """The gateway at the address `issuer`, and its application; `clock` tells the aware instant at
    which questions are decided, `limits` how large a file may be."""
    files.clients.mkdir(parents=True, exist_ok=True)
    laws, meter, clients = Laws(register), Meter(), Clients(files.clients)
    pseudonyms = Pseudonyms(own_key(files.own / "pseudonym.key"))
    writer = OneByOne(lambda: Journal(files.journal, files.key))
    book = Book(writer, files.key, clock)
    desks = Desks(lambda: scales(files, register, laws, pseudonyms), DESKS)
    readers = Desks(lambda: reading(files.journal), 1)
    way = Way(laws, lists_of(register), desks, book, meter, clock)
    rooms = Desks(lambda: room(files, register, laws, pseudonyms), 1)
    gate = Gate(
        way,
        Doorkeeper(
            clients, Used(files.own / "used.sqlite"), frozenset({issuer, issuer + TOKEN_PATH})
        ),
        Tokens(issuer, own_key(files.own / "token.key"), clients),
        desks,
        readers,
        book,
        meter,
        FileWay(way, rooms, readers, limits),
    )
    return gate, build(gate, writer.close)


def own_key(path: Path) -> bytes:
    """The key in a file, made if it is not there; ValueError if others may read it."""
    if not path.exists():
        place = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(place, "wb") as file:
            file.write(secrets.token_bytes(KEY_BYTES))
    if path.stat().st_mode & 0o077:
        raise ValueError(f"others may read the key in {path}; try: chmod 600 {path}")
    return path.read_bytes()
