"""The journal in its file: all or nothing, only growing, one writer at a time, and forgetting."""

import sqlite3
import threading
import time
from pathlib import Path

import pytest

from beraad.journal import sql
from beraad.journal.checkpoint import Checkpoint, open_checkpoint
from beraad.journal.entry import Entry, EntryError
from beraad.journal.leaf import leaf_hash, salted_hash
from beraad.journal.note import SigningKey
from beraad.journal.store import Journal, JournalBusyError, JournalError, Recorded
from beraad.journal.tile import Tile
from beraad.journal.tree import Edge
from tests.journal.conftest import KEY, START, entries


def root(journal: Journal, size: int) -> bytes:
    return open_checkpoint(journal.checkpoint(size), journal.vkey).root


def test_what_is_appended_is_read_back_in_order(journal: Journal) -> None:
    told = entries(3)
    positions = journal.append(told)
    assert [(place.index, place.size) for place in positions] == [(0, 3), (1, 3), (2, 3)]
    assert list(journal.read()) == [Recorded(i, entry) for i, entry in enumerate(told)]
    for place, entry in zip(positions, told, strict=True):
        assert journal.entry(place.index) == entry
        salted = salted_hash(journal.salt(place.index), entry.content)
        assert leaf_hash(salted) == place.leaf == journal.inclusion(place.index).leaf


def test_what_an_append_relies_on_is_checked_while_nobody_else_can_write(
    journal: Journal, path: Path
) -> None:
    def check() -> None:
        with Journal(path, KEY, wait=0.0) as other, pytest.raises(JournalBusyError):
            other.append(entries(1))
        if list(journal.read()):
            raise ValueError("only one may come first")

    journal.append(entries(1), given=check)
    with pytest.raises(ValueError, match="only one may come first"):
        journal.append(entries(1, 1), given=check)
    assert [found.index for found in journal.read()] == [0]


def test_nothing_appended_is_no_checkpoint(journal: Journal) -> None:
    before = journal.checkpoint()
    assert journal.append([]) == []
    assert journal.checkpoint() == before


@pytest.mark.parametrize(
    ("conditions", "expected"),
    [
        ({"act": "communication.refused"}, [0, 3, 6, 9]),
        ({"subject": "p-2"}, [2, 7]),
        ({"subject": "p-2", "after": 2}, [7]),
        ({"about": "18/046", "after": 7}, [8, 9]),
        ({"about": "24/096"}, []),
        ({"since": entries(4)[3].at, "until": entries(6)[5].at}, [3, 4]),
    ],
)
def test_reading_by_condition(
    journal: Journal, conditions: dict[str, object], expected: list[int]
) -> None:
    journal.append(entries(10))
    assert [found.index for found in journal.read(**conditions)] == expected  # type: ignore[arg-type]


def test_the_indexes_serve_the_reading(path: Path, journal: Journal) -> None:
    with sqlite3.connect(path) as db:
        for name in ("subject", "act", "about"):
            plan = str(
                db.execute(f"EXPLAIN QUERY PLAN {sql.FIND}{sql.FILTERS[name]}", ("x",)).fetchall()
            )
            assert f"entry_{name}" in plan
    db.close()


def test_proofs_hold_between_all_checkpoints(filled: Journal) -> None:
    sizes = [0, 1, 6, 300]
    for new in sizes:
        for old in (size for size in sizes if size <= new):
            filled.consistency(old, new).check(root(filled, old), root(filled, new))
    for index in (0, 5, 255, 256, 299):
        filled.inclusion(index).check(root(filled, 300))
    filled.inclusion(5, 6).check(root(filled, 6))


def test_a_journal_is_taken_up_where_it_was_left(path: Path, filled: Journal) -> None:
    with Journal(path, KEY) as again:
        assert again.append(entries(1, 300))[0].index == 300
        again.consistency(300).check(root(again, 300), root(again, 301))


def test_tiles_are_served_as_they_were_and_as_they_are(filled: Journal) -> None:
    leaves = b"".join(filled.inclusion(index).leaf for index in range(300))
    assert filled.tile(Tile.parse("tile/0/000.p/6")) == leaves[: 6 * 32]
    assert filled.tile(Tile.parse("tile/0/000")) == leaves[: 256 * 32]
    assert filled.tile(Tile.parse("tile/0/001.p/44")) == leaves[256 * 32 :]
    assert (
        filled.tile(Tile.parse("tile/1/000.p/1"))
        == Edge().grow([leaves[i : i + 32] for i in range(0, 256 * 32, 32)])[0].root()
    )
    with pytest.raises(ValueError, match="as yet"):
        filled.tile(Tile(0, 1))


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        (lambda journal: journal.entry(300), "There is no entry 300"),
        (lambda journal: journal.inclusion(0, 301), "has 300 entries, not 301"),
        (lambda journal: journal.consistency(1, 301), "has 300 entries, not 301"),
        (lambda journal: journal.checkpoint(7), "No checkpoint was signed at size 7"),
    ],
)
def test_questions_without_an_answer(filled: Journal, ask: object, message: str) -> None:
    with pytest.raises(JournalError, match=message):
        ask(filled)  # type: ignore[operator]


# Opening


def test_a_reader_needs_no_key_and_cannot_write(path: Path, filled: Journal) -> None:
    with Journal(path) as reader:
        assert reader.checkpoint() == filled.checkpoint()
        with pytest.raises(JournalError, match="opened for reading; give its key"):
            reader.append(entries(1))


def test_files_that_are_no_journal(tmp_path: Path) -> None:
    with pytest.raises(JournalError, match="give a key to make one"):
        Journal(tmp_path / "absent")
    (tmp_path / "text").write_text("This is no database at all. " * 100)
    with pytest.raises(JournalError, match="is not a journal that can be opened"):
        Journal(tmp_path / "text", KEY)
    with pytest.raises(JournalError, match="cannot be opened"):
        Journal(tmp_path / "no folder" / "journal", KEY)
    sqlite3.connect(tmp_path / "empty").close()
    with pytest.raises(JournalError, match="no such table"):
        Journal(tmp_path / "empty")


def test_another_key_does_not_fit(path: Path, journal: Journal) -> None:
    with pytest.raises(JournalError, match="This journal is signed by"):
        Journal(path, SigningKey(KEY.name, bytes(32)))


def test_a_changed_tile_is_noticed_on_opening(path: Path, filled: Journal) -> None:
    with sqlite3.connect(path) as db:
        db.execute("DROP TRIGGER tile_grows")
        db.execute("UPDATE tile SET hashes = zeroblob(length(hashes)) WHERE number = 1")
    db.close()
    with pytest.raises(JournalError, match="do not lead to the signed root"):
        Journal(path)


# All or nothing


def test_a_failure_halfway_records_nothing(path: Path) -> None:
    salts = iter([bytes(16), bytes(16), b"too short"])
    with Journal(path, KEY, salt=lambda: next(salts)) as journal:
        before = journal.checkpoint()
        with pytest.raises(ValueError, match="A salt has 16 bytes"):
            journal.append(entries(3))
        assert (journal.checkpoint(), list(journal.read())) == (before, [])


def test_a_full_disk_records_nothing(path: Path, filled: Journal) -> None:
    db = filled._db
    pages = db.execute("PRAGMA page_count").fetchone()[0]
    db.execute(f"PRAGMA max_page_count = {pages + 1}")
    before = filled.checkpoint()
    with pytest.raises(sqlite3.OperationalError, match="full"):
        filled.append(entries(500, 300))
    assert filled.checkpoint() == before
    db.execute("PRAGMA max_page_count = 100000")
    assert filled.append(entries(1, 300))[0].index == 300


# One writer at a time


def test_a_second_writer_waits_or_is_refused(path: Path, journal: Journal) -> None:
    with Journal(path, KEY, wait=0.05) as second:
        journal._db.execute(sql.BEGIN)
        with pytest.raises(JournalBusyError, match="Another writer holds the journal"):
            second.append(entries(1))
        journal._db.execute(sql.ROLLBACK)
        assert second.append(entries(1))[0].index == 0


def test_two_writers_take_turns(path: Path) -> None:
    """Each goes on from what the other wrote, though each remembers its own edge."""

    def write(first: int) -> None:
        with Journal(path, KEY) as journal:
            for number in range(first, first + 20):
                journal.append(entries(1, number))

    writers = [threading.Thread(target=write, args=(first,)) for first in (0, 20)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    with Journal(path) as journal:
        numbers = [found.entry.facts["number"] for found in journal.read()]
        assert sorted(numbers) == list(range(40))  # type: ignore[type-var]
        journal.consistency(17).check(root(journal, 17), root(journal, 40))


def test_two_founders_make_one_journal(path: Path) -> None:
    """The second finds an empty file, waits for its turn, and then finds a journal."""
    first = sqlite3.connect(path, isolation_level=None)
    first.execute(sql.SETTINGS[0])
    first.execute(sql.BEGIN)
    found: list[str] = []

    def second() -> None:
        with Journal(path, KEY) as journal:
            found.append(journal.checkpoint())

    thread = threading.Thread(target=second)
    thread.start()
    time.sleep(0.3)
    for statement in sql.SCHEMA:
        first.execute(statement)
    note = Checkpoint(KEY.name, 0, Edge().root()).sign(KEY)
    first.execute(sql.NAME_KEY, (str(KEY.public),))
    first.execute(sql.ADD_CHECKPOINT, (0, 0, note))
    first.execute(sql.COMMIT)
    first.close()
    thread.join()
    assert found == [note]


def test_a_founder_waits_for_the_file(path: Path) -> None:
    """An empty file in other hands: refused when the wait is over, taken when it is freed."""
    holder = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(JournalBusyError, match="Another process holds"):
        Journal(path, KEY, wait=0.02)
    timer = threading.Timer(0.3, holder.execute, ["ROLLBACK"])
    timer.start()
    with Journal(path, KEY) as journal:
        assert journal.append(entries(1))[0].index == 0
    timer.join()
    holder.close()


# Only growing


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


# Forgetting


def test_an_erased_entry_is_gone_and_its_proof_stands(path: Path, journal: Journal) -> None:
    secret = Entry(
        at=START, act="communication.permitted", actor="a", subject="pseudonym-to-forget"
    )
    kept = journal.append([*entries(5), secret])[5]
    salt = journal.salt(5)
    place = journal.erase(5, "end of retention", actor="retention", at=START)
    for file in path.parent.iterdir():
        content = file.read_bytes()
        assert b"pseudonym-to-forget" not in content
        assert salt not in content
    with pytest.raises(JournalError, match="Entry 5 was erased"):
        journal.entry(5)
    with pytest.raises(JournalError, match="Entry 5 was erased"):
        journal.erase(5, "again", actor="retention", at=START)
    assert journal.entry(place.index).facts == {"index": 5, "reason": "end of retention"}
    assert 5 not in [found.index for found in journal.read()]
    proof = journal.inclusion(5)
    proof.check(root(journal, 7))
    assert proof.leaf == kept.leaf


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


def test_the_record_of_an_erasure_stays(journal: Journal) -> None:
    journal.append(entries(1))
    journal.erase(0, "end of retention", actor="retention", at=START)
    with pytest.raises(JournalError, match="Entry 1 says what was erased"):
        journal.erase(1, "to hide it", actor="someone", at=START)


def test_what_is_about_no_person_stays(journal: Journal) -> None:
    """Nobody is forgotten by it, and the state of a file may rest on it."""
    journal.append([Entry(at=START, act="vote.cast", actor="member-a", about="24/001")])
    with pytest.raises(JournalError, match="Entry 0 is about no person; it must stay"):
        journal.erase(0, "to vote again", actor="member-a", at=START)
    assert [found.index for found in journal.read()] == [0]


def test_a_reason_that_names_a_person_erases_nothing(journal: Journal) -> None:
    journal.append(entries(1))
    with pytest.raises(EntryError, match="national number"):
        journal.erase(0, "asked by 85.07.30-033.28", actor="retention", at=START)
    assert journal.entry(0) == entries(1)[0]
