"""A crash at each step of a publication: noted, recorded, marked. What was left behind goes on."""

from datetime import datetime

import pytest

from beraad.exchange.mutation.publication import Reported, plan
from beraad.exchange.mutation.queue import Planned
from beraad.exchange.server.tending import LEFT_BEHIND, tend
from beraad.journal.store import Journal, JournalError
from tests.exchange.mutation.conftest import Clock
from tests.exchange.mutation.world import (
    ADDRESS,
    CIVIL,
    SOURCE,
    WHEN,
    Party,
    integrate,
    mutation,
    subjects,
)
from tests.exchange.server.conftest import Stage


@pytest.fixture
def subject(stage: Stage) -> str:
    ssin = subjects(stage.home)[0]
    integrate(stage.home, ssin, "fpd")
    return ssin


def noted(stage: Stage, subject: str, number: str = "left") -> Planned:
    """A mutation noted by a process that was killed before it recorded it."""
    post, at = stage.gate.post, stage.gate.way.clock()
    reported = [Reported(number, subject, (ADDRESS,), datetime.fromisoformat(WHEN))]

    async def note() -> Planned:
        (one,) = await post.weighing(
            lambda scales: plan(scales, SOURCE, reported, post.known, post.seal, at)
        )
        await post.queue(lambda queue: queue.note([one], post.seconds()))
        return one

    assert stage.client.portal is not None
    return stage.client.portal.call(note)


def tended(stage: Stage) -> None:
    assert stage.client.portal is not None
    stage.client.portal.call(tend, stage.gate.post)


def published(stage: Stage) -> int:
    return [act for act, _ in stage.entries].count("mutation.published")


def test_noted_and_not_recorded_it_is_recorded_and_told(
    stage: Stage, subject: str, fpd: Party, clock: Clock
):
    noted(stage, subject)
    assert (fpd.heard(), published(stage)) == ([], 0)
    tended(stage)
    assert published(stage) == 0  # perhaps somebody is still at it
    clock.seconds += LEFT_BEHIND
    tended(stage)
    assert (len(fpd.heard()), published(stage)) == (1, 1)


def test_recorded_and_not_marked_it_is_not_recorded_again(
    stage: Stage, subject: str, fpd: Party, clock: Clock
):
    one = noted(stage, subject)
    assert stage.client.portal is not None
    stage.client.portal.call(stage.gate.book.append, one.entry)
    clock.seconds += LEFT_BEHIND
    tended(stage)
    assert (len(fpd.heard()), published(stage)) == (1, 1)


def test_whoever_publishes_it_again_does_not_wait_for_that(
    stage: Stage, subject: str, cbss: Party, fpd: Party
):
    noted(stage, subject, "again")
    answer = cbss.publish(mutation(subject, number="again"), mutation(subject, CIVIL))
    assert answer.status_code == 200
    assert [one["place"] for one in fpd.heard()] == [1, 2]
    assert published(stage) == 2


def test_what_came_later_waits_for_what_was_left_behind(
    stage: Stage, subject: str, cbss: Party, fpd: Party, clock: Clock
):
    noted(stage, subject)
    cbss.publish(mutation(subject, CIVIL))
    assert fpd.heard() == []
    clock.seconds += LEFT_BEHIND
    tended(stage)
    assert [one["changed"] for one in fpd.heard()] == [[ADDRESS], [CIVIL]]


def test_a_journal_that_is_down_is_told_and_nothing_is_seen_until_it_is_up_again(
    stage: Stage, subject: str, cbss: Party, fpd: Party, monkeypatch: pytest.MonkeyPatch
):
    body = mutation(subject, number="down")

    def down(*given: object) -> None:
        raise JournalError("the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(Journal, "append", down)
        answer = cbss.publish(body)
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
        assert fpd.heard() == []
    assert cbss.publish(body).status_code == 200
    assert len(fpd.heard()) == 1
    assert published(stage) == 1


def test_a_queue_that_is_down_is_told_and_nothing_is_recorded(
    stage: Stage, subject: str, cbss: Party, fpd: Party
):
    queues = stage.gate.post.queues
    assert stage.client.portal is not None
    stage.client.portal.call(
        queues.ask, lambda queue: queue._store.run("ALTER TABLE counter RENAME TO gone")
    )
    answer = cbss.publish(mutation(subject))
    assert answer.status_code == 503
    assert answer.json()["type"] == "urn:beraad:problem:queue-down"
    assert published(stage) == 0
    stage.client.portal.call(
        queues.ask, lambda queue: queue._store.run("ALTER TABLE gone RENAME TO counter")
    )
    assert cbss.publish(mutation(subject)).status_code == 200
    assert len(fpd.heard()) == 1
