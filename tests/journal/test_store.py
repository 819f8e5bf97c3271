"""The journal on either engine: all or nothing, one writer at a time, and forgetting."""

import threading
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from beraad.journal.checkpoint import Checkpoint, open_checkpoint
from beraad.journal.entry import Entry, EntryError
from beraad.journal.leaf import leaf_hash, salted_hash
from beraad.journal.note import SigningKey
from beraad.journal.store import (
    Journal,
    JournalBusyError,
    JournalError,
    JournalStoreError,
    Recorded,
    _store,
    open_journal,
)
from beraad.journal.tile import Tile
from beraad.journal.tree import Edge
from tests.journal.conftest import KEY, START, entries, unlocked


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


def test_any_text_of_an_entry_is_kept(journal: Journal) -> None:
    """Though JSON in PostgreSQL holds no NUL; a backslash before `u0000` is not one."""
    told = [
        Entry(at=START, act="a.b", actor="\0", about=text, facts={"text": text})
        for text in ("\0", "\\u0000", "\\\\u0000", "\\\0", '\\"\0\\', "\x01\t€\U0001f600", "\ufffd")
    ]
    journal.append(told)
    assert [found.entry for found in journal.read(act="a.b")] == told
    assert [found.index for found in journal.read(about="\\u0000")] == [1]


def test_what_an_append_relies_on_is_checked_while_nobody_else_can_write(
    journal: Journal, url: str
) -> None:
    def check() -> None:
        with Journal(url, KEY, wait=0.0) as other, pytest.raises(JournalBusyError):
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


def test_proofs_hold_between_all_checkpoints(filled: Journal) -> None:
    sizes = [0, 1, 6, 300]
    for new in sizes:
        for old in (size for size in sizes if size <= new):
            filled.consistency(old, new).check(root(filled, old), root(filled, new))
    for index in (0, 5, 255, 256, 299):
        filled.inclusion(index).check(root(filled, 300))
    filled.inclusion(5, 6).check(root(filled, 6))


def test_a_journal_is_taken_up_where_it_was_left(url: str, filled: Journal) -> None:
    with Journal(url, KEY) as again:
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


def test_a_reader_needs_no_key_and_cannot_write(url: str, filled: Journal) -> None:
    with Journal(url) as reader:
        assert reader.checkpoint() == filled.checkpoint()
        with pytest.raises(JournalError, match="opened for reading; give its key"):
            reader.append(entries(1))


def test_another_key_does_not_fit(url: str, journal: Journal) -> None:
    with pytest.raises(JournalError, match="This journal is signed by"):
        Journal(url, SigningKey(KEY.name, bytes(32)))


def test_a_journal_is_opened_by_its_address(tmp_path: Path) -> None:
    for place in (tmp_path / "a", str(tmp_path / "b"), f"sqlite:///{tmp_path / 'c'}"):
        with open_journal(place, KEY) as journal:
            journal.append(entries(1))
    assert {file.name for file in tmp_path.iterdir()} == {"a", "b", "c"}
    with pytest.raises(JournalError, match="not mysql://"):
        open_journal("mysql://host/name", KEY)


@pytest.mark.parametrize(
    ("hashes", "fault"),
    [
        ("(SELECT salt || salt FROM entry LIMIT 1)", "A tile was cut short"),
        ("substr(CAST(hashes || hashes AS blob), 17, 64)", "do not lead to the signed root"),
    ],
)
def test_a_changed_tile_is_noticed_on_opening(
    url: str, journal: Journal, hashes: str, fault: str
) -> None:
    journal.append(entries(2))
    unlocked(journal).run(f"UPDATE tile SET hashes = CAST({hashes} AS blob)")
    with pytest.raises(JournalError, match=fault):
        Journal(url)


def test_a_journal_without_its_head_is_none(url: str, filled: Journal) -> None:
    unlocked(filled).run("DELETE FROM checkpoint")
    with pytest.raises(JournalError, match="lacks what every journal has"):
        Journal(url)


# All or nothing


def test_a_failure_halfway_records_nothing(url: str) -> None:
    salts = iter([bytes(16), bytes(16), b"too short"])
    with Journal(url, KEY, salt=lambda: next(salts)) as journal:
        before = journal.checkpoint()
        with pytest.raises(ValueError, match="A salt has 16 bytes"):
            journal.append(entries(3))
        assert (journal.checkpoint(), list(journal.read())) == (before, [])


# One writer at a time


def test_a_second_writer_waits_or_is_refused(url: str, journal: Journal) -> None:
    with Journal(url, KEY, wait=0.05) as second:
        with journal._store.writing(), pytest.raises(JournalBusyError, match="Another writer"):
            second.append(entries(1))
        assert second.append(entries(1))[0].index == 0


def test_two_writers_take_turns(url: str) -> None:
    """Each goes on from what the other wrote, though each remembers its own edge."""

    def write(first: int) -> None:
        with Journal(url, KEY) as journal:
            for number in range(first, first + 20):
                journal.append(entries(1, number))

    writers = [threading.Thread(target=write, args=(first,)) for first in (0, 20)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    with Journal(url) as journal:
        numbers = [found.entry.facts["number"] for found in journal.read()]
        assert sorted(numbers) == list(range(40))  # type: ignore[type-var]
        journal.consistency(17).check(root(journal, 17), root(journal, 40))


def test_two_founders_make_one_journal(url: str) -> None:
    """The second finds an empty database, waits for its turn, and then finds a journal."""
    first, found = _store(url, True, 10), []

    def second() -> None:
        with Journal(url, KEY) as journal:
            found.append(journal.checkpoint())

    thread = threading.Thread(target=second)
    first.prepare()
    with first.writing():
        thread.start()
        time.sleep(0.3)
        for statement in first.sql.SCHEMA:
            first.run(statement)
        note = Checkpoint(KEY.name, 0, Edge().root()).sign(KEY)
        first.run(first.sql.NAME_KEY, (str(KEY.public),))
        first.run(first.sql.ADD_CHECKPOINT, (0, 0, note))
    first.close()
    thread.join()
    assert found == [note]


def test_a_past_that_was_restored_is_taken_up_as_it_stands(filled: Journal) -> None:
    """Another history, as long as the one that this writer remembers."""
    filled._head = "a note that was lost", Edge(300, (bytes(32),))
    filled.append(entries(1, 300))
    filled.consistency(300).check(root(filled, 300), root(filled, 301))


# Forgetting


def test_an_erased_entry_is_gone_and_its_proof_stands(journal: Journal) -> None:
    kept = journal.append(entries(6))[5]
    place = journal.erase(5, "end of retention", actor="retention", at=START)
    with pytest.raises(JournalError, match="Entry 5 was erased"):
        journal.entry(5)
    with pytest.raises(JournalError, match="Entry 5 was erased"):
        journal.erase(5, "again", actor="retention", at=START)
    assert journal.entry(place.index).facts == {"index": 5, "reason": "end of retention"}
    assert 5 not in [found.index for found in journal.read()]
    proof = journal.inclusion(5)
    proof.check(root(journal, 7))
    assert proof.leaf == kept.leaf


def test_an_entry_is_recorded_as_erased_once(journal: Journal) -> None:
    record = Entry(at=START, act="journal.erased", actor="a", facts={"index": 0, "reason": "b"})
    journal.append([*entries(1), record])
    with pytest.raises(JournalStoreError):
        journal.append([record])
    assert len(list(journal.read())) == 2


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


def test_the_newest_about_a_person_come_first(journal: Journal) -> None:
    """By their instants, which are not always in the order of recording; an act may be asked."""
    times = [3, 1, 2, 2]
    journal.append(
        [
            Entry(START + timedelta(seconds=second), f"a.{'bc'[n % 2]}", "a", "", "p-1")
            for n, second in enumerate(times)
        ]
    )
    journal.append([Entry(START, "a.b", "a", "", "p-2")])

    def found(**more: Any) -> list[int]:
        return [index for index, _ in journal.latest("p-1", 3, **more)]

    assert found() == [0, 3, 2]
    assert found(before=(START + timedelta(seconds=2), 3)) == [2, 1]
    assert found(act="a.c") == [3, 1]
    assert Entry.parse(journal.latest("p-2", 1)[0][1].encode()).subject == "p-2"
