"""What a gateway keeps in its own folder is carried whole, or the database says no."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from beraad.exchange.database.carried import CarriedError
from beraad.exchange.database.written import open_store
from beraad.exchange.files.lines import Lines
from beraad.exchange.mutation import tables
from beraad.exchange.server.answers import Answers
from beraad.exchange.server.carried import carry_kept
from beraad.exchange.server.used import Used
from beraad.journal.entry import Entry
from tests.exchange.files.test_lines import WHO, keep
from tests.postgres import Cluster, emptied, postgres

__all__ = ["postgres"]  # the fixture

LOST = Entry(datetime(2026, 6, 1, tzinfo=UTC), "answer.lost", "test")


@pytest.fixture
def url(postgres: Cluster) -> str:
    return emptied(postgres)


def test_a_used_proof_stays_used(tmp_path: Path, url: str):
    used = Used(tmp_path / "used.sqlite")
    assert used.take("practice", "one", until=100, now=0)
    used.close()
    assert carry_kept("used", tmp_path, url) == 1
    used = Used(url)
    assert not used.take("practice", "one", until=100, now=1)
    assert used.take("practice", "two", until=100, now=1)
    used.close()
    assert carry_kept("used", tmp_path, url) is None, "it is not carried twice"


def test_a_promise_is_kept_in_the_database(tmp_path: Path, url: str):
    answers = Answers(tmp_path / "answers.sqlite")
    kept, waiting = (
        answers.promise("practice", due=10.0, until=100.0, now=0.0, lost=LOST) for _ in range(2)
    )
    answers.keep(kept, b"the answer")
    answers.close()
    assert carry_kept("answers", tmp_path, url) == 3
    answers = Answers(url)
    found = answers.find(kept, "practice", 20.0)
    assert found
    assert found.content == b"the answer"
    answers.keep(waiting, b"the other")
    found = answers.find(waiting, "practice", 20.0)
    assert found
    assert found.content == b"the other"
    answers.close()


def test_lines_are_found_and_counted_on(tmp_path: Path, url: str):
    lines = Lines(tmp_path / "lines.sqlite")
    keep(lines, "f1", 1, WHO)
    lines.index()
    keep(lines, "f1", 2, WHO)
    before = list(lines.about(WHO[:1]))
    lines.close()
    assert carry_kept("lines", tmp_path, url) == 2 + len(WHO)
    lines = Lines(url)
    assert list(lines.about(WHO[:1])) == before
    keep(lines, "f2", 1, WHO)
    assert len(list(lines.about(WHO[:1]))) > len(before)
    lines.close()


def test_what_waits_goes_on_waiting_and_is_not_mixed_with_another_queue(tmp_path: Path, url: str):
    row = ("hospital", 3, "m", "gfd", "care", "f", "p", b"\x00sealed", "2026-06-01", 1.5)
    for _ in range(2):
        with_queue(tmp_path / "queue.sqlite", row)
        if not (tmp_path / "queue.sqlite.carried").exists():
            assert carry_kept("queue", tmp_path, url) == 1
    with pytest.raises(CarriedError, match="notification has rows already"):
        carry_kept("queue", tmp_path, url)
    assert (tmp_path / "queue.sqlite").exists(), "nothing was taken away"
    store = open_store(url, tables.LAYOUT)
    assert [tuple(found[:10]) for found in store.rows("SELECT * FROM notification")] == [row]
    store.close()


def with_queue(path: Path, row: tuple[object, ...]) -> None:
    store = open_store(path, tables.LAYOUT)
    store.run(tables.TELL, row)
    store.close()
