"""Whole populations at once, and a gateway killed meanwhile: 4,000 persons, by night 100,000.

Mutations of three sources about every person: a recipient hears only of persons whom it has
integrated, of each mutation once, in order. Files of the buffer database, quarter after quarter:
each line is what the buffer holds, and of nobody but the granting body's own.
"""

import time
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from beraad.exchange.files.rules import Limits
from beraad.journal.store import Journal
from beraad.register.shelf import demonstrations
from tests.exchange.mutation.killed import Exchange, Killed
from tests.exchange.server.running import kept, running
from tests.exchange.world import SYSTEMS
from tests.systems.hundred_files import GRANTORS, INHABITANTS, Grantor, Line, change, content
from tests.systems.hundred_thousand import (
    BUFFER,
    FLOWS,
    HEARERS,
    PERSONS,
    WHEN,
    Hearer,
    built,
    people,
    publications,
    twice,
)

KILLS = 2 if PERSONS < 100_000 else 8
CHUNK = Limits().chunk
LAW = [SYSTEMS, *demonstrations([SYSTEMS])]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return built(tmp_path / "home")


def wanted(home: Path, hearer: Hearer) -> dict[tuple[str, str], list[str]]:
    """When what a recipient must hear of had happened, by source and person."""
    return {
        (hearer.flow.source, ssin): [*WHEN] if twice(ssin) else [WHEN[0]]
        for ssin in hearer.hears_of(home)
    }


def killed_meanwhile(killed: Killed, exchange: Exchange, all_in_all: int) -> None:
    """Let the exchange run to its end; the gateway is killed whenever a share of it is done."""
    shares = [all_in_all * (one + 1) // (KILLS + 1) for one in range(KILLS)]
    for _ in exchange.run():
        time.sleep(0.01)
        if shares and exchange.progress >= shares[0]:
            killed.kill()
            killed.start()
            shares.pop(0)
    assert killed.kills == KILLS


def test_each_hears_of_its_integrated_persons_once_and_in_order_also_after_crashes(home: Path):
    hearers = (*HEARERS, BUFFER)
    streams = {one.holder: publications(one, people(home)) for one in FLOWS}
    expected = {one.party: wanted(home, one) for one in hearers}
    count = sum(len(body["mutations"]) for some in streams.values() for one in some for body in one)
    told = sum(len(one) for some in expected.values() for one in some.values())
    killed = Killed(home, LAW)
    killed.start()
    exchange = Exchange(killed, streams, [one.party for one in hearers])
    try:
        killed_meanwhile(killed, exchange, count + told)
    finally:
        killed.close()
    assert len(exchange.published) == count
    assert set(exchange.published.values()) == {1}
    for one in hearers:
        assert exchange.in_order(one.party) == expected[one.party], one.party
        assert exchange.numbers[one.party] == one.hears_of(home)
        rows = one.flow.rows(home)
        assert all(
            heard["rows"] == rows.get(heard["subject"], [])
            for heard in exchange.heard[one.party].values()
        )
    assert all(len(one.not_of(home)) > PERSONS // 500 for one in HEARERS)
    in_journal(home, exchange, count)


def in_journal(home: Path, exchange: Exchange, count: int) -> None:
    """The journal verifies, has each mutation once, and each notification before it was told."""
    kept(home, home / "journal.db")
    published: Counter[str] = Counter()
    told: set[tuple[object, object]] = set()
    with Journal(home / "journal.db") as journal:
        for one in journal.read():
            if one.entry.act == "mutation.published":
                published[one.entry.about] += 1
            elif one.entry.act == "communication.permitted":
                told.add((one.entry.facts["recipient"], one.entry.facts["place"]))
    assert len(published) == count
    assert set(published.values()) == {1}
    for party, heard in exchange.heard.items():
        assert told >= {(party, place) for place in heard}


def answers(home: Path, day: str, grantors: Sequence[Grantor], stale: bool = False) -> list[Line]:
    """The lines of files about everybody on a day; they are as the buffer has them."""
    numbers, every = [*people(home)], list[Line]()
    with running(home, "--on", f"{day}T10:00:00+02:00") as gateway:
        for one in grantors:
            found = one.send(gateway, numbers)
            assert found == one.expected(home, day, numbers, stale), one.party
            assert {line[0]["status"] for line in found} == {"answered", "refused"}
            every += found
    return every


def cut_off(home: Path, day: str, grantor: Grantor, numbers: Sequence[str]) -> int:
    """Kill the gateway once the first bytes of an answer came; how many lines came in all."""
    came = bytearray()
    with running(home, "--on", f"{day}T10:00:00+02:00") as gateway:
        headers, body = grantor.headers(gateway), content(numbers)
        with gateway.client.stream("POST", "/v1/files", content=body, headers=headers) as answer:
            assert answer.status_code == 200
            with suppress(httpx.TransportError):  # that it was cut off is seen by its length
                for piece in answer.iter_raw():
                    came += piece
                    gateway.process.kill()
    return came.count(b"\n")


def test_each_line_is_what_the_buffer_holds_quarter_after_quarter_also_after_a_crash(home: Path):
    first = answers(home, "2024-07-01", GRANTORS)
    change(home)
    many = [*people(home)] * max(1, 3 * CHUNK // PERSONS)
    assert 0 < cut_off(home, "2024-10-01", INHABITANTS, many) < len(many)
    kept(home, home / "journal.db")
    second = answers(home, "2024-10-02", GRANTORS)
    assert sum(one != other for one, other in zip(first, second, strict=True)) > PERSONS // 50
    late = answers(home, "2026-04-10", [INHABITANTS], stale=True)
    assert {line[0]["as_of"] for line in late} == {"2026-01-01", ""}
    with Journal(home / "journal.db") as journal:
        acts = Counter(one.entry.act for one in journal.read())
    assert (acts["file.begun"], acts["file.ended"], acts["file.broken"]) == (8, 7, 1)
    kept(home, home / "journal.db")
