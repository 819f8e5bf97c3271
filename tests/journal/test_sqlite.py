"""What is true of the journal on SQLite alone: its file, its log, its triggers."""

import sqlite3
import threading
import time
from pathlib import Path

import pytest

from beraad.journal import sqlite_sql as sql
from beraad.journal.entry import Entry
from beraad.journal.store import Journal, JournalBusyError, JournalError, JournalStoreError
from tests.journal.conftest import KEY, START, entries


@pytest.fixture
def url(path: Path) -> str:
    return str(path)


def test_files_that_are_no_journal(tmp_path: Path) -> None:
    with pytest.raises(JournalError, match="only a signing key makes a new one"):
        Journal(tmp_path / "absent")
    (tmp_path / "text").write_text("This is no database at all. " * 100)
    with pytest.raises(JournalError, match="is not a journal that can be opened"):
        Journal(tmp_path / "text", KEY)
    with pytest.raises(JournalError, match="unable to open"):
        Journal(tmp_path / "no folder" / "journal", KEY)
    sqlite3.connect(tmp_path / "empty").close()
    with pytest.raises(JournalError, match="no such table"):
        Journal(tmp_path / "empty")


def test_the_indexes_serve_the_reading(path: Path, journal: Journal) -> None:
    with sqlite3.connect(path) as db:
        for name in ("subject", "act", "about"):
            plan = str(
                db.execute(f"EXPLAIN QUERY PLAN {sql.FIND}{sql.FILTERS[name]}", ("x",)).fetchall()
            )
            assert f"entry_{name}" in plan
    db.close()


def test_a_full_disk_records_nothing(filled: Journal) -> None:
    db = filled._store._db  # type: ignore[attr-defined]
    pages = db.execute("PRAGMA page_count").fetchone()[0]
    db.execute(f"PRAGMA max_page_count = {pages + 1}")
    before = filled.checkpoint()
    with pytest.raises(JournalStoreError, match="full"):
        filled.append(entries(500, 300))
    assert filled.checkpoint() == before
    db.execute("PRAGMA max_page_count = 100000")
    assert filled.append(entries(1, 300))[0].index == 300


def test_a_founder_waits_for_the_file(path: Path) -> None:
    """An empty file in other hands: refused when the wait is over, taken when it is freed."""
    holder = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(JournalBusyError, match="Another writer holds"):
        Journal(path, KEY, wait=0.02)
    timer = threading.Timer(0.3, holder.execute, ["ROLLBACK"])
    timer.start()
    with Journal(path, KEY) as journal:
        assert journal.append(entries(1))[0].index == 0
    timer.join()
    holder.close()


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM entry WHERE position = 3",
        "DELETE FROM tile",
        "DELETE FROM checkpoint",
        "DELETE FROM log",
        "UPDATE entry SET content = '{}' WHERE position = 3",
        "UPDATE entry SET content = NULL, salt = NULL WHERE position = 3",
        "UPDATE entry SET position = 900 WHERE position = 3",
        "UPDATE tile SET hashes = zeroblob(32)",
        "UPDATE tile SET number = 9",
        "UPDATE checkpoint SET note = ''",
        "UPDATE log SET vkey = ''",
        "INSERT INTO entry (position, content, salt) VALUES (301, '{}', zeroblob(16))",
        "INSERT INTO entry (position) VALUES (300)",
        "INSERT OR REPLACE INTO entry (position, content, salt) VALUES (3, '{}', zeroblob(16))",
        "INSERT OR REPLACE INTO tile VALUES (0, 0, zeroblob(32))",
        "INSERT OR REPLACE INTO checkpoint VALUES (1, 1, '')",
        "INSERT OR REPLACE INTO log VALUES (1, '')",
    ],
)
def test_the_file_itself_refuses_changes(path: Path, filled: Journal, statement: str) -> None:
    db = sqlite3.connect(path)
    with pytest.raises(sqlite3.IntegrityError):
        db.execute(statement)
    db.close()


def test_the_bytes_of_an_erased_entry_leave_the_files(path: Path, journal: Journal) -> None:
    secret = Entry(at=START, act="a.b", actor="a", subject="pseudonym-to-forget")
    journal.append([*entries(5), secret])
    salt = journal.salt(5)
    journal.erase(5, "end of retention", actor="retention", at=START)
    for file in path.parent.iterdir():
        content = file.read_bytes()
        assert b"pseudonym-to-forget" not in content
        assert salt not in content


@pytest.mark.parametrize("own", [True, False])
def test_a_reader_delays_the_sweep_but_no_writer(path: Path, journal: Journal, own: bool) -> None:
    """Its snapshot needs the old page; once it is done, the next append sweeps."""
    journal.append(entries(5))
    salt, log = journal.salt(2), path.with_name(path.name + "-wal")
    with Journal(path) as other:
        reading = (journal if own else other).read()
        next(reading)
        start = time.monotonic()
        journal.erase(2, "end of retention", actor="retention", at=START)
        assert time.monotonic() - start < 5
        assert salt in log.read_bytes() + path.read_bytes()
        reading.close()
        journal.append(entries(1))
    assert salt not in log.read_bytes() + path.read_bytes()
