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

    `used` is the `postgresql://` URL of the used proofs, where several machines share them;
    `queue` the path or `postgresql://` URL of the queue of mutations, if not in that folder.
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
        closing(Lines(files.own / "lines.sqlite")) as lines,
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
