"""Group commit: whoever waits together is written together, once, and durably."""

import asyncio
import threading
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from beraad.journal.entry import Entry
from beraad.journal.group import Sequencer
from beraad.journal.store import Journal, JournalError, Position
from tests.journal.conftest import KEY, START, entries
from tests.postgres import emptied


class Gate:
    """Holds the writing thread in its next append until it is opened."""

    def __init__(self, journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
        self._go = threading.Event()
        self.batches: list[int] = []
        self.inside = threading.Event()
        append = journal.append

        def gated(batch: list[Entry]) -> list[Position]:
            self.batches.append(len(batch))
            self.inside.set()
            assert self._go.wait(10)
            return append(batch)

        monkeypatch.setattr(journal, "append", gated)

    def open(self) -> None:
        self._go.set()

    async def reached(self) -> None:
        """When the thread stands before it."""
        await asyncio.to_thread(self.inside.wait, 10)


@pytest.fixture
def gate(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> Gate:
    return Gate(journal, monkeypatch)


async def turns(count: int = 3) -> None:
    for _ in range(count):
        await asyncio.sleep(0)


def acts(journal: Journal) -> list[Any]:
    return [found.entry.facts["number"] for found in journal.read()]


def test_who_waits_while_one_batch_is_written_shares_the_next(journal: Journal, gate: Gate) -> None:
    async def go() -> None:
        sequencer = Sequencer(journal)
        first = asyncio.create_task(sequencer.append(entries(1)))
        await gate.reached()
        others = [asyncio.create_task(sequencer.append(entries(2, 2 * n + 1))) for n in range(10)]
        await turns()
        assert not first.done()
        gate.open()
        assert [place.index for place in await first] == [0]
        places = await asyncio.gather(*others)
        assert [place.index for mine in places for place in mine] == list(range(1, 21))
        assert {place.size for mine in places for place in mine} == {21}
        await sequencer.close()

    asyncio.run(go())
    assert gate.batches == [1, 20]
    assert acts(journal) == list(range(21))


def test_tasks_that_are_ready_together_are_one_batch(journal: Journal, gate: Gate) -> None:
    async def go() -> None:
        sequencer = Sequencer(journal)
        gate.open()

        async def ask(first: int) -> None:
            for number in range(first, first + 3):
                await sequencer.append(entries(1, number))

        await asyncio.gather(*(ask(3 * n) for n in range(64)))
        await sequencer.close()

    asyncio.run(go())
    assert gate.batches == [64, 64, 64]


def test_what_is_answered_is_on_disk(journal: Journal, url: str) -> None:
    async def go() -> None:
        sequencer = Sequencer(journal)
        await sequencer.append(entries(3))
        with Journal(url) as other:
            assert len(list(other.read())) == 3
        assert await sequencer.append([]) == []
        await sequencer.close()

    asyncio.run(go())


def test_a_fault_reaches_its_batch_and_no_other(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    append = journal.append

    def faulty(batch: list[Entry]) -> list[Position]:
        if len(batch) > 1:
            raise JournalError("the disk is full")
        return append(batch)

    monkeypatch.setattr(journal, "append", faulty)

    async def go() -> None:
        sequencer = Sequencer(journal)
        await sequencer.append(entries(1))
        asked = [sequencer.append(entries(1, number)) for number in (1, 2, 3)]
        found = await asyncio.gather(*asked, return_exceptions=True)
        assert [str(one) for one in found] == ["the disk is full"] * 3
        assert (await sequencer.append(entries(1, 4)))[0].index == 1
        await sequencer.close()

    asyncio.run(go())
    assert acts(journal) == [0, 4]


def test_who_is_cancelled_breaks_no_batch(journal: Journal, gate: Gate) -> None:
    """Cancelled before his batch is written he is left out; afterwards his entry stands."""

    async def go() -> None:
        sequencer = Sequencer(journal)
        tasks = [asyncio.create_task(sequencer.append(entries(1, n))) for n in range(2)]
        await gate.reached()
        tasks += [asyncio.create_task(sequencer.append(entries(1, n))) for n in range(2, 5)]
        await turns()
        tasks[0].cancel()
        tasks[3].cancel()
        await turns()
        gate.open()
        found = await asyncio.gather(*tasks, return_exceptions=True)
        assert [type(one) for one in found].count(asyncio.CancelledError) == 2
        await sequencer.close()

    asyncio.run(go())
    assert acts(journal) == [0, 1, 2, 4]


def test_all_of_a_batch_cancelled_is_no_batch(journal: Journal, gate: Gate) -> None:
    async def go() -> None:
        sequencer = Sequencer(journal)
        gate.open()
        task = asyncio.create_task(sequencer.append(entries(1)))
        asyncio.get_running_loop().call_soon(task.cancel)
        await asyncio.wait([task])
        await turns()
        await sequencer.close()

    asyncio.run(go())
    assert gate.batches == []


def test_a_full_room_makes_the_next_wait(journal: Journal, gate: Gate) -> None:
    async def go() -> None:
        sequencer = Sequencer(journal, room=3)
        tasks = [asyncio.create_task(sequencer.append(entries(1, n))) for n in range(10)]
        await gate.reached()
        await turns()
        assert len(sequencer._waiting) == 0
        gate.open()
        await asyncio.gather(*tasks)
        await sequencer.close()

    asyncio.run(go())
    assert max(gate.batches) == 3
    assert acts(journal) == list(range(10))


def test_closing_lets_everyone_finish(journal: Journal, gate: Gate) -> None:
    async def go() -> None:
        sequencer = Sequencer(journal, room=3)
        tasks = [asyncio.create_task(sequencer.append(entries(1, n))) for n in range(10)]
        await gate.reached()
        closing = asyncio.create_task(sequencer.close())
        await turns()
        with pytest.raises(JournalError, match="was closed"):
            await sequencer.append(entries(1))
        await sequencer.close()
        gate.open()
        await closing
        assert all(task.done() for task in tasks)
        await asyncio.gather(*tasks)

    asyncio.run(go())
    assert acts(journal) == list(range(10))


def test_closing_waits_for_a_batch_that_nobody_waits_for(journal: Journal, gate: Gate) -> None:
    async def go() -> None:
        sequencer = Sequencer(journal)
        task = asyncio.create_task(sequencer.append(entries(1)))
        await gate.reached()
        task.cancel()
        await asyncio.wait([task])
        closing = asyncio.create_task(sequencer.close())
        await turns()
        assert not closing.done()
        gate.open()
        await closing

    asyncio.run(go())
    assert acts(journal) == [0]


def told(task: int, number: int, width: int) -> list[Entry]:
    facts = {"task": task, "number": number}
    return [Entry(at=START, act="a.b", actor="a", facts=facts | {"part": n}) for n in range(width)]


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    plan=st.lists(st.lists(st.integers(0, 3), max_size=6), max_size=12),
    room=st.integers(1, 8),
    cancelled=st.sets(st.integers(0, 11)),
    pause=st.integers(0, 5),
)
def test_each_append_is_there_once_and_in_order(
    make: Callable[[], Journal],
    plan: list[list[int]],
    room: int,
    cancelled: set[int],
    pause: int,
) -> None:
    """Whatever the tasks, and whoever is cancelled: where an answer says it is, it is, once."""
    answered: dict[int, tuple[int, int, int]] = {}

    async def ask(sequencer: Sequencer, task: int, widths: list[int]) -> None:
        for number, width in enumerate(widths):
            places = await sequencer.append(told(task, number, width))
            answered.update({p.index: (task, number, part) for part, p in enumerate(places)})

    async def go(journal: Journal) -> None:
        sequencer = Sequencer(journal, room=room)
        tasks = [asyncio.create_task(ask(sequencer, n, widths)) for n, widths in enumerate(plan)]
        await asyncio.sleep(pause / 1000)
        for number in cancelled & set(range(len(tasks))):
            tasks[number].cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await sequencer.close()

    with make() as journal:
        asyncio.run(go(journal))
        rows = {
            found.index: tuple(found.entry.facts[name] for name in ("task", "number", "part"))
            for found in journal.read()
        }
    assert answered.items() <= rows.items()
    assert len(set(rows.values())) == len(rows)
    for task, widths in enumerate(plan):
        mine = [row for row in rows.values() if row[0] == task]
        every = [(task, number, part) for number, w in enumerate(widths) for part in range(w)]
        assert mine == every[: len(mine)]
        assert task in cancelled or mine == every


@pytest.fixture(params=["sqlite", "postgres"])
def make(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[], Journal]:
    """A new journal for each example."""
    if request.param == "sqlite":
        return lambda: Journal(tmp_path_factory.mktemp("example") / "journal", KEY)
    cluster = request.getfixturevalue("postgres")
    return lambda: Journal(emptied(cluster), KEY)
