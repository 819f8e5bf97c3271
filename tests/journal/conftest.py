"""A log key, a way to write many entries, and an empty journal on each of the two engines."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from beraad.journal.base import Store
from beraad.journal.entry import Entry
from beraad.journal.note import SigningKey
from beraad.journal.store import Journal
from tests.postgres import Cluster, emptied, postgres

__all__ = ["postgres"]  # the fixture

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
    """Where a journal may come on SQLite, for what is said of SQLite alone."""
    return tmp_path / "journal.sqlite"


@pytest.fixture
def database(postgres: Cluster) -> str:
    """Where a journal may come on PostgreSQL."""
    return emptied(postgres)


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest) -> str:
    """Where a journal may come: each test that asks runs on both engines."""
    if request.param == "postgres":
        return str(request.getfixturevalue("database"))
    return f"sqlite:///{request.getfixturevalue('path')}"


@pytest.fixture
def journal(url: str) -> Iterator[Journal]:
    with Journal(url, KEY) as journal:
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


def unlocked(journal: Journal) -> Store:
    """The store of a journal whose owner took the triggers away; and names are as in SQLite."""
    store = journal._store
    if store.sql.__name__.endswith("postgres_sql"):
        store.run("SET search_path = journal")
        store.run("CREATE DOMAIN blob AS bytea")  # so that casts are spelled the same
        for table in ("log", "entry", "tile", "checkpoint"):
            store.run(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    else:
        names = list(store.rows("SELECT name FROM sqlite_schema WHERE type = 'trigger'"))
        for (name,) in names:
            store.run(f"DROP TRIGGER {name}")
    return store
