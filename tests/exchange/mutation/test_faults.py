"""A full disk, and two gateways on one queue: each mutation counts once, and is told in order."""

import resource
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from beraad.journal.store import Journal
from tests.exchange.mutation.receiver import Receiver, configure, receiving
from tests.exchange.mutation.world import (
    MUTATIONS_CLAUSES,
    SOURCE,
    integrate,
    mutation,
    subjects,
)
from tests.exchange.server.running import Running, kept, new_home, running
from tests.exchange.world import SYSTEMS

COUNT = 24


@pytest.fixture
def home(built: Path, tmp_path: Path) -> Path:
    """A folder with the law of the tests, and three persons whom the pensions service knows."""
    home = new_home(built, tmp_path)
    (home / "clauses.md").write_text(MUTATIONS_CLAUSES)
    for ssin in subjects(home)[:3]:
        integrate(home, ssin, "fpd")
    return home


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


@pytest.fixture
def receiver(tmp_path: Path) -> Iterator[Receiver]:
    with receiving(tmp_path) as receiver:
        yield receiver


def started(stack: ExitStack, home: Path) -> Running:
    law = ("--register", str(SYSTEMS), "--register", str(home / "clauses.md"))
    return stack.enter_context(running(home, *law))


def publish(gateway: Running, number: int, headers: dict[str, str]) -> int:
    """The status of the n-th mutation, about each person in turn."""
    ssin, when = subjects(gateway.home)[number % 3], f"2024-09-30T10:00:{number:02}Z"
    body = {"source": SOURCE, "mutations": [mutation(ssin, number=f"m-{number}", occurred=when)]}
    return gateway.client.post("/v1/publish", json=body, headers=headers).status_code


def assert_each_once_and_in_order(home: Path, told: list[dict[str, Any]]) -> None:
    """What was told and what the journal, which verifies, has of it."""
    kept(home, home / "journal.db")
    assert sorted(one["place"] for one in told) == list(range(1, COUNT + 1))
    for ssin in subjects(home)[:3]:
        instants = [one["occurred"] for one in told if one["subject"] == ssin]
        assert instants == sorted(instants)
        assert len(instants) == COUNT // 3
    with Journal(home / "journal.db") as journal:
        names = [one.entry.about for one in journal.read(act="mutation.published")]
    assert len(set(names)) == len(names) == COUNT


def test_where_the_disk_is_full_a_mutation_is_refused_and_counts_once_afterwards(
    home: Path, stack: ExitStack
):
    gateway = started(stack, home)
    source, fpd = gateway.headers("cbss"), gateway.headers("fpd")
    assert publish(gateway, 0, source) == 200
    pid, most = gateway.process.pid, resource.RLIM_INFINITY
    limit = max(file.stat().st_size for file in home.glob("journal.db*")) + 8_000
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (limit, most))
    statuses = [publish(gateway, number, source) for number in range(1, COUNT)]
    assert 503 in statuses
    full = gateway.client.get("/v1/notifications", headers=fpd)
    assert full.status_code in (200, 503)
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (most, most))
    assert {publish(gateway, number, source) for number in range(COUNT)} == {200}
    told = gateway.client.get("/v1/notifications", headers=fpd).json()["notifications"]
    assert_each_once_and_in_order(home, told)
    assert "Traceback" not in gateway.log.read_text()


def test_two_gateways_on_one_queue_tell_each_notification_once_and_in_order(
    home: Path, stack: ExitStack, receiver: Receiver, tmp_path: Path
):
    gateways = [started(stack, home) for _ in range(2)]
    configure(home / "gateway" / "webhooks", "fpd", receiver, tmp_path)
    headers = [gateway.headers("cbss") for gateway in gateways]
    for number in range(COUNT):
        assert publish(gateways[number % 2], number, headers[number % 2]) == 200
    for _ in range(COUNT):
        receiver.came.get(timeout=20)
    assert receiver.came.empty()
    assert_each_once_and_in_order(home, receiver.told)
