"""A gateway opened from its files: sources, evidence and directory, journal and keys.

    gateway/pseudonym.key    32 bytes, for pseudonyms in the journal
    gateway/token.key        32 bytes, for access tokens
    gateway/clients/         the public keys of organisations, x.jwks.json
    gateway/used.sqlite      proofs of organisations that were used

The folder `gateway` and its keys are made at the first start, readable by their owner alone.
"""

import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from starlette.applications import Starlette

from beraad.exchange.directory import Directory
from beraad.exchange.evidence import Evidence
from beraad.exchange.gateway import Scales
from beraad.exchange.laws import Laws
from beraad.exchange.pseudonym import Pseudonyms
from beraad.exchange.server.app import build
from beraad.exchange.server.assertion import Doorkeeper, Used
from beraad.exchange.server.book import Book, OneByOne
from beraad.exchange.server.clients import Clients
from beraad.exchange.server.desks import Desks
from beraad.exchange.server.gate import Gate
from beraad.exchange.server.meter import Meter
from beraad.exchange.server.tokens import Tokens
from beraad.exchange.server.way import Way
from beraad.exchange.sources import Connections
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
def scales(connections: Connections, laws: Laws, pseudonyms: Pseudonyms) -> Iterator[Scales]:
    """Scales whose stores are closed at the end, all in one thread."""
    sources = connections.open()
    evidence = Evidence(connections.place("evidence"))
    directory = Directory(connections.place("directory"))
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
def reading(path: Path) -> Iterator[Journal]:
    """The journal, opened where it is read."""
    with Journal(path) as journal:
        yield journal


def open_gateway(
    files: Files, register: Register, issuer: str, clock: Callable[[], datetime]
) -> tuple[Gate, Starlette]:
    """The gateway at the address `issuer`, and its application; `clock` tells the aware instant at
    which questions are decided."""
    files.clients.mkdir(parents=True, exist_ok=True)
    laws, meter, clients = Laws(register), Meter(), Clients(files.clients)
    pseudonyms = Pseudonyms(own_key(files.own / "pseudonym.key"))
    writer = OneByOne(lambda: Journal(files.journal, files.key))
    book = Book(writer, files.key, clock)
    connections = Connections(files.stores, register.catalogue.sources)
    desks = Desks(lambda: scales(connections, laws, pseudonyms), DESKS)
    gate = Gate(
        Way(laws, lists_of(register), desks, book, meter, clock),
        Doorkeeper(
            clients, Used(files.own / "used.sqlite"), frozenset({issuer, issuer + TOKEN_PATH})
        ),
        Tokens(issuer, own_key(files.own / "token.key"), clients),
        desks,
        Desks(lambda: reading(files.journal), 1),
        book,
        meter,
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
