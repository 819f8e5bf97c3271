"""The world in which chapters are executed: everybody's people, the stores, two gateways.

Both gateways are the real ones, each behind uvicorn on a socket of the loopback, and decide as on
the day of the row. The second one knows its sources by HTTP addresses at which nobody listens.
"""

import secrets
import shutil
import socket
import sqlite3
import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from joserfc.jwk import OKPKey

from beraad.demo import population, sources
from beraad.demo.scenarios.cast import Cast, cast_of
from beraad.demo.scenarios.chapter import Chapter
from beraad.demo.scenarios.client import Client, new_key, register
from beraad.demo.scenarios.given import Giving
from beraad.exchange.server.opened import open_gateway
from beraad.exchange.server.stores import Files
from beraad.exchange.server.wire import server
from beraad.exchange.sources.settings import FILE
from beraad.journal.entry import Entry
from beraad.journal.keyfile import make_key
from beraad.journal.store import Journal
from beraad.law.expand import provisions
from beraad.law.provision import Provision
from beraad.law.register import Register

PERSONS, SEED = 400, 1
LOOPBACK = "127.0.0.1"
ORIGIN = "beraad.example/scenarios"
STORES = ("evidence", "directory")


@dataclass(slots=True)
class Clock:
    """What the gateways take for now."""

    at: datetime = datetime(2024, 1, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        """The instant that was set."""
        return self.at


@dataclass(frozen=True, slots=True)
class Running:
    """A gateway that runs, and somebody who speaks to it."""

    files: Files
    client: Client

    def entry(self, index: int) -> Entry:
        """An entry of its journal."""
        with Journal(self.files.journal) as journal:
            return journal.entry(index)

    def recorded(self, index: int) -> list[tuple[int, Entry]]:
        """An entry, and those of the same file, or that follow from the same mutation."""
        with Journal(self.files.journal) as journal:
            first = journal.entry(index)
            if not first.about or first.act.startswith("communication."):
                return [(index, first)]
            later = [(one.index, one.entry) for one in journal.read(after=index)]
            own = [one for one in later if first.about in follows(one[1])]
            return [(index, first), *own]


def follows(entry: Entry) -> tuple[object, ...]:
    """What an entry belongs to: what it is about, its file, its mutation."""
    return entry.about, entry.facts.get("file"), entry.facts.get("mutation")


@dataclass(frozen=True, slots=True)
class World:
    """All that rows are executed in. `casts` are by system."""

    home: Path
    register: Register
    casts: Mapping[str, Cast]
    clock: Clock
    gateway: Running
    silent: Running
    laws: tuple[Provision, ...] = field(repr=False)

    @property
    def stores(self) -> Path:
        """Where the stores lie."""
        return self.home / "sources"


@contextmanager
def open_world(
    home: Path, systems: Path, register: Register, chapters: Iterable[Chapter]
) -> Iterator[World]:
    """The world of these chapters, made in the folder `home`, which is empty or not there.

    ChapterError names a fact that cannot be given; SourceScriptError a source.sql that fails.
    """
    casts = make(home, systems, [*chapters])
    clock, keys = Clock(), {word: new_key(word) for word in register.catalogue.parties}
    with ExitStack() as stack:
        nobody = stack.enter_context(closing(bound()))
        make_silent(home, register, nobody.getsockname()[1])
        gateways = [
            stack.enter_context(running(home / own, home / stores, register, clock, keys))
            for own, stores in (("own", "sources"), ("own-silent", "silent"))
        ]
        laws = tuple(provisions(register))
        yield World(home, register, casts, clock, gateways[0], gateways[1], laws)


def settle(home: Path, systems: Path, chapters: list[Chapter]) -> dict[str, Cast]:
    """A home for `beraad gateway` with the people of these chapters; FileExistsError if there is
    something."""
    if home.exists() and any(home.iterdir()):
        raise FileExistsError(f"{home} is not empty; name a new folder")
    casts = make(home, systems, chapters)
    make_key(home / "journal.key", ORIGIN, secrets.token_bytes(32))
    return casts


def make(home: Path, systems: Path, chapters: list[Chapter]) -> dict[str, Cast]:
    """The population with the people of all chapters, and the stores; the casts by system."""
    population.write(home, PERSONS, SEED)
    with closing(sqlite3.connect(home / "population.sqlite")) as database, database:
        found = database.execute(
            "SELECT subject FROM persons UNION SELECT former FROM replaced "
            "UNION SELECT professional FROM professionals"
        )
        taken = {str(row[0]) for row in found}
        casts = {chapter.system: cast_of(chapter, taken) for chapter in chapters}
        for chapter in chapters:
            Giving(chapter, casts[chapter.system]).to_population(database)
    sources.build(home, systems)
    settings = [file.read_text(encoding="utf-8") for file in sorted(systems.glob(f"*/{FILE}"))]
    (home / "sources" / FILE).write_text("\n".join(settings), encoding="utf-8")
    for chapter in chapters:
        Giving(chapter, casts[chapter.system]).to_stores(home / "sources")
    return casts


def make_silent(home: Path, register: Register, port: int) -> None:
    """The folder of the second gateway: the same evidence and directory, and no source answers."""
    folder = home / "silent"
    folder.mkdir()
    for store in STORES:
        shutil.copy(home / "sources" / f"{store}.sqlite", folder)
    entries = [
        f'[{word}]\nurl = "http://{LOOPBACK}:{port}/{word}"\n'
        for word in sorted(register.catalogue.sources)
    ]
    (folder / FILE).write_text("\n".join(entries), encoding="utf-8")


@contextmanager
def running(
    own: Path, stores: Path, register_: Register, clock: Clock, keys: Mapping[str, OKPKey]
) -> Iterator[Running]:
    """A gateway to these stores, with a journal and a folder of its own."""
    own.mkdir()
    key = make_key(own / "journal.key", ORIGIN, secrets.token_bytes(32))
    files = Files(stores, own / "journal.db", key, own / "gateway")
    Journal(files.journal, key).close()
    register(files.clients, keys)
    listening = bound()
    address = f"http://{LOOPBACK}:{listening.getsockname()[1]}"
    _, app = open_gateway(files, register_, address, clock)
    serving = server(app, LOOPBACK, 0)
    thread = threading.Thread(target=serving.run, kwargs={"sockets": [listening]})
    thread.start()
    while not serving.started and thread.is_alive():
        time.sleep(0.01)
    try:
        with closing(Client(address, keys)) as client:
            yield Running(files, client)
    finally:
        serving.should_exit = True
        thread.join()


def bound() -> socket.socket:
    """A port of the loopback that is ours; nobody is heard there before it listens."""
    found = socket.socket()
    found.bind((LOOPBACK, 0))
    return found
