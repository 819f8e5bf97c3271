"""A recipient pulls: at least once, in order, decided anew each time, until it acknowledges."""

from pathlib import Path

import pytest

from beraad.exchange.server.tending import KEPT_DAYS, tend
from tests.exchange.mutation.conftest import Clock
from tests.exchange.mutation.world import (
    ADDRESS,
    CIVIL,
    Party,
    integrate,
    mutation,
    party,
    subjects,
)
from tests.exchange.server.conftest import Stage
from tests.exchange.world import change, moment


@pytest.fixture
def people(stage: Stage) -> list[str]:
    """Three persons, known to the pensions service and the employment office."""
    found = subjects(stage.home)[:3]
    for ssin in found:
        integrate(stage.home, ssin, "fpd", "nemo")
    return found


def places(told: list[dict[str, object]]) -> list[object]:
    return [one["place"] for one in told]


def test_what_is_not_acknowledged_comes_again_the_same(people: list[str], cbss: Party, fpd: Party):
    cbss.publish(mutation(people[0]), mutation(people[1]))
    first, second = fpd.heard(), fpd.heard()
    assert places(first) == places(second) == [1, 2]
    same = [{k: v for k, v in one.items() if k not in ("entry", "salt")} for one in first]
    assert same == [{k: v for k, v in one.items() if k not in ("entry", "salt")} for one in second]
    assert fpd.acknowledge(1) == 1
    assert places(fpd.heard()) == [2]
    assert fpd.acknowledge(1, 2, 99) == 1
    assert fpd.heard() == []


def test_nobody_hears_or_acknowledges_for_another(
    people: list[str], cbss: Party, fpd: Party, nemo: Party
):
    cbss.publish(mutation(people[0]))
    assert nemo.acknowledge(1) == 1
    assert places(fpd.heard()) == [1]
    assert nemo.heard() == []


def test_each_recipient_counts_its_own_and_no_place_comes_again(
    stage: Stage, people: list[str], cbss: Party, fpd: Party, nemo: Party
):
    integrate(stage.home, people[0], "fpd")
    cbss.publish(*(mutation(one) for one in people))
    assert places(fpd.heard()) == [1, 2, 3]
    assert places(nemo.heard()) == [1, 2]
    fpd.acknowledge(1, 2, 3)
    cbss.publish(mutation(people[0]))
    assert places(fpd.heard()) == [4]


def test_many_are_read_page_by_page(people: list[str], cbss: Party, fpd: Party):
    cbss.publish(*(mutation(people[n % 3]) for n in range(7)))
    page = fpd.pull(limit=3).json()
    assert (places(page["notifications"]), page["more"], page["next"]) == ([1, 2, 3], True, 3)
    page = fpd.pull(limit=4, after=3).json()
    assert (places(page["notifications"]), page["more"], page["next"]) == ([4, 5, 6, 7], False, 7)
    assert fpd.pull(after=7).json() == {"notifications": [], "more": False, "next": 7}


@pytest.mark.parametrize("query", [{"limit": 0}, {"limit": 101}, {"after": -1}, {"since": 1}])
def test_a_wrong_query_is_refused(fpd: Party, query: dict[str, int]):
    assert fpd.pull(**query).status_code == 422


def test_of_one_person_they_come_in_the_order_of_publication(
    people: list[str], cbss: Party, fpd: Party
):
    for number in range(4):
        cbss.publish(*(mutation(one, number=f"{at}-{number}") for at, one in enumerate(people)))
    told = fpd.heard()
    assert places(told) == list(range(1, 13))
    assert [one["subject"] for one in told] == people * 4


def test_what_may_not_be_told_any_more_is_dropped_and_its_refusal_recorded(
    stage: Stage, people: list[str], cbss: Party, fpd: Party, nemo: Party, clock: Clock
):
    cbss.publish(mutation(people[0]))
    clock.at = moment("2024-11-02")  # the clause of the employment office has ended
    assert nemo.heard() == []
    act, facts = stage.entries[-1]
    assert (act, facts["recipient"], facts["channel"]) == (
        "communication.refused",
        "nemo",
        "notify",
    )
    before = len(stage.entries)
    assert nemo.heard() == []
    assert len(stage.entries) == before  # it is gone
    assert len(fpd.heard()) == 1


def test_a_file_that_was_closed_meanwhile_stops_it(
    stage: Stage, people: list[str], cbss: Party, fpd: Party
):
    cbss.publish(mutation(people[0]))
    integrate(stage.home, people[0])
    assert fpd.heard() == []
    act, facts = stage.entries[-1]
    assert (act, facts["integration"]) == ("communication.refused", ("addressee-not-integrated",))


def test_a_condition_is_asked_when_it_is_told(
    stage: Stage, people: list[str], cbss: Party, nemo: Party
):
    cbss.publish(mutation(people[0]), mutation(people[1]))
    rows = "UPDATE registration SET register = 'national' WHERE subject = ?"
    change(stage.home / "sources" / "evidence.sqlite", rows, people[0])
    assert [one["subject"] for one in nemo.heard()] == [people[1]]


def test_a_source_that_fails_holds_up_its_own_persons_and_nothing_is_lost(
    stage: Stage, people: list[str], cbss: Party, fpd: Party, clock: Clock
):
    cbss.publish(mutation(people[0]), mutation(people[1]), mutation(people[0], CIVIL))
    store = stage.home / "sources" / "cbss-registers.sqlite"
    hidden = store.with_suffix(".hidden")
    store.rename(hidden)
    for path in (Path(f"{store}-wal"), Path(f"{store}-shm")):
        path.unlink(missing_ok=True)
    assert fpd.heard() == []
    assert stage.entries[-1][0] == "communication.failed"
    failures = [act for act, _ in stage.entries].count("communication.failed")
    assert failures == 1  # a source that is down is asked once
    hidden.rename(store)
    assert fpd.heard() == []  # it is asked again after a while
    cbss.publish(mutation(people[2]), mutation(people[1]))
    assert [one["subject"] for one in fpd.heard()] == [people[2]]  # the others wait in order
    clock.seconds += 60
    assert places(fpd.heard()) == [1, 2, 3, 4, 5]


def test_a_number_that_cannot_be_opened_keeps_nobody_else_waiting(
    stage: Stage, people: list[str], cbss: Party, fpd: Party
):
    cbss.publish(mutation(people[0]))
    change(stage.files.own / "queue.sqlite", "UPDATE notification SET number = ?", b"other")
    cbss.publish(mutation(people[1]), mutation(people[0]))
    assert places(fpd.heard()) == [2]
    assert fpd.acknowledge(1) == 1


def test_what_nobody_fetches_lapses_and_that_is_recorded(
    stage: Stage, people: list[str], cbss: Party, fpd: Party, clock: Clock
):
    cbss.publish(mutation(people[0]), mutation(people[1]))
    clock.seconds += KEPT_DAYS * 86_400 + 1
    cbss.publish(mutation(people[2]))
    assert stage.client.portal is not None
    stage.client.portal.call(tend, stage.gate.post)
    assert places(fpd.heard()) == [3]
    lapsed = [facts for act, facts in stage.entries if act == "mutation.lapsed"]
    wanted = {"first_place": 1, "last_place": 2, "notifications": 2}
    assert lapsed == [{"recipient": name, **wanted} for name in ("fpd", "nemo")]


def test_names_of_other_changed_fields_stay_unsaid(
    stage: Stage, people: list[str], cbss: Party, nemo: Party
):
    cbss.publish(mutation(people[0], CIVIL, ADDRESS))
    answer = nemo.pull().text
    assert ADDRESS in answer
    assert CIVIL not in answer
    assert party(stage, "cbss").heard() == []
