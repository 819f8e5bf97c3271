"""Three stages: forwarded, interim, final; and the marks of an answer that is not whole or not new.

The sources are processes of their own, reached by the settings of an operator.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from beraad.exchange.database.written import open_store
from beraad.exchange.server.answers import LAYOUT, Answers
from beraad.exchange.server.opened import open_gateway
from beraad.exchange.server.stores import Files
from beraad.journal.entry import Entry
from beraad.journal.store import Journal
from beraad.law.register import Register
from tests.exchange.conftest import KEY
from tests.exchange.server.caller import ADDRESS, asked
from tests.exchange.server.conftest import Stage, TestClient
from tests.exchange.sources.conftest import source_address, upstream
from tests.exchange.world import BEFORE, DISPENSED, moment, vidis

__all__ = ["source_address"]  # the fixture

ON_BOTH_ENGINES = True
Opening = Callable[..., Any]
LOST = Entry(moment(BEFORE), "communication.failed", "gateway")


@pytest.fixture
def opening(home: Path, files: Files, register: Register) -> Opening:
    """A gateway whose source `gfd` is at a URL."""

    @contextmanager
    def open_stage(url: str, **settings: object) -> Iterator[Stage]:
        lines = [f"{name} = {value!r}" for name, value in settings.items()]
        text = "\n".join(["[gfd]", f'url = "{url}"', *lines])
        (home / "sources" / "sources.toml").write_text(text)
        Journal(files.journal, KEY).close()
        gate, app = open_gateway(files, register, ADDRESS, lambda: moment(BEFORE))
        with TestClient(app, base_url=ADDRESS) as client:
            yield Stage(client, gate, files, home)

    return open_stage


def question(patient: tuple[str, str]) -> dict[str, object]:
    return asked(vidis(patient[1]), patient[0])


def acts(stage: Stage) -> list[str]:
    return [act.partition(".")[2] for act, _ in stage.entries]


def final(stage: Stage, address: str, headers: dict[str, str]) -> httpx.Response:
    """What stands there once it is no interim answer any more."""
    for _ in range(200):
        response = stage.client.get(address, headers=headers)
        if response.status_code != 202:
            return response
        assert response.json()["stage"] == "interim"
        time.sleep(0.05)
    raise TimeoutError


def test_a_source_that_answers_soon_is_answered_for_at_once(
    opening: Opening, source_address: str, stage: Stage, patient: tuple[str, str]
):
    direct = stage.client.post("/v1/consult", json=question(patient), headers=stage.headers())
    with opening(f"{source_address}/json/gfd") as other:
        answer = other.client.post("/v1/consult", json=question(patient), headers=other.headers())
    assert (answer.status_code, answer.json()["stage"]) == (200, "final")
    assert answer.json()["rows"] == direct.json()["rows"]
    assert answer.json()["rows"]


def test_a_slow_source_gives_an_interim_answer_and_the_final_one_is_collected_once(
    opening: Opening, source_address: str, patient: tuple[str, str]
):
    with opening(f"{source_address}/slow/0.6/gfd", wait=0.1) as stage:
        headers = stage.headers()
        first = stage.client.post("/v1/consult", json=question(patient), headers=headers)
        promise = first.json()
        assert (first.status_code, promise["stage"]) == (202, "interim")
        assert first.headers["location"] == promise["address"]
        assert acts(stage) == ["forwarded", "interim"]
        told = final(stage, promise["address"], headers)
        assert (told.status_code, told.json()["stage"]) == (200, "final")
        assert {tuple(row) for row in told.json()["rows"]} == {DISPENSED}
        assert acts(stage) == ["forwarded", "interim", "permitted"]
        digests = {facts["request_digest"] for _, facts in stage.entries}
        assert len(digests) == 1
        again = stage.client.get(promise["address"], headers=headers)
        assert again.content == told.content
        stranger = stage.client.get(promise["address"], headers=stage.headers("hospital"))
        assert stranger.status_code == 404
        assert stage.client.delete(promise["address"], headers=headers).status_code == 204
        assert stage.client.get(promise["address"], headers=headers).status_code == 404
        assert acts(stage) == ["forwarded", "interim", "permitted"]


def test_who_asks_not_to_wait_hears_that_it_was_forwarded(
    opening: Opening, source_address: str, patient: tuple[str, str]
):
    with opening(f"{source_address}/slow/0.5/gfd", wait=0.1) as stage:
        headers = stage.headers()
        hurry = headers | {"Prefer": "respond-async"}
        first = stage.client.post("/v1/consult", json=question(patient), headers=hurry)
        assert (first.status_code, first.json()["stage"]) == (202, "forwarded")
        assert first.headers["preference-applied"] == "respond-async"
        assert final(stage, first.json()["address"], headers).status_code == 200
        assert acts(stage) == ["forwarded", "interim", "permitted"]


def test_a_refusal_is_final_at_once(
    opening: Opening, source_address: str, patient: tuple[str, str]
):
    with opening(f"{source_address}/slow/5/gfd", wait=0.1) as stage:
        wrong = question(patient) | {"purpose": "scientific-research"}
        answer = stage.client.post("/v1/consult", json=wrong, headers=stage.headers())
        assert answer.status_code == 403
        assert acts(stage) == ["refused"]


def test_of_many_questions_each_has_its_own_stage(
    opening: Opening, source_address: str, patient: tuple[str, str]
):
    with opening(f"{source_address}/slow/0.4/gfd", wait=0.05) as stage:
        headers = stage.headers()
        wrong = question(patient) | {"purpose": "scientific-research"}
        both = {"questions": [question(patient), wrong]}
        replies = stage.client.post("/v1/consult/batch", json=both, headers=headers).json()
        assert [one["status"] for one in replies["replies"]] == [202, 403]
        address = replies["replies"][0]["promised"]["address"]
        assert final(stage, address, headers).status_code == 200


def test_a_source_that_dies_in_the_middle_is_the_final_answer_and_is_recorded(
    opening: Opening, built: Path, patient: tuple[str, str]
):
    with upstream(built / "sources") as address, opening(f"{address}/dies", wait=0.001) as stage:
        headers = stage.headers() | {"Accept-Language": "nl"}
        hurry = headers | {"Prefer": "respond-async"}
        first = stage.client.post("/v1/consult", json=question(patient), headers=hurry)
        told = final(stage, first.json()["address"], headers)
        assert (told.status_code, told.headers["content-language"]) == (502, "nl")
        assert told.headers["content-type"] == "application/problem+json"
        assert told.json()["type"] == "urn:beraad:problem:source-down"
        assert acts(stage)[-1] == "failed"
        assert stage.entries[told.json()["entry"]][1]["reason"] == "source down"


def test_a_source_left_alone_says_when_to_come_back(
    opening: Opening, source_address: str, patient: tuple[str, str]
):
    with opening(f"{source_address}/says/500", failures=1, pause=30.0) as stage:
        headers = stage.headers()
        for _ in range(2):
            answer = stage.client.post("/v1/consult", json=question(patient), headers=headers)
            assert answer.status_code == 502
        assert 20 <= int(answer.headers["retry-after"]) <= 30


def test_a_slow_source_holds_up_nobody_who_asks_another(
    opening: Opening, source_address: str, patient: tuple[str, str]
):
    """More questions under way than there are threads to decide them."""
    with opening(f"{source_address}/slow/3/gfd", wait=0.01, threads=2) as stage:
        headers = stage.headers()
        many = {"questions": [question(patient)] * 40}
        replies = stage.client.post("/v1/consult/batch", json=many, headers=headers).json()
        assert {one["status"] for one in replies["replies"]} == {202}
        other = question(patient) | {"source": "pharmacy-files"}
        start = time.monotonic()
        assert stage.client.post("/v1/consult", json=other, headers=headers).status_code == 403
        assert time.monotonic() - start < 2


def test_a_promise_of_a_gateway_that_stopped_is_broken_when_it_is_due(
    opening: Opening, source_address: str, files: Files, patient: tuple[str, str]
):
    with opening(f"{source_address}/slow/5/gfd", wait=0.01) as stage:
        first = stage.client.post("/v1/consult", json=question(patient), headers=stage.headers())
        address = first.json()["address"]
    with opening(f"{source_address}/json/gfd") as stage:
        headers = stage.headers()
        assert stage.client.get(address, headers=headers).status_code == 202
        with closing(open_store(files.place("answers"), LAYOUT)) as store:
            for table in ("answer", "open"):
                store.run(f"UPDATE {table} SET due = 0")  # its time has come
        for _ in range(2):
            told = stage.client.get(address, headers=headers)
            what = (told.status_code, told.json()["type"])
            assert what == (502, "urn:beraad:problem:answer-lost")
        assert acts(stage) == ["forwarded", "interim", "failed"]
        assert stage.entries[-1][1]["reason"] == "answer lost"


def test_what_could_not_be_had_is_named_in_answer_and_journal(
    opening: Opening, source_address: str, patient: tuple[str, str]
):
    with opening(f"{source_address}/partial/gfd") as stage:
        headers = stage.headers()
        told = stage.client.post("/v1/consult", json=question(patient), headers=headers).json()
        assert told["partial"] == ["dispensing.posology", "dispensing.date"]
        assert {tuple(row) for row in told["rows"]} == {("dispensing.product",)}
        assert list(stage.entries[-1][1]["partial"]) == told["partial"]  # type: ignore[call-overload]


BUFFERS = [(48, False), (24, True)]


@pytest.mark.parametrize(("hours", "stale"), BUFFERS)
def test_a_copy_says_of_when_it_is_and_whether_it_is_stale(
    opening: Opening, source_address: str, patient: tuple[str, str], hours: int, stale: bool
):
    with opening(f"{source_address}/json/gfd", as_of="as_of", stale_after=hours) as stage:
        headers = stage.headers()
        told = stage.client.post("/v1/consult", json=question(patient), headers=headers).json()
        assert (told["as_of"], told["stale"]) == ("2024-09-30T06:00:00", stale)
        facts = stage.entries[-1][1]
        assert (facts["as_of"], facts["stale"]) == ("2024-09-30T06:00:00", stale)


@pytest.fixture
def answers(journal_place: Path | str) -> Iterator[Answers]:
    place = journal_place if isinstance(journal_place, str) else journal_place.parent / "a.sqlite"
    answers = Answers(place)
    yield answers
    answers.close()


def test_the_store_of_promises_tells_nobody_who_has_no_reference(answers: Answers):
    reference = answers.promise("practice", due=10.0, until=100.0, now=0.0, lost=LOST)
    answers.keep(reference, b"85073003328 takes amoxicillin")
    with closing(open_store(answers.place, LAYOUT)) as store:
        content = repr(store.rows("SELECT * FROM answer"))
    assert "practice" in content
    assert reference not in content
    assert "amoxicillin" not in content
    found = answers.find(reference, "practice", 50.0)
    assert found
    assert found.content == b"85073003328 takes amoxicillin"
    assert answers.find(reference, "hospital", 50.0) is None
    assert answers.find(reference, "practice", 100.0) is None
    answers.promise("practice", due=110.0, until=200.0, now=100.0, lost=LOST)  # sweeps what is over
    assert answers.find(reference, "practice", 50.0) is None


def test_a_kept_answer_that_was_changed_on_disk_is_lost_rather_than_wrong(answers: Answers):
    reference = answers.promise("practice", due=10.0, until=100.0, now=0.0, lost=LOST)
    answers.keep(reference, b"yes")
    with closing(open_store(answers.place, LAYOUT)) as store:
        store.run("UPDATE answer SET sealed = ?", (bytes(19),))
    found = answers.find(reference, "practice", 1.0)
    assert found
    assert (found.content, found.due) == (None, 0.0)


def test_what_one_gateway_promised_is_fetched_at_another(
    opening: Opening, source_address: str, files: Files, patient: tuple[str, str]
):
    with (
        opening(f"{source_address}/slow/0.6/gfd", wait=0.05) as one,
        opening(f"{source_address}/slow/0.6/gfd", wait=0.05) as another,
    ):
        headers = one.headers()
        first = one.client.post("/v1/consult", json=question(patient), headers=headers)
        told = final(another, first.json()["address"], headers)
        assert {tuple(row) for row in told.json()["rows"]} == {DISPENSED}
        another.client.delete(first.json()["address"], headers=headers)
        assert one.client.get(first.json()["address"], headers=headers).status_code == 404
