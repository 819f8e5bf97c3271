"""`beraad carry`, and what a home with a journal of its own does beside a database."""

from pathlib import Path

import pytest

from beraad.journal.keyfile import make_key
from beraad.journal.store import Journal, JournalError
from tests.journal.conftest import entries
from tests.postgres import Cluster, emptied, postgres
from tests.site.conftest import Shell

__all__ = ["postgres"]  # the fixture


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home whose journal has entries."""
    home = tmp_path / "home"
    (home / "sources").mkdir(parents=True)
    key = make_key(home / "journal.key", "beraad.example/carried", bytes(range(32)))
    with Journal(home / "journal.db", key) as journal:
        journal.append(entries(5))
    return home


@pytest.mark.parametrize("setting", ["BERAAD_DATABASE", "BERAAD_JOURNAL"])
def test_no_second_log_begins_beside_a_journal(
    home: Path, postgres: Cluster, shell: Shell, monkeypatch: pytest.MonkeyPatch, setting: str
):
    url = emptied(postgres)
    monkeypatch.setenv(setting, url)
    for words in (("gateway",), ("evidence", "give-consent")):
        ran = shell(*words, "--home", str(home))
        assert (ran.code, ran.out) == (2, "")
        assert "holds 5 entries that the database lacks" in ran.err
        assert "beraad carry" in ran.err
    with pytest.raises(JournalError, match="There is no journal"):
        Journal(url)
