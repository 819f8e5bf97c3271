"""A gateway to the sources of a thousand simulated persons, in process and as a process."""

import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from beraad.exchange.server.gate import Gate
from beraad.exchange.server.opened import open_gateway
from beraad.exchange.server.stores import Files
from beraad.journal.store import Journal
from beraad.law.register import Register
from tests.exchange.conftest import KEY
from tests.exchange.server.caller import ADDRESS, Caller, register_keys
from tests.exchange.world import BEFORE, moment, patient_of
from tests.postgres import Cluster, emptied, postgres

__all__ = ["postgres"]  # the fixture

with warnings.catch_warnings():  # Starlette asks for httpx2, which schemathesis does not take yet
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient


@dataclass
class Stage:
    """A gateway under test, whom it knows, and where its files lie."""

    client: TestClient
    gate: Gate
    files: Files
    home: Path

    def caller(self, organisation: str) -> Caller:
        """An organisation whose key is registered."""
        caller = Caller(organisation)
        register_keys(self.files.clients, organisation, caller.key)
        return caller

    def headers(self, organisation: str = "practice") -> dict[str, str]:
        """A token of an organisation."""
        return self.caller(organisation).headers(self.client)

    @property
    def entries(self) -> list[tuple[str, dict[str, object]]]:
        """Act and facts of every entry."""
        with Journal(self.files.journal) as journal:
            return [(one.entry.act, dict(one.entry.facts)) for one in journal.read()]


@pytest.fixture
def journal_place(request: pytest.FixtureRequest, tmp_path: Path) -> Path | str:
    """Where the journal is."""
    if getattr(request, "param", "sqlite") == "sqlite":
        return tmp_path / "journal.db"
    cluster: Cluster = request.getfixturevalue("postgres")
    return emptied(cluster)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """In a module that says so, whatever asks for a journal is tested on both engines."""
    marks = metafunc.definition.iter_markers("parametrize")
    given = any(mark.args[0] == "journal_place" for mark in marks)
    both = getattr(metafunc.module, "ON_BOTH_ENGINES", False)
    if both and not given and "journal_place" in metafunc.fixturenames:
        metafunc.parametrize("journal_place", ["sqlite", "postgres"], indirect=True)


@pytest.fixture
def files(home: Path, tmp_path: Path, journal_place: Path | str) -> Files:
    """As one setting says: all in files, or all in one database."""
    shared = journal_place if isinstance(journal_place, str) else ""
    return Files(home / "sources", journal_place, KEY, tmp_path / "gateway", shared=shared)


@pytest.fixture
def stage(home: Path, files: Files, register: Register) -> Iterator[Stage]:
    Journal(files.journal, KEY).close()
    gate, app = open_gateway(files, register, ADDRESS, lambda: moment(BEFORE))
    with TestClient(app, base_url=ADDRESS) as client:
        yield Stage(client, gate, files, home)


@pytest.fixture
def patient(home: Path) -> tuple[str, str]:
    """A patient and a general practitioner who may see what was dispensed."""
    return patient_of(home, "general-practitioner", BEFORE)
