"""Databases that are only read: bounded in time, confined to their files, back after a failure."""

import os
import signal
import sqlite3
import time
from contextlib import closing
from datetime import date
from pathlib import Path
from threading import Thread

import duckdb
import psycopg
import pytest

from beraad.exchange.asking import Asking
from beraad.exchange.database import (
    DatabaseDownError,
    DatabaseError,
    DatabaseShapeError,
    open_database,
)
from beraad.exchange.directory import Directory, DirectoryError
from beraad.exchange.evidence import Evidence, EvidenceError
from beraad.exchange.reading import Haste
from beraad.exchange.rules import Flow
from tests.exchange.engines import Engine, new_database
from tests.exchange.test_evidence import AT, WISH
from tests.postgres import Cluster, cluster

ASKING = Asking(date(2024, 10, 1), "practice", "nurse")
TOLD = ("2024-10-01", "practice", "nurse")
QUERY = "SELECT asked_on(), asked_by(), asked_as()"


def test_a_view_knows_of_the_question_what_it_may(engine: Engine):
    database = open_database(engine.make("CREATE TABLE here (subject TEXT)"))
    assert database.rows(QUERY, {})[0][:2] == (None, None)
    database.hear(ASKING)
    assert database.rows(QUERY, {}) == [TOLD]
    with database.look():
        assert database.rows(QUERY, {}) == [TOLD]
        database.hear(Asking(date(2024, 10, 2)))
        assert database.rows(QUERY, {}) == [("2024-10-02", "", "")]
    database.hear(ASKING)
    assert database.rows(QUERY, {}) == [TOLD]
    database.close()


def test_names_that_are_not_there_are_a_fault_of_the_shape_and_leave_it_open(engine: Engine):
    database = open_database(engine.make("CREATE TABLE here (subject TEXT)"))
    for query in ('SELECT "gone" FROM "here"', 'SELECT 1 FROM "gone"', "SELECT gone()"):
        with pytest.raises(DatabaseShapeError, match="gone"):
            database.rows(query, {})
    assert database.columns("here") == {"subject"}
    assert database.columns("gone") == frozenset()
    database.close()


@pytest.mark.parametrize("engine", ["sqlite", "duckdb", "postgres"], indirect=True)
def test_nothing_can_be_written(engine: Engine):
    database = open_database(engine.make("CREATE TABLE here (subject TEXT)"))
    with pytest.raises(DatabaseError):
        database.rows("INSERT INTO here VALUES ('x')", {})
    assert database.rows("SELECT count(*) FROM here", {}) == [(0,)]
    database.close()


def test_a_question_takes_no_longer_than_it_may_and_the_next_is_answered(postgres: Cluster):
    database = open_database(new_database(postgres), 0.2)
    start = time.monotonic()
    with pytest.raises(DatabaseDownError, match="QueryCanceled"):
        database.rows("SELECT pg_sleep(20)", {})
    assert time.monotonic() - start < 5
    assert database.rows("SELECT 1", {}) == [(1,)]
    database.close()


def test_an_endless_query_of_duckdb_is_interrupted(tmp_path: Path):
    duckdb.connect(str(tmp_path / "x.duckdb")).close()
    database = open_database(f"duckdb:///{tmp_path}/x.duckdb", 0.2)
    endless = "SELECT count(*) FROM range(10000000000) a, range(1000) b WHERE a.range % 7 = b.range"
    with pytest.raises(DatabaseDownError):
        database.rows(endless, {})
    assert database.rows("SELECT 1", {}) == [(1,)]
    database.close()


def test_parquet_and_duckdb_read_no_other_file(tmp_path: Path):
    (tmp_path / "secret.csv").write_text("a\n1\n")
    (tmp_path / "open").mkdir()
    duckdb.sql(f"COPY (SELECT 'p' AS subject) TO '{tmp_path}/open/here.parquet'")
    database = open_database(f"parquet:///{tmp_path}/open")
    assert database.rows("SELECT subject FROM here", {}) == [("p",)]
    with pytest.raises(DatabaseDownError, match="PermissionException"):
        database.rows(f"SELECT * FROM read_csv('{tmp_path}/secret.csv')", {})
    with pytest.raises(DatabaseError):
        database.rows("SET enable_external_access = true", {})
    database.close()


def test_an_error_repeats_no_value(postgres: Cluster):
    database = open_database(new_database(postgres))
    with pytest.raises(DatabaseDownError) as raised:
        database.rows("SELECT CAST(:subject AS integer)", {"subject": "85073003328x"})
    assert "85073003328" not in str(raised.value)
    database.close()


def test_a_server_killed_in_the_middle_of_a_question_is_down_and_then_back():
    """SIGKILL to the process that answers; PostgreSQL restarts all others, and we come back."""
    with cluster() as own:
        url = new_database(own)
        database = open_database(url, 20.0)
        (row,) = database.rows("SELECT pg_backend_pid()", {})

        def kill() -> None:
            time.sleep(0.3)
            os.kill(int(row[0]), signal.SIGKILL)

        killer = Thread(target=kill)
        killer.start()
        with pytest.raises(DatabaseDownError):
            database.rows("SELECT pg_sleep(20)", {})
        killer.join()
        for _ in range(100):
            try:
                assert database.rows("SELECT 1", {}) == [(1,)]
                break
            except DatabaseDownError:
                time.sleep(0.1)
        else:
            raise TimeoutError
        database.close()


def test_stores_whose_server_is_gone_say_so_and_are_back_when_it_is():
    with cluster() as own:
        url = new_database(own)
        with psycopg.connect(url) as made:
            made.execute("CREATE TABLE excluded (subject text)")
            made.execute("CREATE TABLE replaced (former text, current text)")
            made.execute("CREATE TABLE person (ssin text)")
        evidence, directory = Evidence(url), Directory(url)
        assert evidence.answers(["excluded"], WISH, "p", AT) == {"excluded": False}
        assert directory.current("p") is None
        own.kill()
        with pytest.raises(EvidenceError, match="does not answer"):
            evidence.answers(["excluded"], WISH, "p", AT)
        with pytest.raises(EvidenceError):
            evidence.check()
        with pytest.raises(DirectoryError, match="does not answer"), directory.reading():
            pass
        own.start()
        assert evidence.answers(["excluded"], WISH, "p", AT) == {"excluded": False}
        with directory.reading():
            assert directory.current("p") is None
        evidence.close()
        directory.close()


def test_one_look_sees_one_state(store_engine: Engine):
    place = store_engine.make("CREATE TABLE here (subject TEXT)")
    if isinstance(place, Path):
        with closing(sqlite3.connect(place)) as writer:
            writer.execute("PRAGMA journal_mode = WAL")
    database = open_database(place)
    with database.look():
        assert database.rows("SELECT count(*) FROM here", {}) == [(0,)]
        store_engine.change(place, "INSERT INTO here VALUES ('x')")
        assert database.rows("SELECT count(*) FROM here", {}) == [(0,)]
    assert database.rows("SELECT count(*) FROM here", {}) == [(1,)]
    database.close()


@pytest.mark.parametrize("engine", ["duckdb", "parquet"], indirect=True)
def test_files_that_were_replaced_are_opened_anew(engine: Engine):
    """What DuckDB reads is written elsewhere and put in its place."""
    place = engine.make("CREATE TABLE consent (subject TEXT)", "INSERT INTO consent VALUES ('p')")
    evidence, path = Evidence(place), Path(str(place).partition("://")[2][1:])
    assert evidence.answers(["consent", "excluded"], WISH, "p", AT) == {"consent": True}
    other = engine.make("CREATE TABLE excluded (subject TEXT)", "INSERT INTO excluded VALUES ('p')")
    path.rename(path.with_suffix(".old"))
    Path(str(other).partition("://")[2][1:]).rename(path)
    assert evidence.answers(["consent", "excluded"], WISH, "p", AT) == {"excluded": True}
    path.rename(path.with_suffix(".new"))
    with pytest.raises(EvidenceError, match="does not answer"):
        evidence.answers(["excluded"], WISH, "p", AT)
    evidence.close()


def test_a_question_that_needs_no_evidence_does_not_need_the_store():
    evidence = Evidence("postgresql://nobody.invalid/store", Haste())
    assert evidence.answers([], WISH, "p", AT) == {}
    with pytest.raises(EvidenceError, match="in haste"):
        evidence.answers(["excluded"], WISH, "p", AT)


def test_in_haste_only_a_file_on_this_machine_is_asked(engine: Engine):
    database = open_database(engine.make("CREATE TABLE here (subject TEXT)"), Haste())
    if engine.name == "sqlite":
        assert database.rows("SELECT count(*) FROM here", {}) == [(0,)]
    else:
        for ask in (
            lambda: database.rows("SELECT 1", {}),
            lambda: database.columns("here"),
            database.shape,
        ):
            with pytest.raises(DatabaseDownError, match="in haste"):
                ask()
    database.close()


def test_what_is_asked_once_in_a_look_is_asked_anew_in_the_next(store_engine: Engine):
    place = store_engine.make(
        "CREATE TABLE flow (source TEXT, recipient TEXT, channel TEXT, control TEXT, "
        'blocking INTEGER, capacities TEXT, begin TEXT, "end" TEXT)',
        "CREATE TABLE consent (subject TEXT)",
    )
    directory, evidence, day = Directory(place), Evidence(place), date(2024, 7, 1)
    with directory.reading():
        assert directory.agreed("gfd", "practice", "consult", day) is None
        assert directory.agreed("gfd", "practice", "consult", day) is None
    assert evidence.answers(["consent", "excluded"], WISH, "p", AT) == {"consent": False}
    store_engine.change(
        place, "INSERT INTO flow VALUES ('gfd', '', '', 'both', 1, '', '2020-01-01', NULL)"
    )
    store_engine.change(place, "CREATE TABLE excluded (subject TEXT)")
    with directory.reading():
        assert directory.flow("gfd", "practice", "consult", day) == Flow("both", blocking=True)
    found = evidence.answers(["consent", "excluded"], WISH, "p", AT)
    assert found == {"consent": False, "excluded": False}
    directory.close()
    evidence.close()
