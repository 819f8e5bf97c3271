"""A proof counts once: on one machine in an SQLite file, on several in PostgreSQL."""

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from beraad.exchange.server.used import KEPT, Used, UsedDownError
from tests.postgres import Cluster, postgres

__all__ = ["postgres"]


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return str(tmp_path / "used.sqlite")
    cluster: Cluster = request.getfixturevalue("postgres")
    with psycopg.connect(cluster.url(), autocommit=True) as database:
        database.execute("SET client_min_messages = warning")
        database.execute("DROP TABLE IF EXISTS used_proofs")
    return cluster.url()


@pytest.fixture
def used(place: str) -> Iterator[Used]:
    made = Used(place)
    yield made
    made.close()


def kept(place: str) -> int:
    """How many proofs are kept."""
    count = "SELECT count(*) FROM used_proofs"
    if place.startswith("postgres"):
        with psycopg.connect(place) as database:
            return int(database.execute(count).fetchall()[0][0])
    with closing(sqlite3.connect(place)) as database:
        return int(database.execute(count).fetchone()[0])


def test_a_proof_counts_once_for_each_organisation(used: Used):
    assert used.take("practice", "number", 100, 50)
    assert not used.take("practice", "number", 100, 50)
    assert used.take("nsso", "number", 100, 50)
    assert used.take("practice", "another", 100, 50)


def test_also_after_a_restart_and_on_another_machine(used: Used, place: str):
    assert used.take("practice", "number", 100, 50)
    other = Used(place)
    assert not other.take("practice", "number", 100, 50)
    other.close()
    used.close()  # and is opened again by the next
    assert not used.take("practice", "number", 100, 50)


def test_what_has_ended_is_forgotten(used: Used, place: str):
    for number in range(100):
        assert used.take("practice", str(number), number, 0)
    assert kept(place) == 100
    assert used.take("practice", "later", KEPT + 300, KEPT + 60)
    assert kept(place) == 41


def test_a_clock_put_ahead_and_back_makes_no_proof_count_again(used: Used, place: str):
    assert used.take("practice", "once", 100, 50)
    assert used.take("practice", "meanwhile", 50_100, 50_000)
    assert not used.take("practice", "once", 100, 50)


def test_of_many_at_once_on_two_machines_one_alone_is_believed(used: Used, place: str):
    other = Used(place)
    with ThreadPoolExecutor(16) as pool:
        takes = [
            pool.submit(machine.take, "practice", str(number % 20), 100, 50)
            for number in range(200)
            for machine in (used, other)
        ]
        told = [one.result() for one in takes]
    other.close()
    assert sum(told) == kept(place) == 20


def test_the_number_itself_is_not_kept(tmp_path: Path):
    used = Used(tmp_path / "used.sqlite")
    assert used.take("practice", "85073003328", 100, 50)
    used.close()
    assert b"85073003328" not in (tmp_path / "used.sqlite").read_bytes()


def test_a_store_that_is_down_believes_nothing_and_recovers(tmp_path: Path):
    path = tmp_path / "away" / "used.sqlite"
    used = Used(path)
    assert not used.works(50)
    with pytest.raises(UsedDownError):
        used.take("practice", "number", 100, 50)
    path.parent.mkdir()
    assert used.works(50)
    assert used.take("practice", "number", 100, 50)
    used.close()


def test_a_database_that_is_down_believes_nothing():
    used = Used("postgresql:///nowhere?host=/nonexistent")
    assert not used.works(50)
    with pytest.raises(UsedDownError, match="OperationalError"):
        used.take("practice", "number", 100, 50)
