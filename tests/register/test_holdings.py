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
from tests.law import world
from tests.law.world import CATALOGUE, amendment, deliberation

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


def test_what_changes_is_told_of_each_register_and_remembered_with_it() -> None:
    """Two registers that differ in nothing but the amendment's text do not share an answer."""
    told: list[str | None] = []
    for span in ("1 year", "2 years"):
        law = world.register(
            deliberation(), amendment(f"- set looking-back of clause history: {span}")
        )
        held, (key,) = holdings.Holdings(law, ()), law.deliberations
        start = law.versions(key)[-1].start
        (row,) = held.change(key, start, None).changed
        assert held.change(key, start, None) is held.change(key, start, None)
        told.append(row.after and row.after.looking_back)
    assert told == ["1 year", "2 years"]
