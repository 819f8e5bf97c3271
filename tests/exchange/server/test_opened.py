"""A gateway is opened from its files, with keys that stay and that nobody else may read."""

import asyncio
from contextlib import nullcontext
from pathlib import Path

import pytest

from beraad.exchange.server.clients import Clients
from beraad.exchange.server.desks import Desk
from beraad.exchange.server.opened import open_gateway
from beraad.exchange.server.ring import Ring
from beraad.exchange.server.secret import own_key
from beraad.exchange.server.stores import Files
from beraad.exchange.server.tokens import Tokens
from beraad.journal.store import Journal
from beraad.journal.verify import verify_export
from beraad.law.register import Register
from tests.exchange.server.caller import ADDRESS, Caller, asked, new_key, register_keys
from tests.exchange.server.conftest import TestClient
from tests.exchange.world import BEFORE, moment, vidis


def test_a_key_is_made_once(tmp_path: Path):
    made = own_key(tmp_path / "a.key")
    assert (len(made), own_key(tmp_path / "a.key")) == (32, made)


def test_a_key_that_others_may_read_is_refused(tmp_path: Path):
    path = tmp_path / "a.key"
    own_key(path)
    path.chmod(0o640)
    with pytest.raises(ValueError, match="chmod 600"):
        own_key(path)


def test_a_clock_that_is_put_back_changes_instants_and_not_the_order(
    home: Path, files: Files, register: Register, patient: tuple[str, str]
):
    now = [moment(BEFORE, "12:00")]
    _, app = open_gateway(files, register, ADDRESS, lambda: now[0])
    with TestClient(app, base_url=ADDRESS) as client:
        practice = Caller("practice")
        register_keys(files.clients, "practice", practice.key)
        body, headers = asked(vidis(patient[1]), patient[0]), practice.headers(client)
        for clock in ("12:00", "11:00", "11:30"):
            now[0] = moment(BEFORE, clock)
            assert client.post("/v1/consult", json=body, headers=headers).status_code == 200
    with Journal(files.journal) as journal:
        entries = [(one.index, f"{one.entry.at:%H:%M}") for one in journal.read()]
        journal.export(home / "export.jsonl")
        assert verify_export(home / "export.jsonl", str(journal.vkey)).fault is None
    assert entries == [(0, "12:00"), (1, "11:00"), (2, "11:30")]


def test_a_token_outlives_a_clock_that_is_put_back_a_little(tmp_path: Path):
    register_keys(tmp_path, "practice", new_key("one"))
    tokens = Tokens(ADDRESS, Ring(tmp_path), Clients(tmp_path))
    made = tokens.make("practice", 1_000)
    found = [tokens.organisation(made, now) for now in (1_000, 980, 960, 1_299, 1_300, 1_000)]
    assert found == ["practice", "practice", None, "practice", None, "practice"]


def test_a_desk_is_open_before_it_is_asked():
    async def ask() -> None:
        desk = Desk(nullcontext(1))
        try:
            await desk.ask(lambda one: one)
        finally:
            await desk.close()

    with pytest.raises(RuntimeError, match="not open"):
        asyncio.run(ask())
