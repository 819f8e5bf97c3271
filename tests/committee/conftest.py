"""An office in a fresh folder."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from beraad.committee.office import Office
from beraad.journal.store import Journal
from tests.committee.chamber import KEY, open_office


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with Journal(tmp_path / "journal.db", KEY) as journal:
        yield open_office(tmp_path, journal)
