"""What is true of the journal on PostgreSQL alone: roles, triggers, locks, lost connections."""

import threading

import psycopg
import pytest

from beraad.journal import postgres_sql as sql
from beraad.journal.entry import Entry
from beraad.journal.postgres import grant
from beraad.journal.store import Journal, JournalError, JournalStoreError
from beraad.journal.tile import Tile
from tests.journal.conftest import KEY, START, entries
from tests.postgres import Cluster


@pytest.fixture
def url(database: str) -> str:
    return database


# Opening


def test_databases_that_are_no_journal(url: str) -> None:
    with pytest.raises(JournalError, match="only a signing key makes a new one"):
        Journal(url)
    with pytest.raises(JournalError, match='database "nowhere" does not exist'):
        Journal(url.replace("///postgres?", "///nowhere?"), KEY)
    with pytest.raises(JournalError, match="not the address of a database"):
        Journal("postgresql://host/name?colour=petrol", KEY)


def test_no_password_is_told(url: str) -> None:
    with pytest.raises(JournalError) as told:
        Journal(url.replace("///postgres?", "///nowhere?password=hush&"), KEY)
    assert "hush" not in str(told.value)


def test_no_fault_quotes_a_row(journal: Journal) -> None:
    with journal._store.writing(), pytest.raises(JournalStoreError) as told:
        journal._store.add([(0, "{}", b"this salt is far too long")])
    assert "check constraint" in str(told.value)
    assert b"far".hex() not in str(told.value)


def test_a_server_that_may_lose_commits_is_refused(postgres: Cluster, url: str) -> None:
    with psycopg.connect(postgres.url(), autocommit=True) as db:
        try:
            db.execute("CREATE DATABASE latin ENCODING latin1 TEMPLATE template0")
            with pytest.raises(JournalError, match="fsync on and encoding LATIN1"):
                Journal(postgres.url("latin"), KEY)
        finally:
            db.execute("DROP DATABASE IF EXISTS latin")
    cut = postgres.url() + "&options=-c%20synchronous_commit%3Doff"
    with Journal(cut, KEY) as journal:

        def check() -> None:
            assert journal._store.one("SHOW synchronous_commit") == ("on",)

        journal.append(entries(1), given=check)


def test_the_indexes_serve_the_reading_in_order(journal: Journal) -> None:
    journal.append(entries(300))
    journal._store.run("SET enable_seqscan = off")
    journal._store.run("SET enable_bitmapscan = off")
    journal._store.run("ANALYZE journal.entry")
    for name in ("subject", "act", "about"):
        query = f"EXPLAIN {sql.FIND}{sql.FILTERS[name]}{sql.IN_ORDER}"
        plan = str(list(journal._store._live().execute(query, ("x",))))  # type: ignore[attr-defined]
        assert f"Index Scan using entry_2024_01_{name}" in plan
        assert ("('Sort " in plan) == (name == "subject")  # whose index is by time, for `latest`


# Only growing


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM journal.entry WHERE position = 3",
        "DELETE FROM journal.tile",
        "DELETE FROM journal.checkpoint",
        "DELETE FROM journal.log",
        "TRUNCATE journal.entry",
        "TRUNCATE journal.tile",
        "TRUNCATE journal.checkpoint",
        "TRUNCATE journal.log",
        "UPDATE journal.entry SET content = '{}' WHERE position = 3",
        "UPDATE journal.entry SET content = NULL, salt = NULL WHERE position = 3",
        "UPDATE journal.entry SET position = 900 WHERE position = 3",
        "UPDATE journal.tile SET hashes = decode(repeat('00', 32), 'hex')",
        "UPDATE journal.tile SET number = 9",
        "UPDATE journal.checkpoint SET note = ''",
        "UPDATE journal.log SET vkey = ''",
        "INSERT INTO journal.log VALUES (1, '')",
        "INSERT INTO journal.log VALUES (2, '')",
        "INSERT INTO journal.entry (position, content, salt)"
        " VALUES (301, '{}', decode(repeat('00', 16), 'hex'))",
        "INSERT INTO journal.entry (position, content, salt) SELECT number, '{}', salt"
        " FROM journal.entry, (VALUES (300), (302)) AS made (number) WHERE position = 0",
        "INSERT INTO journal.entry (position) VALUES (300)",
        "INSERT INTO journal.tile VALUES (0, 1, 0, decode(repeat('00', 32), 'hex'))",
        "INSERT INTO journal.tile VALUES (0, 1, 45, decode(repeat('00', 32), 'hex'))",
        "INSERT INTO journal.tile VALUES (0, 0, 256, decode(repeat('00', 32), 'hex'))",
        "INSERT INTO journal.tile VALUES (0, 1, 44, 'short')",
        "INSERT INTO journal.checkpoint VALUES (5, 301, '')",
        "INSERT INTO journal.checkpoint VALUES (4, 300, '')",
    ],
)
def test_the_tables_refuse_changes(filled: Journal, url: str, statement: str) -> None:
    with psycopg.connect(url) as db, pytest.raises(psycopg.IntegrityError):
        db.execute(statement)


@pytest.fixture
def role(url: str, journal: Journal) -> str:
    with psycopg.connect(url) as db:
        if not db.execute("SELECT 1 FROM pg_roles WHERE rolname = 'gateway'").fetchone():
            db.execute("CREATE ROLE gateway LOGIN")
    return url.replace("user=postgres", "user=gateway")


def test_a_role_may_append_and_no_more(url: str, role: str) -> None:
    with pytest.raises(JournalError, match="permission denied"):
        Journal(role, KEY)
    grant(url, "gateway")
    with Journal(role, KEY) as gateway:
        gateway.append(entries(300))
        gateway.append(entries(1))
        with pytest.raises(JournalStoreError, match="permission denied"):
            gateway.erase(3, "end of retention", actor="gateway", at=START)
        assert len(list(gateway.read())) == 301
    with psycopg.connect(role, autocommit=True) as db:
        for table in ("log", "entry", "tile", "checkpoint"):
            for statement in (
                "DELETE FROM {}",
                "TRUNCATE {}",
                "ALTER TABLE {} DISABLE TRIGGER ALL",
            ):
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    db.execute(statement.format(f"journal.{table}"))


def test_a_role_may_be_let_to_erase(url: str, role: str) -> None:
    grant(url, "gateway", erase=True)
    with Journal(role, KEY) as retention:
        retention.append(entries(5))
        retention.erase(3, "end of retention", actor="retention", at=START)
        with pytest.raises(JournalError, match="was erased"):
            retention.entry(3)
        with pytest.raises(JournalStoreError, match="only by erasing it"):
            retention._store.run("UPDATE journal.entry SET content = NULL, salt = NULL")


def test_a_tile_is_one_however_it_grew(journal: Journal) -> None:
    for count in (1, 1, 300, 1, 209):
        journal.append(entries(count))
    leaves = b"".join(journal.inclusion(index).leaf for index in range(512))
    assert journal.tile(Tile(0, 0)) + journal.tile(Tile(0, 1)) == leaves


# Forgetting


def test_the_bytes_of_an_erased_entry_leave_the_tables(
    postgres: Cluster, url: str, journal: Journal
) -> None:
    """With the rewrite that the retention job asks for; until then only queries miss them."""

    def stand() -> bool:
        with psycopg.connect(url, autocommit=True) as db:
            db.execute("CHECKPOINT")
        return any(b"pseudonym-to-forget" in file.read_bytes() for file in postgres.files())

    secret = Entry(at=START, act="a.b", actor="a", subject="pseudonym-to-forget")
    journal.append([*entries(5), secret])
    assert stand()
    journal.erase(5, "end of retention", actor="retention", at=START)
    assert list(journal.read(subject="pseudonym-to-forget")) == []
    journal._store.run("VACUUM FULL journal.entry")
    assert not stand()


# A server that is lost


def test_a_lost_connection_is_made_anew(url: str, filled: Journal) -> None:
    with psycopg.connect(url, autocommit=True) as db:
        others = "FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = 'postgres'"

        def cut() -> None:
            db.execute(f"SELECT pg_terminate_backend(pid) {others}")

        def cut_and_go_on() -> None:
            cut()
            with pytest.raises(JournalStoreError):
                filled.checkpoint()  # notices the loss, and keeps it to itself

        with pytest.raises(JournalStoreError, match="the connection is closed"):
            filled.append(entries(1, 300), given=cut_and_go_on)
        assert filled.append(entries(1, 300))[0].index == 300
        cut()
        with pytest.raises(JournalStoreError):
            filled.append(entries(1, 301))
        assert filled.append(entries(1, 301))[0].index == 301
        cut()
        with pytest.raises(JournalStoreError):
            filled.checkpoint()
        assert "\n302\n" in filled.checkpoint()


def test_who_was_lost_while_he_committed_is_told_so(filled: Journal) -> None:
    """The server dies after the last statement, before it answers the commit."""

    def fail(command: object) -> None:
        raise psycopg.OperationalError("the server closed the connection")

    store = filled._store
    with pytest.raises(JournalStoreError, match="was lost while it committed"), store.writing():
        store._db.execute = fail  # type: ignore[attr-defined]


def test_a_writer_that_stalls_is_cut_off(filled: Journal) -> None:
    def check() -> None:
        assert filled._store.one("SHOW idle_in_transaction_session_timeout") == ("1min",)

    filled.append(entries(1, 300), given=check)


def test_readers_see_one_moment(filled: Journal, url: str) -> None:
    reading = filled.read()
    next(reading)
    with Journal(url, KEY) as other:
        thread = threading.Thread(target=other.append, args=(entries(10, 300),))
        thread.start()
        thread.join()
    assert len(list(reading)) == 299
    assert len(list(filled.read())) == 310


def test_the_newest_about_a_person_are_read_from_the_index(journal: Journal) -> None:
    journal.append(entries(300))
    journal._store.run("SET enable_seqscan = off")
    journal._store.run("SET enable_bitmapscan = off")
    journal._store.run("ANALYZE journal.entry")
    query = f"EXPLAIN {sql.LATEST.format(act='')}"
    asked = ("p-1", "9", 0, 50)
    plan = str(list(journal._store._live().execute(query, asked)))  # type: ignore[attr-defined]
    assert "Index Scan Backward using entry_2024_01_subject" in plan
    assert "('Sort " not in plan
