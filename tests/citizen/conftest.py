"""The journals of `tests/journal`, on both engines, and a person who had two numbers."""

from dataclasses import dataclass, field

import pytest

from beraad.citizen.view import View
from beraad.exchange.pseudonym import Pseudonyms
from beraad.journal.store import Journal
from tests.journal.conftest import database, journal, path, url
from tests.postgres import postgres

__all__ = ["database", "journal", "path", "postgres", "url"]  # fixtures

PSEUDONYMS = Pseudonyms(b"a key for tests of thirty-two by")
ME, BEFORE, OTHER = "85073003328", "85473003313", "90010100123"  # made up; BEFORE was a bis number


@dataclass
class Renumbered:
    """A directory that knows of one replacement."""

    same: tuple[str, ...] = field(default=(ME, BEFORE))

    def numbers(self, ssin: str) -> tuple[str, ...]:
        return self.same if ssin in self.same else (ssin,)


@pytest.fixture
def view(journal: Journal) -> View:
    return View(journal, Renumbered(), PSEUDONYMS)
