"""The gateway of `tests/exchange/mutation`, on SQLite."""

from tests.exchange.conftest import built, home
from tests.exchange.mutation.conftest import cbss, clock, fpd, register, stage
from tests.exchange.server.conftest import files, journal_place

__all__ = [
    "built",
    "cbss",
    "clock",
    "files",
    "fpd",
    "home",
    "journal_place",
    "register",
    "stage",
]  # the fixtures
