"""The pages show what was published at once, also while the journal's writer is still open."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings

from beraad.committee.docket import Docket
from beraad.journal.entry import Entry
from beraad.journal.note import SigningKey
from beraad.journal.store import Journal
from beraad.register import holdings
from tests.law.world import CATALOGUE, deliberation

KEY = SigningKey("beraad.example/test", bytes(32))


def test_a_publication_is_shown_while_the_journal_is_open_for_writing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    (tmp_path / "catalogue.md").write_text(CATALOGUE)
    docket = Docket(tmp_path / "docket")
    with Journal(tmp_path / "journal.db", KEY) as journal:
        monkeypatch.setattr(settings, "REGISTER_PATHS", [tmp_path / "catalogue.md"])
        monkeypatch.setattr(settings, "JOURNAL_FILE", tmp_path / "journal.db")
        monkeypatch.setattr(settings, "DOCKET_FOLDER", docket.folder)
        monkeypatch.setattr(holdings, "latest", None)
        assert not holdings.holdings().register.deliberations
        facts = {"document": docket.put(deliberation().encode())}
        at = datetime(2024, 3, 6, tzinfo=UTC)
        entry = Entry(
            at=at, act="deliberation.published", actor="clerk", about="22/056", facts=facts
        )
        journal.append([entry])
        assert len(holdings.holdings().register.deliberations) == 1
