"""The gateway of `tests/exchange/files`, which takes files over HTTP."""

from tests.exchange.conftest import built, home, postgres, register
from tests.exchange.files.conftest import files, journal_place, live, persons

__all__ = [
    "built",
    "files",
    "home",
    "journal_place",
    "live",
    "persons",
    "postgres",
    "register",
]  # the fixtures
