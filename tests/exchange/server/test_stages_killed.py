"""The gateway is killed between the stages of an answer that takes its time: the question comes to
one end in the journal, and the organisation gets its answer or a clear refusal."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest

from beraad.journal.store import Journal
from tests.exchange.server.caller import asked
from tests.exchange.server.running import DYING, Running, kept, new_home, running
from tests.exchange.sources.conftest import upstream
from tests.exchange.world import BEFORE, patient_of, vidis
from tests.postgres import emptied

DIES = DYING + "from beraad.exchange.server import answers, book, stages\n"
SETTINGS = """
[gfd]
url = "{}/slow/0.8/gfd"
wait = 0.2
timeout = 4
"""
BROKEN, LOST, GIVEN = "the connection breaks", "answer-lost", "the answer"
KILLS = {
    "noted": ("dying(book.Book, 'append', 1)", BROKEN, ["failed"]),
    "forwarded": ("dying(stages.Stages, 'promise', 1)", BROKEN, ["forwarded", "failed"]),
    "interim": ("dying(stages, 'promised', 1)", BROKEN, ["forwarded", "interim", "failed"]),
    "promised": ("dying(answers.Answers, 'claim', 1)", LOST, ["forwarded", "interim", "failed"]),
    "claimed": ("dying(book.Book, 'append', 3)", LOST, ["forwarded", "interim", "failed"]),
    "recorded": ("dying(answers.Answers, 'keep', 1)", LOST, ["forwarded", "interim", "permitted"]),
    "kept": (
        "dying(answers.Answers, 'keep', 1, after=True)",
        GIVEN,
        ["forwarded", "interim", "permitted"],
    ),
}


@pytest.fixture
def home(built: Path, tmp_path: Path) -> Iterator[Path]:
    """A folder whose pharmacies are a process of their own that takes its time."""
    home = new_home(built, tmp_path)
    with upstream(home / "sources") as address:
        (home / "sources" / "sources.toml").write_text(SETTINGS.format(address))
        yield home


@pytest.fixture
def place(request: pytest.FixtureRequest, home: Path) -> str:
    """Where the journal is."""
    if request.param == "sqlite":
        return str(home / "journal.db")
    return emptied(request.getfixturevalue("postgres"))


def ask(gateway: Running) -> dict[str, Any] | None:
    """What is promised; None where the connection breaks."""
    ssin, physician = patient_of(gateway.home, "general-practitioner", BEFORE)
    body = asked(vidis(physician), ssin)
    try:
        answer = gateway.client.post("/v1/consult", json=body, headers=gateway.headers())
    except httpx.TransportError:
        return None
    assert answer.status_code == 202
    return dict(answer.json())


def its_time_has_come(home: Path) -> None:
    """What was promised is due, and who claimed its end is late."""
    with closing(sqlite3.connect(home / "gateway" / "answers.sqlite")) as store:
        for table in ("answer", "open"):
            store.execute(f"UPDATE {table} SET due = 0")
        store.commit()


def acts(home: Path, place: str) -> list[str]:
    """What the journal has of questions; it verifies."""
    kept(home, place)
    with Journal(place) as journal:
        entries = [one.entry for one in journal.read()]
    assert len({one.facts["request_digest"] for one in entries}) == 1
    return [one.act.removeprefix("communication.") for one in entries]


@pytest.mark.parametrize(
    ("place", "stage"),
    [*(("sqlite", stage) for stage in KILLS), ("postgres", "claimed"), ("postgres", "recorded")],
    indirect=["place"],
)
def test_killed_between_two_stages_a_question_comes_to_one_end(home: Path, place: str, stage: str):
    spoiled, told, ends = KILLS[stage]
    with running(home, journal=place, before=DIES + spoiled) as gateway:
        promise = ask(gateway)
        gateway.process.wait(20)
    assert (promise is None) == (told == BROKEN)
    its_time_has_come(home)
    with running(home, journal=place) as again:
        if promise:
            for _ in range(2):
                given = again.client.get(promise["address"], headers=again.headers())
                assert given.status_code == (200 if told == GIVEN else 502)
                assert told == GIVEN or given.json()["type"] == f"urn:beraad:problem:{told}"
                assert bool(given.json().get("rows")) == (told == GIVEN)
    assert acts(home, place) == ends


def test_before_it_is_due_a_promise_stands_and_another_process_may_yet_keep_it(home: Path):
    place = str(home / "journal.db")
    with running(home) as gateway, running(home) as other:
        promise = ask(gateway)
        assert promise
        other_headers = other.headers()
        at_other = other.client.get(promise["address"], headers=other_headers)
        assert (at_other.status_code, at_other.json()["stage"]) == (202, "interim")
    assert acts(home, place) in (["forwarded", "interim"], ["forwarded", "interim", "permitted"])
