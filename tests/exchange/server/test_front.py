"""The front desk answers what takes no waiting; what is slow there waits at a desk of its own."""

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from beraad.exchange.reading import Haste, OneLook, open_reading
from beraad.exchange.server.front import SECONDS
from beraad.exchange.sources.sql import SqlSource
from tests.exchange.server.caller import asked
from tests.exchange.server.conftest import Stage
from tests.exchange.world import vidis

ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Somebody writes in this database, so that nobody can read it."""
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.execute("BEGIN EXCLUSIVE")
        yield
        database.execute("ROLLBACK")


def asked_at_desks(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """A list that grows with each question that goes to the desks behind."""
    went: list[int] = []
    desks = stage.gate.desks
    ask = desks.ask

    async def counted(work):  # type: ignore[no-untyped-def]
        went.append(1)
        return await ask(work)

    monkeypatch.setattr(desks, "ask", counted)
    return went


def test_an_ordinary_question_is_answered_at_the_front(
    stage: Stage, patient: tuple[str, str], monkeypatch: pytest.MonkeyPatch
):
    went = asked_at_desks(stage, monkeypatch)
    body, headers = asked(vidis(patient[1]), patient[0]), stage.headers()
    answers = [stage.client.post("/v1/consult", json=body, headers=headers) for _ in range(3)]
    assert [one.status_code for one in answers] == [200] * 3
    assert went == []
    assert len(stage.entries) == 3


@pytest.mark.parametrize("store", ["gfd", "evidence", "directory"])
def test_a_store_that_is_written_is_waited_for_at_a_desk(
    stage: Stage, patient: tuple[str, str], monkeypatch: pytest.MonkeyPatch, store: str
):
    went = asked_at_desks(stage, monkeypatch)
    body, headers = asked(vidis(patient[1]), patient[0]), stage.headers()
    with (
        ThreadPoolExecutor(1) as pool,
        writing(stage.home / "sources" / f"{store}.sqlite"),
    ):
        answer = pool.submit(stage.client.post, "/v1/consult", json=body, headers=headers)
        while not went:
            assert not answer.done()
        health = stage.client.get("/metrics")  # the event loop waits for nobody
    assert health.status_code == 200
    assert answer.result().status_code == 200
    assert [act for act, _ in stage.entries] == ["communication.permitted"]


def test_a_slow_source_goes_to_the_desks_for_a_while(
    stage: Stage, patient: tuple[str, str], monkeypatch: pytest.MonkeyPatch
):
    went, now = asked_at_desks(stage, monkeypatch), [100.0]
    monkeypatch.setattr(stage.gate.way.front, "_clock", lambda: now[0])
    body, headers = asked(vidis(patient[1]), patient[0]), stage.headers()
    slow_down(stage.home / "sources" / "gfd.sqlite")
    looks: list[str] = []
    fetch = SqlSource.fetch

    def counted(self, *given):  # type: ignore[no-untyped-def]
        looks.append("in haste" if isinstance(self.database._wait, Haste) else "with patience")
        return fetch(self, *given)

    monkeypatch.setattr(SqlSource, "fetch", counted)

    def ask() -> None:
        assert stage.client.post("/v1/consult", json=body, headers=headers).status_code == 200

    ask()
    ask()
    assert looks == ["in haste", "with patience", "with patience"]
    now[0] += SECONDS + 0.1
    ask()
    assert looks[3:] == ["in haste", "with patience"]
    assert len(went) == len(stage.entries) == 3


def slow_down(path: Path) -> None:
    """Make each row of the dispensings cost some milliseconds."""
    with closing(sqlite3.connect(path)) as database:
        kind = database.execute("SELECT type FROM sqlite_master WHERE name = 'dispensing'")
        assert kind.fetchone() == ("table",)
        database.execute("ALTER TABLE dispensing RENAME TO quick")
        database.execute(
            "CREATE VIEW dispensing AS SELECT * FROM quick WHERE (WITH RECURSIVE n(i) AS "
            "(SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300000) SELECT max(i) FROM n) > 1"
        )
        database.commit()


def test_a_query_in_haste_ends(tmp_path: Path):
    path = tmp_path / "store.sqlite"
    with closing(sqlite3.connect(path)) as database:
        database.execute("CREATE TABLE a (b)")
    haste = Haste(50_000)
    with closing(open_reading(path, haste)) as database:
        haste.start()
        with pytest.raises(sqlite3.OperationalError, match="interrupted"), OneLook(database):
            database.execute(ENDLESS).fetchall()
        haste.look_away()
        assert not database.in_transaction
        haste.start()
        with OneLook(database):
            assert database.execute("SELECT count(*) FROM a").fetchone() == (0,)
