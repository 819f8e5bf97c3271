"""A gateway opened from its files: sources, evidence and directory, journal and keys.

    gateway/pseudonym.key    32 bytes, for pseudonyms in the journal
    gateway/token.key        32 bytes, for access tokens; see ring.py for how it is changed
    gateway/proxy.key        secrets of the proxy that ends TLS, if there is one
    gateway/clients/         the public keys of organisations, x.jwks.json; see clients.py
    gateway/used.sqlite      proofs of organisations that were used, unless in PostgreSQL

The folder `gateway` and its keys are made at the first start, readable by their owner alone.
"""

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
from beraad.exchange.server.assertion import Doorkeeper
from beraad.exchange.server.book import Book, OneByOne
from beraad.exchange.server.clients import Clients
from beraad.exchange.server.desks import Desks
from beraad.exchange.server.gate import Gate
from beraad.exchange.server.meter import Meter
from beraad.exchange.server.proxy import Proxy
from beraad.exchange.server.ring import Ring
from beraad.exchange.server.secret import own_key
from beraad.exchange.server.signature import Signatures
from beraad.exchange.server.tokens import Tokens
from beraad.exchange.server.used import Used
from beraad.exchange.server.way import Way
from beraad.exchange.source import open_sources
from beraad.journal.note import SigningKey
from beraad.journal.store import Journal
from beraad.law.register import Register
from beraad.register.shelf import lists_of

DESKS = 4
TOKEN_PATH = "/oauth/token"  # noqa: S105 - an address


@dataclass(frozen=True, slots=True)
class Files:
    """Where things lie: the stores, the journal and its key, and the gateway's own folder.

    `used` is the `postgresql://` URL of the used proofs, where several machines share them.
    """

    stores: Path
    journal: Path
    key: SigningKey
    own: Path
    used: str = ""

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
    used = Used(files.used or files.own / "used.sqlite")
    writer = OneByOne(lambda: Journal(files.journal, files.key))
    book = Book(writer, files.key, clock)
    desks = Desks(lambda: scales(files, register, laws, pseudonyms), DESKS)
    gate = Gate(
        Way(laws, lists_of(register), desks, book, meter, clock),
        Doorkeeper(clients, used, frozenset({issuer, issuer + TOKEN_PATH})),
        Signatures(clients, used, issuer),
        Proxy(files.own / "proxy.key"),
        Tokens(issuer, Ring(files.own), clients),
        desks,
        Desks(lambda: reading(files.journal), 1),
        book,
        meter,
    )
    return gate, build(gate, writer.close)
