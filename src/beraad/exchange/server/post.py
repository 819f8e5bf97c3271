"""Mutations on their way: noted, recorded, and only then to be seen; decided when handed over.

A mutation is noted in the queue with its notifications, then recorded in the journal, then marked
as recorded, which lets the notifications be seen. A crash in between leaves one that is noted and
not marked: `settle` looks whether the journal has its entry, and goes on from there.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TypeVar

from beraad.exchange.database.written import StoreError
from beraad.exchange.directory import DirectoryError
from beraad.exchange.gateway import Scales
from beraad.exchange.mutation.addressees import Known
from beraad.exchange.mutation.delivery import Delivery, hold, weigh_all
from beraad.exchange.mutation.publication import NoPersonError, Reported, plan, refused
from beraad.exchange.mutation.queue import Noted, Notification, NumberUsedError, Planned, Queue
from beraad.exchange.mutation.seal import Seal
from beraad.exchange.server import post_shapes as shapes
from beraad.exchange.server.desks import Desks
from beraad.exchange.server.post_told import told
from beraad.exchange.server.problem import ProblemError
from beraad.exchange.server.shapes import Fault
from beraad.exchange.server.told import place
from beraad.exchange.server.way import NUMBER_EXPECTED, Way
from beraad.journal.entry import Entry
from beraad.journal.store import Journal, Position
from beraad.law.act import day_of
from beraad.law.catalogue import Catalogue

Result = TypeVar("Result")
SOON = {"Retry-After": "5"}
LOOK = 1.0
"""Seconds after which who waits looks again: what is new may have come by another process."""


@dataclass(slots=True)
class Post:
    """The mutations of a gateway. `seconds` is POSIX time; the clock by which is decided is that
    of `way`. `fresh` is set whenever something new waits. Who asks to wait for it does so at most
    `patience` seconds, and no longer once the gateway is `stopping`."""

    way: Way
    queues: Desks[Queue]
    readers: Desks[Journal]
    seal: Seal
    webhooks: Path
    seconds: Callable[[], float] = time.time
    fresh: asyncio.Event = field(default_factory=asyncio.Event)
    known: Known = field(default_factory=Known)
    under_way: set[str] = field(default_factory=set)
    patience: float = 30.0
    stopping: bool = False
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    async def publish(self, asker: str, wish: shapes.Publication) -> shapes.PublicationTaken:
        """Take mutations of a source that the asker manages; ProblemError, and then none."""
        await self.check(asker, wish)
        at = self.way.clock()
        reported = [Reported(m.number, m.subject, m.fields, m.occurred) for m in wish.mutations]
        planned = await self.weighing(
            lambda scales: plan(scales, wish.source, reported, self.known, self.seal, at)
        )
        names = {one.id for one in planned}
        if names & self.under_way:
            raise ProblemError("busy", headers={"Retry-After": "1"})
        self.under_way |= names
        try:
            noted = await self.queue(lambda queue: queue.note(planned, self.seconds()))
            positions = await self.recorded(planned, noted)
        finally:
            self.under_way -= names
        self.fresh.set()
        self.wake()
        return shapes.PublicationTaken(
            [
                shapes.Published(one.number, done.forwarded, place(positions[done.id]))
                for one, done in zip(reported, noted, strict=True)
            ]
        )

    async def check(self, asker: str, wish: shapes.Publication) -> None:
        """ProblemError unless the asker manages the source and the source holds the fields."""
        words = self.way.catalogue
        source = words.sources.get(wish.source)
        if source is None or source.holder != asker:
            entry = refused(words, wish.source, asker, len(wish.mutations), self.way.clock())
            position = await self.way.book.append(entry)
            fault = Fault("/source", "a source that the organisation of the access token manages")
            raise ProblemError("not-the-manager", faults=(fault,), entry=position.index)
        faults = [
            Fault(f"/mutations/{at}/fields/{n}", "the name of a field that the source holds, once")
            for at, one in enumerate(wish.mutations)
            for n, name in enumerate(one.fields)
            if name not in source.fields or name in one.fields[:n]
        ]
        if faults:
            raise ProblemError("wrong-content", faults=tuple(faults[:10]))

    async def recorded(
        self, planned: Sequence[Planned], noted: Sequence[Noted]
    ) -> dict[str, Position]:
        """The place of each mutation in the journal, once it has them all."""
        found = {one.id: one.position for one in noted if one.position}
        new = [(one.id, one.entry) for one, done in zip(planned, noted, strict=True) if done.fresh]
        known = {*found, *(name for name, _ in new)}
        left = {one.id: one.entry for one in planned if one.id not in known}
        return found | await self.record(new) | await self.settle(left.items())

    async def settle(self, left: Iterable[tuple[str, Entry]]) -> dict[str, Position]:
        """Go on with mutations that were noted and not marked: record those that the journal does
        not have."""
        entries = dict(left)
        if not entries:
            return {}
        found = await self.readers.ask(lambda journal: in_journal(journal, entries))
        await self.queue(lambda queue: queue.mark(found.items()))
        rest = [(name, entry) for name, entry in entries.items() if name not in found]
        return found | await self.record(rest)

    async def record(self, new: Sequence[tuple[str, Entry]]) -> dict[str, Position]:
        """Record mutations and let their notifications be seen; ProblemError where the journal
        does not take all."""
        if not new:
            return {}
        book = self.way.book
        asked = [book.append(entry) for _, entry in new]
        results = await asyncio.gather(*asked, return_exceptions=True)
        pairs = list(zip((name for name, _ in new), results, strict=True))
        found = {name: got for name, got in pairs if isinstance(got, Position)}
        await self.queue(lambda queue: queue.mark(found.items()))
        for _, got in pairs:
            if isinstance(got, BaseException):
                raise got
        return found

    async def pull(self, asker: str, after: int, limit: int) -> shapes.Notifications:
        """What waits for the asker behind a place, in order; it comes again until acknowledged."""
        rows = await self.queue(
            lambda queue: queue.waiting(asker, after, limit + 1, self.seconds())
        )
        some = rows[:limit]
        handed = await self.hand(some)
        last = some[-1].place if some else after
        return shapes.Notifications(list(handed.values()), len(rows) > limit, last)

    async def await_news(
        self,
        asker: str,
        after: int,
        limit: int,
        seconds: float,
        gone: Callable[[], Awaitable[bool]],
    ) -> shapes.Notifications:
        """What waits, or what comes within so many seconds, unless the asker is `gone` by then:
        nothing is recorded as told to who does not listen any more."""
        clock = asyncio.get_running_loop().time
        end = clock() + min(seconds, self.patience)
        while True:
            found = await self.pull(asker, after, limit)
            left = end - clock()
            if found.notifications or found.more or left <= 0 or self.stopping:
                return found
            with suppress(TimeoutError):
                await asyncio.wait_for(self._news.wait(), min(LOOK, left))
            if await gone():
                return found

    def wake(self) -> None:
        """Let all who wait look now."""
        self._news.set()
        self._news.clear()

    def stop(self) -> None:
        """Let nobody wait any longer."""
        self.stopping = True
        self.wake()

    async def hand(self, rows: Sequence[Notification]) -> dict[int, shapes.Notification]:
        """What may be told of these notifications of one recipient, by place, and is recorded.

        What may not be told is dropped; what cannot be told now is put off; what waits for an
        organisation that has ended is its successor's (tending.py).
        """
        at = self.way.clock()
        if not rows or heirs(self.way.catalogue, rows[0].recipient, day_of(at)):
            return {}
        weighed = await self.weighing(
            lambda scales: list(weigh_all(scales, rows, self.known, self.seal, at))
        )
        asked = [one for one in weighed if one.weighed]
        await self.queue(lambda queue: queue.begun(one.notification for one in asked))
        entries = [one.weighed.entry for one in asked if one.weighed]
        positions = await asyncio.gather(*map(self.way.book.append, entries))
        for one in asked:
            if one.weighed:
                self.way.count(one.weighed, one.notification.source)
        await self.put_away(weighed)
        pairs = zip(asked, positions, strict=True)
        return {
            one.notification.place: told(one, position) for one, position in pairs if one.permit
        }

    async def put_away(self, weighed: Sequence[Delivery]) -> None:
        """Drop what was refused, and put off what failed."""
        now = self.seconds()
        late = [
            (one.notification, now + hold(one.notification.deliveries))
            for one in weighed
            if one.waits
        ]
        if late:
            await self.queue(lambda queue: queue.hold(late))
        gone = [one.notification for one in weighed if not one.waits and not one.permit]
        if gone:
            places = [one.place for one in gone]
            await self.queue(lambda queue: queue.done(gone[0].recipient, places))

    async def acknowledge(self, asker: str, places: Sequence[int]) -> shapes.Acknowledged:
        """Forget notifications of the asker, and only of the asker."""
        count = await self.queue(lambda queue: queue.done(asker, dict.fromkeys(places)))
        return shapes.Acknowledged(count)

    async def weighing(self, work: Callable[[Scales], Result]) -> Result:
        """What a desk finds; ProblemError where it can find nothing."""
        try:
            return await self.way.front.desks.ask(work)
        except NoPersonError as error:
            fault = Fault(f"/mutations/{error.index}/subject", NUMBER_EXPECTED)
            raise ProblemError("no-such-number", faults=(fault,)) from None
        except DirectoryError:
            raise ProblemError("directory-down", headers=SOON) from None

    async def queue(self, work: Callable[[Queue], Result]) -> Result:
        """What the queue does; ProblemError where it cannot."""
        try:
            return await self.queues.ask(work)
        except NumberUsedError as error:
            fault = Fault(f"/mutations/{error.index}/number", "a number that was not used before")
            raise ProblemError("number-used", faults=(fault,)) from None
        except StoreError:
            raise ProblemError("queue-down", headers=SOON) from None


def heirs(words: Catalogue, recipient: str, day: date) -> list[str]:
    """The organisations that have succeeded a recipient on a day; none where it goes on."""
    found = dict.fromkeys(word for word, _ in words.successors("party", recipient, day))
    return [] if [*found] == [recipient] else [*found]


def in_journal(journal: Journal, names: Iterable[str]) -> dict[str, Position]:
    """Where the journal has the entries of mutations, as far as it has them."""
    found = {}
    for name in names:
        for one in journal.read(about=name):
            proof = journal.inclusion(one.index)
            found[name] = Position(one.index, proof.leaf, proof.size)
    return found
