"""A journal that moves from a file to PostgreSQL stays one log with one history."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from beraad.journal.base import JournalError, JournalStoreError
from beraad.journal.carried import carry_journal, check_goes_on
from beraad.journal.checkpoint import open_checkpoint
from beraad.journal.store import Journal
from beraad.journal.verify import verify_export
from tests.journal.conftest import KEY, START, entries, unlocked


@pytest.fixture
def kept(path: Path) -> Path:
    """A file with three entries."""
    with Journal(path, KEY) as journal:
        journal.append(entries(3))
    return path


def test_a_file_with_entries_is_not_left_behind(kept: Path, database: str):
    with pytest.raises(JournalError, match=r"holds 3 entries that the database lacks .*beraad car"):
        check_goes_on(kept, database)
    Journal(database, KEY).close()  # an empty one is no better
    with pytest.raises(JournalError, match="No checkpoint was signed at size 3"):
        check_goes_on(kept, database)


def test_a_file_without_entries_holds_nobody_up(path: Path, database: str):
    Journal(path, KEY).close()
    check_goes_on(path, database)


def test_another_history_as_long_is_a_second_log(kept: Path, database: str):
    with Journal(database, KEY) as journal:
        journal.append(entries(3))  # with other salts
    with pytest.raises(JournalError, match="two logs under one name"):
        check_goes_on(kept, database)


def test_a_database_that_is_away_is_told_as_that(kept: Path):
    with pytest.raises(JournalStoreError):
        check_goes_on(kept, "postgresql:///none?host=/nowhere&connect_timeout=2")


@pytest.fixture
def lived(path: Path) -> Path:
    """A file with 600 entries of three months, of which one is forgotten and one entry erased."""
    with Journal(path, KEY) as journal:
        for month in range(3):
            some = entries(199 + month, 200 * month)
            journal.append(
                [replace(one, at=one.at + timedelta(days=31 * month)) for one in some]
                + [replace(some[0], subject="", about="published \u0000 \\\\u0000 é")]
            )
        journal.retain(date(2024, 2, 1), actor="secretariat", at=START + timedelta(days=90))
        journal.erase(300, actor="secretariat", reason="by order", at=START + timedelta(days=91))
    return path


def test_the_log_in_the_database_is_the_log_of_the_file(lived: Path, database: str, tmp_path: Path):
    size = carry_journal(lived, database)
    exports = tmp_path / "file.jsonl", tmp_path / "database.jsonl"
    for place, export in zip((lived, database), exports, strict=True):
        with Journal(place) as journal:
            journal.export(export)
    assert exports[0].read_bytes() == exports[1].read_bytes()
    verdict = verify_export(exports[1], str(KEY.public))
    assert (verdict.fault, size) == (None, 605)
    check_goes_on(lived, database)
    with Journal(lived) as one, Journal(database) as other:
        assert list(one.read()) == list(other.read())
        assert one.forgotten() == other.forgotten() == "2024-01"
        assert one.latest("p-1", 5) == other.latest("p-1", 5)


def test_it_goes_on_where_it_was(lived: Path, database: str, tmp_path: Path):
    size = carry_journal(lived, database)
    with Journal(lived) as journal:
        old = journal.checkpoint()
    root = open_checkpoint(old, KEY.public).root
    with Journal(database, KEY) as journal:
        (position,) = journal.append(entries(1, 900))
        assert position.index == size
        now = open_checkpoint(journal.checkpoint(), KEY.public)
        journal.consistency(size).check(root, now.root)
        assert journal.prove(350, old)
        assert journal.retain(date(2024, 3, 1), actor="a", at=START + timedelta(days=99))
        journal.erase(450, actor="a", reason="by order", at=START + timedelta(days=99))
        journal.export(tmp_path / "export.jsonl")
    assert verify_export(tmp_path / "export.jsonl", str(KEY.public)).fault is None
    check_goes_on(lived, database)


def test_where_a_journal_stands_nothing_is_carried(kept: Path, database: str):
    Journal(database, KEY).close()
    with pytest.raises(JournalError, match="has a journal"):
        carry_journal(kept, database)


def test_what_cannot_be_the_same_there_is_not_carried(kept: Path, database: str):
    with Journal(kept, KEY) as journal:
        spoilt = journal.entry(1).content.replace(b".product", b".produc\xff")
        change = "UPDATE entry SET content = CAST(? AS TEXT) WHERE position = 1"
        unlocked(journal).run(change, (spoilt,))
    with pytest.raises(JournalError, match="no text"):
        carry_journal(kept, database)
    with pytest.raises(JournalError, match="There is no journal"):
        Journal(database)
