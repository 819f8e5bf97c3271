"""A log key, a way to write many entries, and a journal in a fresh folder."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from beraad.journal.entry import Entry
from beraad.journal.note import SigningKey
from beraad.journal.store import Journal

START = datetime(2024, 1, 9, 8, 0, tzinfo=UTC)
KEY = SigningKey("beraad.example/journal", bytes(range(32)))


def entries(count: int, first: int = 0) -> list[Entry]:
    """So many consultations about five persons, a second apart."""
    return [
        Entry(
            at=START + timedelta(seconds=number),
            act="communication.permitted" if number % 3 else "communication.refused",
            actor="organisation-7",
            about="18/046",
            subject=f"p-{number % 5}",
            facts={"fields": ["dispensing.product", "dispensing.date"], "number": number},
        )
        for number in range(first, first + count)
    ]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journal.sqlite"


@pytest.fixture
def journal(path: Path) -> Iterator[Journal]:
    with Journal(path, KEY) as journal:
        yield journal


@pytest.fixture
def filled(journal: Journal) -> Journal:
    """300 entries under the checkpoints 0, 1, 6 and 300: more than one tile wide."""
    for first, count in ((0, 1), (1, 5), (6, 294)):
        journal.append(entries(count, first))
    return journal


@pytest.fixture
def exported(filled: Journal, tmp_path: Path) -> Callable[[], Path]:
    def export() -> Path:
        target = tmp_path / "export.jsonl"
        filled.export(target)
        return target

    return export
