"""The gateway is killed between the entry of a notification and its telling, or after it: whoever
is to hear of it does, under the same place, and the journal has each delivery."""

import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, suppress
from pathlib import Path

import httpx
import pytest

from beraad.journal.store import Journal
from beraad.report.happened import once
from tests.exchange.mutation.receiver import Receiver, configure, receiving
from tests.exchange.mutation.world import (
    MUTATIONS_CLAUSES,
    SOURCE,
    integrate,
    mutation,
    subjects,
)
from tests.exchange.server.running import DYING, Running, kept, new_home, running
from tests.exchange.world import SYSTEMS

DIES = DYING + "from beraad.exchange.server import post, postman\n"


@pytest.fixture
def home(built: Path, tmp_path: Path) -> Path:
    """A folder with the law of the tests, and somebody whom the pensions service knows."""
    home = new_home(built, tmp_path)
    (home / "clauses.md").write_text(MUTATIONS_CLAUSES)
    integrate(home, subjects(home)[0], "fpd")
    return home


@pytest.fixture
def receiver(tmp_path: Path) -> Iterator[Receiver]:
    with receiving(tmp_path) as receiver:
        yield receiver


def started(stack: ExitStack, home: Path, before: str = "") -> Running:
    law = ("--register", str(SYSTEMS), "--register", str(home / "clauses.md"))
    return stack.enter_context(running(home, *law, before=before))


def publish(gateway: Running) -> None:
    body = {"source": SOURCE, "mutations": [mutation(subjects(gateway.home)[0], number="one")]}
    headers = gateway.headers("cbss")
    with suppress(httpx.TransportError):  # it may die before it answers
        answer = gateway.client.post("/v1/publish", json=body, headers=headers)
        assert answer.status_code == 200


def pulled(gateway: Running) -> list[int]:
    answer = gateway.client.get("/v1/notifications", headers=gateway.headers("fpd"))
    return [one["place"] for one in answer.json()["notifications"]]


def deliveries(home: Path) -> list[object]:
    """The deliveries of the journal, which verifies; it counts them as one communication."""
    kept(home, home / "journal.db")
    with Journal(home / "journal.db") as journal:
        found = list(journal.read(act="communication.permitted"))
        assert len(list(once(found))) == 1
        assert len(list(journal.read(act="mutation.published"))) == 1
    return [one.entry.facts["delivery"] for one in found]


PULLS = ["dying(post.Post, 'put_away', 1)", "dying(post, 'told', 1)"]


@pytest.mark.parametrize("spoiled", PULLS)
def test_killed_between_the_entry_and_the_telling_it_is_told_when_asked_again(
    home: Path, spoiled: str
):
    with ExitStack() as stack:
        gateway = started(stack, home, DIES + spoiled)
        publish(gateway)
        with pytest.raises(httpx.TransportError):
            pulled(gateway)
        again = started(stack, home)
        assert pulled(again) == [1]
        body, headers = {"places": [1]}, again.headers("fpd")
        again.client.post("/v1/notifications/ack", json=body, headers=headers)
        assert pulled(again) == []
    assert deliveries(home) == [1, 2]


WEBHOOKS = [
    # where it dies, how often the receiver hears of it
    ("dying(postman.Postman, 'send', 1)", 1),
    ("dying(postman.Postman, 'settle', 1)", 2),
]


@pytest.mark.parametrize(("spoiled", "times"), WEBHOOKS)
def test_killed_before_or_after_it_was_sent_a_webhook_gets_it_under_the_same_number(
    home: Path, receiver: Receiver, tmp_path: Path, spoiled: str, times: int
):
    with ExitStack() as stack:
        gateway = started(stack, home, DIES + spoiled)
        configure(home / "gateway" / "webhooks", "fpd", receiver, tmp_path)
        publish(gateway)
        gateway.process.wait(20)
        with closing(sqlite3.connect(home / "gateway" / "queue.sqlite")) as queue:
            queue.execute("UPDATE lease SET until = 0")  # the time of the one who died is over
            queue.commit()
        again = started(stack, home)
        for _ in range(times):
            receiver.came.get(timeout=20)
        while pulled(again):  # it may not have been settled yet
            pass
    assert set(receiver.numbers) == {"fpd.1"}
    assert receiver.places == [1] * times
    assert deliveries(home)[:2] == [1, 2]


def test_killed_while_it_publishes_a_mutation_counts_once(home: Path):
    with ExitStack() as stack:
        publish(started(stack, home, DIES + "dying(post.Post, 'record', 1)"))
        again = started(stack, home)
        publish(again)
        assert pulled(again) == [1]
    assert deliveries(home) == [1]
