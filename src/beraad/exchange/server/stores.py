"""The stores of a gateway, opened where they are used: in one thread, closed at the end."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from beraad.exchange.connected import Connected
from beraad.exchange.directory import Directory
from beraad.exchange.evidence import Evidence
from beraad.exchange.files.lines import Lines
from beraad.exchange.files.weigh import FileScales
from beraad.exchange.gateway import Scales
from beraad.exchange.laws import Laws
from beraad.exchange.pseudonym import Pseudonyms
from beraad.exchange.reading import Haste
from beraad.exchange.server.desks import Desks
from beraad.exchange.server.file_way import Room
from beraad.exchange.server.front import Front
from beraad.exchange.sources import Connections
from beraad.journal.note import SigningKey
from beraad.journal.store import Journal
from beraad.law.register import Register

DESKS = 4
PATIENCE = 2.0
"""Seconds that a question waits for a store in which somebody writes."""


@dataclass(frozen=True, slots=True)
class Files:
    """Where things lie: the stores, the journal and its key, and the gateway's own folder.

    `shared` is the `postgresql://` URL of a database that takes the place of the files of that
    folder: used proofs, queue, promised answers, lines. So several gateways share them. `used` and
    `queue` say of these two that they are elsewhere.
    """

    stores: Path
    journal: Path | str
    key: SigningKey
    own: Path
    used: str = ""
    queue: str = ""
    shared: str = ""

    @property
    def clients(self) -> Path:
        """The folder with the keys of organisations."""
        return self.own / "clients"

    def place(self, kept: str) -> str:
        """Where `used`, `queue`, `answers` or `lines` are kept: a path or URL."""
        set_apart = {"used": self.used, "queue": self.queue}.get(kept, "")
        return set_apart or self.shared or str(self.own / f"{kept}.sqlite")


def connected(files: Files, register: Register) -> Connections:
    """How the stores are reached; SettingsError if that is told of a source that nobody knows."""
    connections = Connections(files.stores)
    connections.check(register.catalogue.sources)
    return connections


@contextmanager
def scales(
    connections: Connections,
    laws: Laws,
    pseudonyms: Pseudonyms,
    wait: float | Haste = PATIENCE,
) -> Iterator[Scales]:
    """Scales with stores of their own."""
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
def room(
    files: Files, connections: Connections, laws: Laws, pseudonyms: Pseudonyms
) -> Iterator[Room]:
    """What treats files of many persons, with stores of its own."""
    with (
        scales(connections, laws, pseudonyms) as one,
        closing(Lines(files.place("lines"))) as lines,
    ):
        yield Room(FileScales(one), lines)


def open_front(connections: Connections, laws: Laws, pseudonyms: Pseudonyms) -> Front:
    """Where questions are weighed, at once or at a desk."""
    haste, desks = Haste(), Desks(lambda: scales(connections, laws, pseudonyms), DESKS)
    return Front(scales(connections, laws, pseudonyms, haste), haste, desks)


@contextmanager
def reading(place: Path | str) -> Iterator[Journal]:
    """The journal, opened where it is read."""
    with Journal(place) as journal:
        yield journal
