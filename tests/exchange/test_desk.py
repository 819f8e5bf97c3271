"""Store and journal tell the same of each act, whatever fails, dies or is full between the two."""

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from textwrap import dedent
from typing import Any

import psycopg
import pytest

from beraad.exchange.actions import withdraw_consent
from beraad.exchange.database import Place
from beraad.exchange.database.written import StoreError, open_store
from beraad.exchange.desk import LAYOUT, Desk, open_desk
from beraad.exchange.gateway import Gateway
from beraad.journal.note import SigningKey
from beraad.journal.store import Journal, JournalBusyError
from tests.exchange.conftest import KEY, Places
from tests.exchange.world import BEFORE, moment, patient_of

NOON = moment(BEFORE)
LATER = moment(BEFORE, "13:00")
DIES = """
    import os, sys
    from contextlib import contextmanager
    from datetime import datetime
    from pathlib import Path
    from beraad.exchange.actions import withdraw_consent
    from beraad.exchange.desk import open_desk
    from beraad.exchange.directory import Directory
    from beraad.exchange.pseudonym import Pseudonyms
    from beraad.journal.note import SigningKey
    from beraad.journal.store import Journal

    when, evidence, directory, journal, patient, at, key, name = sys.argv[1:]
    place = evidence if "://" in evidence else Path(evidence)
    there = directory if "://" in directory else Path(directory)

    class Dying(Journal):
        def append(self, entries, given=None):
            if when == "before":
                os.kill(os.getpid(), 9)
            positions = super().append(entries, given)
            if when == "between":
                os.kill(os.getpid(), 9)
            return positions

    pseudonyms = Pseudonyms(b"a key for tests of thirty-two by")
    with Dying(journal, SigningKey(name, bytes.fromhex(key))) as dying:
        with open_desk(place, Directory(there), dying, pseudonyms) as desk:
            withdraw_consent(desk, patient, datetime.fromisoformat(at))
            if when == "after":
                os.kill(os.getpid(), 9)
"""


@pytest.fixture
def places(everywhere: Places) -> Places:
    return everywhere


@pytest.fixture
def patient(home: Path) -> str:
    return patient_of(home, "general-practitioner", BEFORE)[0]


def opened(gateway: Gateway, place: Place, journal: Journal, wait: float = 10.0) -> Any:
    given = (gateway.directory, journal, gateway.pseudonyms, lambda: LATER, wait)
    return open_desk(place, *given)


@pytest.fixture
def desk(gateway: Gateway, places: Places, journal: Journal) -> Iterator[Desk]:
    with opened(gateway, places["evidence"], journal, 0.05) as desk:
        yield desk


def acts(journal: Journal) -> list[str]:
    return [found.entry.act for found in journal.read()]


def consents(place: Place, patient: str) -> bool:
    """Whether the consent of a patient runs on."""
    with closing(open_store(place, LAYOUT)) as store:
        query = 'SELECT 1 FROM consent_given WHERE subject = ? AND "end" IS NULL'
        return bool(store.rows(query, (patient,)))


def under_way(place: Place) -> int:
    with closing(open_store(place, LAYOUT)) as store:
        return len(store.rows("SELECT act FROM act_begun"))


@pytest.mark.parametrize(
    ("when", "told", "consented", "left"),
    [
        ("before", [], True, 1),
        ("between", ["consent.withdrawn"], True, 1),
        ("after", ["consent.withdrawn"], False, 0),
    ],
)
def test_a_desk_that_is_killed_leaves_nothing_that_the_journal_does_not_tell(
    gateway: Gateway,
    places: Places,
    journal: Journal,
    tmp_path: Path,
    patient: str,
    when: str,
    told: list[str],
    consented: bool,
    left: int,
):
    where = [str(places["evidence"]), str(places["directory"]), str(tmp_path / "journal.sqlite")]
    key = [bytes(range(32)).hex(), "beraad.example/exchange"]
    command = [sys.executable, "-c", dedent(DIES), when, *where, patient, NOON.isoformat(), *key]
    ran = subprocess.run(command, capture_output=True, env=os.environ, check=False)
    assert ran.returncode == -signal.SIGKILL, ran.stderr.decode()
    assert (acts(journal), consents(places["evidence"], patient)) == (told, consented)
    assert under_way(places["evidence"]) == left
    undone = ["act.undone"] if when == "between" else []
    for _ in range(2):  # the next who opens a desk says what had no effect, once
        with opened(gateway, places["evidence"], journal):
            assert acts(journal) == told + undone
    with opened(gateway, places["evidence"], journal) as desk:
        if consented:
            withdraw_consent(desk, patient, LATER)
    assert not consents(places["evidence"], patient)
    if undone:
        first, second, _ = [found.entry for found in journal.read()]
        assert second.facts == {"act": "consent.withdrawn", "entry": 0}
        assert (second.subject, second.about, second.at) == (first.subject, first.about, LATER)


def test_what_cannot_be_recorded_does_not_happen(
    gateway: Gateway, places: Places, journal: Journal, tmp_path: Path, patient: str
):
    path = tmp_path / "busy.sqlite"
    with Journal(path, KEY, wait=0.05) as hasty, closing(sqlite3.connect(path)) as other:
        other.execute("BEGIN IMMEDIATE")
        with (
            opened(gateway, places["evidence"], hasty) as desk,
            pytest.raises(JournalBusyError),
        ):
            withdraw_consent(desk, patient, NOON)
        other.rollback()
    assert consents(places["evidence"], patient)
    assert under_way(places["evidence"]) == 0
    with opened(gateway, places["evidence"], journal) as desk:
        withdraw_consent(desk, patient, NOON)
    assert not consents(places["evidence"], patient)


class Spoiling(Journal):
    """A journal after whose next entry the store of evidence fails."""

    def __init__(self, place: Path, key: SigningKey, evidence: Place) -> None:
        super().__init__(place, key)
        self._evidence = evidence
        self.reader: sqlite3.Connection | None = None

    def append(self, entries: Any, given: Any = None) -> Any:
        positions = super().append(entries, given)
        if entries[0].act == "consent.withdrawn":
            self._spoil()
        return positions

    def _spoil(self) -> None:
        if isinstance(self._evidence, Path):  # who reads keeps SQLite from committing
            self.reader = sqlite3.connect(self._evidence)
            self.reader.execute("BEGIN")
            self.reader.execute("SELECT count(*) FROM consent_given").fetchone()
            return
        with psycopg.connect(str(self._evidence), autocommit=True) as server:
            server.execute(
                """SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                WHERE datname = current_database() AND state = 'idle in transaction'"""
            )


def test_an_act_that_was_recorded_and_cannot_be_stored_is_told_to_have_had_no_effect(
    gateway: Gateway, places: Places, tmp_path: Path, patient: str
):
    place = places["evidence"]
    with Spoiling(tmp_path / "spoiling.sqlite", KEY, place) as journal:
        with (
            opened(gateway, place, journal, 0.05) as desk,
            pytest.raises(StoreError, match="store of evidence does not answer"),
        ):
            withdraw_consent(desk, patient, NOON)
        if journal.reader:
            journal.reader.close()
        assert (consents(place, patient), acts(journal)[:1]) == (True, ["consent.withdrawn"])
        with opened(gateway, place, journal):
            assert (acts(journal), under_way(place)) == (["consent.withdrawn", "act.undone"], 0)


def test_what_is_under_way_at_another_desk_is_not_taken_for_left_behind(
    desk: Desk, gateway: Gateway, places: Places, journal: Journal, patient: str
):
    """The other one opens between the note that an act begins and its transaction."""
    run = desk.store.run

    class Slow:
        def __getattr__(self, name: str) -> Any:
            return getattr(desk.store, name)

        def run(self, statement: str, values: Any = ()) -> int:
            count = run(statement, values)
            if statement.startswith("INSERT INTO act_begun"):
                opened(gateway, places["evidence"], journal).__enter__()
            return count

    slow = Desk(Slow(), desk.directory, journal, desk.pseudonyms, desk.clock)  # type: ignore[arg-type]
    with pytest.raises(StoreError, match="act again"):
        withdraw_consent(slow, patient, NOON)
    assert (acts(journal), consents(places["evidence"], patient)) == ([], True)
    withdraw_consent(desk, patient, NOON)
    assert acts(journal) == ["consent.withdrawn"]


def test_a_store_that_is_not_there_is_not_made(gateway: Gateway, tmp_path: Path, journal: Journal):
    with pytest.raises(StoreError, match="does not answer"):
        opened(gateway, tmp_path / "evidence.sqlite", journal).__enter__()
    assert not (tmp_path / "evidence.sqlite").exists()
    with pytest.raises(ValueError, match=r"duckdb://\.\.\. cannot be written"):
        opened(gateway, "duckdb:///evidence.duckdb", journal).__enter__()
