"""A journal that moves from a file to PostgreSQL stays one log with one history."""

from pathlib import Path

import pytest

from beraad.journal.base import JournalError, JournalStoreError
from beraad.journal.carried import check_goes_on
from beraad.journal.store import Journal
from tests.journal.conftest import KEY, entries


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
