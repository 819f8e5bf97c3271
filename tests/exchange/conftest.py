"""A gateway to the sources of a thousand simulated persons, under the register of the systems."""

import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TypeAlias

import pytest

from beraad.demo.population import build
from beraad.exchange.database import Place
from beraad.exchange.directory import Directory
from beraad.exchange.evidence import Evidence
from beraad.exchange.gateway import Gateway
from beraad.exchange.laws import Laws
from beraad.exchange.pseudonym import Pseudonyms
from beraad.exchange.sources import open_sources
from beraad.journal.note import SigningKey
from beraad.journal.store import Journal
from beraad.law.load import load
from beraad.law.register import Register
from beraad.register.shelf import find_files
from tests.exchange.engines import MADE, Engine, drop
from tests.exchange.world import MIRRORS, REGISTERS_CLAUSE, SYSTEMS
from tests.postgres import Cluster, postgres

__all__ = ["postgres"]  # the fixture

Places: TypeAlias = Mapping[str, Place]
DONE: list[tuple[Cluster, str]] = []
MOST_DONE = 20
KEY = SigningKey("beraad.example/exchange", bytes(range(32)))


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Population and stores, made once; nobody writes here."""
    home = tmp_path_factory.mktemp("built")
    build(home, 1_000, 1, SYSTEMS)
    return home


@pytest.fixture(scope="session")
def register() -> Register:
    return load({**find_files([SYSTEMS]), "registers-test.md": REGISTERS_CLAUSE.encode()})


@pytest.fixture(autouse=True)
def no_databases_pile_up() -> Iterator[None]:
    """What tests made in PostgreSQL goes, twenty at a time, since each time is a checkpoint; what
    their session or module made stays."""
    before = len(MADE)
    yield
    DONE.extend(MADE[before:])
    del MADE[before:]
    if len(DONE) >= MOST_DONE:
        for one in DONE:
            drop(*one)
        DONE.clear()


@pytest.fixture
def home(built: Path, tmp_path: Path) -> Path:
    """A copy that a test may change."""
    return Path(shutil.copytree(built, tmp_path / "home"))


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    with Journal(tmp_path / "journal.sqlite", KEY) as journal:
        yield journal


@pytest.fixture
def places(home: Path) -> Places:
    """Where evidence and directory are."""
    return {name: home / "sources" / f"{name}.sqlite" for name in ("evidence", "directory")}


@pytest.fixture
def gateway(home: Path, places: Places, register: Register, journal: Journal) -> Iterator[Gateway]:
    stores = home / "sources"
    gateway = Gateway(
        laws=Laws(register),
        sources=open_sources(stores, register.catalogue.sources),
        evidence=Evidence(places["evidence"]),
        directory=Directory(places["directory"]),
        journal=journal,
        pseudonyms=Pseudonyms(b"a key for tests of thirty-two by"),
    )
    yield gateway
    for source in gateway.sources.values():
        source.close()
    gateway.evidence.close()
    gateway.directory.close()


def engine_of(request: pytest.FixtureRequest, factory: pytest.TempPathFactory) -> Engine:
    """The engine that a parametrised fixture asks for; PostgreSQL is started if need be."""
    name = request.param
    cluster = request.getfixturevalue("postgres") if name == "postgres" else None
    return Engine(name, factory.mktemp(name), cluster)


@pytest.fixture(scope="session", params=["sqlite", "duckdb", "parquet", "postgres"])
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """Each engine that a source may have."""
    return engine_of(request, tmp_path_factory)


@pytest.fixture(scope="session", params=["sqlite", "postgres"])
def store_engine(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Engine:
    """Each engine that evidence and directory may have."""
    return engine_of(request, tmp_path_factory)


@pytest.fixture
def everywhere(home: Path, store_engine: Engine) -> Iterator[Places]:
    """Evidence and directory on each engine; what a test changes in the files changes there."""
    files = {name: home / "sources" / f"{name}.sqlite" for name in ("evidence", "directory")}
    copies = {name: store_engine.copy(path) for name, path in files.items()}
    mirrors = {files[name]: url for name, url in copies.items() if isinstance(url, str)}
    MIRRORS.update(mirrors)
    yield copies
    for path in mirrors:
        del MIRRORS[path]
