"""The gateway of `tests/exchange/files`, which takes files over HTTP."""

from tests.exchange.conftest import built, home, register
from tests.exchange.files.conftest import live, persons

__all__ = ["built", "home", "live", "persons", "register"]  # the fixtures
