"""A gateway is opened from its files, with keys that stay and that nobody else may read."""

import asyncio
from contextlib import nullcontext
from pathlib import Path

import pytest

from beraad.exchange.server.desks import Desk
from beraad.exchange.server.secret import own_key


def test_a_key_is_made_once(tmp_path: Path):
    made = own_key(tmp_path / "a.key")
    assert (len(made), own_key(tmp_path / "a.key")) == (32, made)


def test_a_key_that_others_may_read_is_refused(tmp_path: Path):
    path = tmp_path / "a.key"
    own_key(path)
    path.chmod(0o640)
    with pytest.raises(ValueError, match="chmod 600"):
        own_key(path)


def test_a_desk_is_open_before_it_is_asked():
    async def ask() -> None:
        desk = Desk(nullcontext(1))
        try:
            await desk.ask(lambda one: one)
        finally:
            await desk.close()

    with pytest.raises(RuntimeError, match="not open"):
        asyncio.run(ask())
