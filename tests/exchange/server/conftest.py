"""A gateway to the sources of a thousand simulated persons, in process and as a process."""

import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from beraad.exchange.server.gate import Gate
from beraad.exchange.server.opened import Files, open_gateway
from beraad.journal.store import Journal
from beraad.law.register import Register
from tests.exchange.conftest import KEY
from tests.exchange.server.caller import ADDRESS, Caller, register_keys
from tests.exchange.world import BEFORE, moment, patient_of

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
def files(home: Path, tmp_path: Path) -> Files:
    return Files(home / "sources", tmp_path / "journal.db", KEY, tmp_path / "gateway")


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
