"""Scales for files beside the gateway for one person, and a gateway that takes files over HTTP."""

import csv
import io
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from beraad.exchange.files.rules import Limits
from beraad.exchange.files.weigh import FileScales
from beraad.exchange.gateway import Gateway
from beraad.exchange.server.opened import open_gateway
from beraad.exchange.server.stores import Files
from beraad.exchange.server.wire import server
from beraad.journal.store import Journal
from beraad.law.register import Register
from tests.exchange.conftest import KEY
from tests.exchange.server.caller import Caller, register_keys
from tests.exchange.server.conftest import files, journal_place, stage  # noqa: F401 - fixtures
from tests.exchange.world import BEFORE, moment, read

QUESTION: dict[str, Any] = {
    "recipient": "municipality-beukendaal",
    "source": "buffer-database",
    "purpose": "supplementary-rights",
    "fields": ["status.increased_allowance", "status.living_wage", "status.reference_date"],
}
SMALL = Limits(most_lines=100_000, most_bytes=2_000_000, chunk=100, patience=1.0)


@pytest.fixture
def file_scales(gateway: Gateway) -> FileScales:
    return FileScales(gateway)


@pytest.fixture
def persons(home: Path) -> list[str]:
    """Persons who were born before the day of the questions."""
    query = "SELECT subject FROM persons WHERE birth_date < '2024-01-01' ORDER BY subject"
    return [row[0] for row in read(home / "population.sqlite", query)]


@dataclass
class Live:
    """A gateway that listens, and what it wrote."""

    client: httpx.Client
    places: Files
    headers: dict[str, str]

    def send(
        self, numbers: list[str], question: dict[str, Any] | None = None, **headers: str
    ) -> httpx.Response:
        """A CSV file of numbers."""
        asked = {"Content-Type": "text/csv", "Beraad-Question": json.dumps(question or QUESTION)}
        body = "".join(f"{one}\n" for one in numbers).encode()
        return self.client.post("/v1/files", content=body, headers=self.headers | asked | headers)

    @property
    def entries(self) -> list[tuple[str, dict[str, Any]]]:
        """Act and facts of every entry."""
        with Journal(self.places.journal) as journal:
            return [(one.entry.act, dict(one.entry.facts)) for one in journal.read()]

    def until(self, act: str) -> dict[str, Any]:
        """The facts of the last entry, once it is of this act."""
        end = time.monotonic() + 60
        while time.monotonic() < end:
            if (last := self.entries[-1])[0] == act:
                return last[1]
            time.sleep(0.05)
        raise AssertionError(f"no {act} but {[each for each, _ in self.entries]}")


@pytest.fixture
def live(files: Files, register: Register) -> Iterator[Live]:  # noqa: F811 - the fixture
    with listening(files, register) as one:
        yield one


@contextmanager
def listening(places: Files, register: Register) -> Iterator[Live]:
    """A gateway on a free port of this machine, with small limits."""
    Journal(places.journal, KEY).close()
    _, app = open_gateway(
        places, register, "http://gateway.test", lambda: moment(BEFORE), limits=SMALL
    )
    running = server(app, "127.0.0.1", 0)
    thread = threading.Thread(target=running.run)
    thread.start()
    try:
        while not running.started:
            time.sleep(0.01)
        port = running.servers[0].sockets[0].getsockname()[1]
        caller = Caller(QUESTION["recipient"], address="http://gateway.test/oauth/token")
        register_keys(places.clients, caller.organisation, caller.key)
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
            yield Live(client, places, caller.headers(client))
    finally:
        running.should_exit = True
        thread.join(30)


def rows_in(answer: httpx.Response) -> list[dict[str, str]]:
    """The rows of an answer in CSV."""
    return list(csv.DictReader(io.StringIO(answer.text)))
