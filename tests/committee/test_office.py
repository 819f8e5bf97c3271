"""The office reads of the journal what concerns the file, and no more."""

from collections.abc import Iterator
from typing import Any

import pytest

from beraad.committee.office import Office
from beraad.journal.entry import Entry
from beraad.journal.store import Recorded
from tests.committee.chamber import NUMBER, START, to_the_vote


def test_the_communications_of_a_deliberation_stay_unread(
    office: Office, monkeypatch: pytest.MonkeyPatch
):
    to_the_vote(office)
    one = Entry(START, "communication.permitted", "gateway", NUMBER, subject="p-1")
    office.journal.append([one] * 300)
    read, found = office.journal.read, list[str]()

    def seen(**wanted: Any) -> Iterator[Recorded]:
        for recorded in read(**wanted):
            found.append(recorded.entry.act)
            yield recorded

    monkeypatch.setattr(office.journal, "read", seen)
    assert office.file(NUMBER).stage == "on-agenda"
    assert found == ["request.submitted", "request.found-complete", "request.put-on-agenda"]
