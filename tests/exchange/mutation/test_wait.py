"""A recipient waits for news: it is answered when there are some, and not kept waiting for ever."""

import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from beraad.exchange.server.post import LOOK
from beraad.journal.store import Journal
from tests.exchange.mutation.world import (
    MUTATIONS_CLAUSES,
    SOURCE,
    Party,
    integrate,
    mutation,
    subjects,
)
from tests.exchange.server.conftest import Stage
from tests.exchange.server.running import Running, new_home, running
from tests.exchange.world import SYSTEMS

NOTHING = {"notifications": [], "more": False, "next": 0}


@pytest.fixture
def person(stage: Stage) -> str:
    found = subjects(stage.home)[0]
    integrate(stage.home, found, "fpd")
    return found


def test_who_waits_hears_of_what_comes_meanwhile(
    stage: Stage, person: str, cbss: Party, fpd: Party
):
    stage.gate.post.patience = 600.0  # whoever is answered was answered for the news
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(fpd.pull, wait=30)
        with pytest.raises(TimeoutError):
            waiting.result(0.3)
        cbss.publish(mutation(person))
        assert [one["place"] for one in waiting.result(20).json()["notifications"]] == [1]
    assert fpd.pull(wait=30).json()["next"] == 1  # what waits already is told at once


@pytest.mark.parametrize(("wait", "patience"), [(0, 30.0), (1, 30.0), (30, 0.2)])
def test_where_nothing_comes_it_is_told_so_in_the_end(
    stage: Stage, fpd: Party, wait: int, patience: float
):
    stage.gate.post.patience = patience
    assert fpd.pull(wait=wait).json() == NOTHING
    assert stage.entries == []


@pytest.mark.parametrize("wait", [-1, 31, 10**9])
def test_nobody_waits_without_bound(fpd: Party, wait: int):
    answer = fpd.pull(wait=wait)
    assert (answer.status_code, answer.json()["faults"][0]["pointer"]) == (422, "/wait")


@pytest.fixture
def gateway(built: Path, tmp_path: Path) -> Iterator[Running]:
    """A process of its own, under the law of the tests."""
    home = new_home(built, tmp_path)
    (home / "clauses.md").write_text(MUTATIONS_CLAUSES)
    integrate(home, subjects(home)[0], "fpd")
    law = ("--register", str(SYSTEMS), "--register", str(home / "clauses.md"))
    with running(home, *law) as found:
        yield found


def test_nothing_is_recorded_as_told_to_who_does_not_listen_any_more(gateway: Running):
    headers, source = gateway.headers("fpd"), gateway.headers("cbss")
    with pytest.raises(httpx.ReadTimeout):
        gateway.client.get("/v1/notifications?wait=30", headers=headers, timeout=0.5)
    time.sleep(2 * LOOK)
    body = {"source": SOURCE, "mutations": [mutation(subjects(gateway.home)[0])]}
    assert gateway.client.post("/v1/publish", json=body, headers=source).status_code == 200
    time.sleep(2 * LOOK)
    with Journal(gateway.home / "journal.db") as journal:
        assert [one.entry.act for one in journal.read()] == ["mutation.published"]


def test_a_gateway_that_stops_answers_who_waits_and_does_not_wait_for_them(gateway: Running):
    with ThreadPoolExecutor(1) as pool:
        headers = gateway.headers("fpd")
        waiting = pool.submit(gateway.client.get, "/v1/notifications?wait=30", headers=headers)
        with pytest.raises(TimeoutError):
            waiting.result(1)
        gateway.process.send_signal(signal.SIGTERM)
        assert waiting.result(5).json() == NOTHING
        gateway.process.wait(9)
    assert "Traceback" not in gateway.log.read_text()
