"""A gateway whose clock a test can set, and institutions that hear of mutations."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest

from beraad.exchange.server.opened import Files, open_gateway
from beraad.journal.store import Journal
from beraad.law.load import load
from beraad.law.register import Register
from beraad.register.shelf import find_files
from tests.exchange.conftest import KEY
from tests.exchange.mutation.world import MUTATIONS_CLAUSES, Party, party
from tests.exchange.server.caller import ADDRESS
from tests.exchange.server.conftest import Stage, TestClient, files, journal_place
from tests.exchange.world import BEFORE, SYSTEMS, moment
from tests.postgres import Cluster, postgres

__all__ = ["files", "journal_place", "postgres"]  # the fixtures


@dataclass
class Clock:
    """The instant at which questions are decided, and the seconds by which the queue waits."""

    at: datetime
    seconds: float


@pytest.fixture
def clock() -> Clock:
    return Clock(moment(BEFORE), 1_000_000_000.0)


@pytest.fixture(scope="session")
def register() -> Register:
    return load({**find_files([SYSTEMS]), "mutations-test.md": MUTATIONS_CLAUSES.encode()})


@pytest.fixture
def stage(home: Path, files: Files, register: Register, clock: Clock) -> Iterator[Stage]:
    Journal(files.journal, KEY).close()
    gate, app = open_gateway(files, register, ADDRESS, lambda: clock.at)
    gate.post.seconds = lambda: clock.seconds
    with TestClient(app, base_url=ADDRESS) as client:
        yield Stage(client, gate, files, home)


@pytest.fixture
def cbss(stage: Stage) -> Party:
    """The manager of the registers."""
    return party(stage, "cbss")


@pytest.fixture
def fpd(stage: Stage) -> Party:
    """The pensions service: hears of address and civil status."""
    return party(stage, "fpd")


@pytest.fixture
def nemo(stage: Stage) -> Party:
    """The employment office: hears of the address of who is not in the National Register."""
    return party(stage, "nemo")


@pytest.fixture
def nisse(stage: Stage) -> Party:
    """The institute of the self-employed: hears of the address from December on."""
    return party(stage, "nisse")


def emptied(cluster: Cluster) -> str:
    """The URL of the database, without a queue."""
    import psycopg

    with psycopg.connect(cluster.url(), autocommit=True) as database:
        database.execute("SET client_min_messages = warning")
        database.execute("DROP SCHEMA IF EXISTS mutation CASCADE")
    return cluster.url()


@pytest.fixture(params=["sqlite", "postgres"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a queue may come: each test that asks runs on both engines."""
    if request.param == "postgres":
        return emptied(request.getfixturevalue("postgres"))
    return str(tmp_path / "queue.sqlite")
