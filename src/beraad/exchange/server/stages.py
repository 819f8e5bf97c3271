"""An answer in three stages, as the network gives it: forwarded, interim, final (dossier, W25).

A source that answers soon is answered for at once: that is the final answer, and the simple case.
Else the question was *forwarded*, which is recorded. When its source has kept us waiting for longer
than agreed there is an *interim* answer, which is recorded too. The *final* answer, or why there is
none, is recorded when the source gives it, and kept until it is acknowledged or its time is over
(answers.py). A promise that a stopped process could not keep is broken when it is due: that is
recorded, so that each has one end in the journal, and the organisation is told to ask again.
"""

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import Literal, TypeAlias, TypeVar

import msgspec

from beraad.exchange.database.written import StoreError
from beraad.exchange.server.answers import Answers, Kept
from beraad.exchange.server.book import Book
from beraad.exchange.server.desks import Desks
from beraad.exchange.server.problem import ProblemError
from beraad.exchange.server.shapes import Answered, Place, Problem, Promised
from beraad.exchange.sources import Found
from beraad.exchange.sources.line import SLACK
from beraad.exchange.weighed import Arriving, Weighed
from beraad.journal.entry import Entry
from beraad.journal.store import Journal
from beraad.law.catalogue import Language

PATH = "/v1/answers/"
ENDS = ("communication.permitted", "communication.failed")
Done = TypeVar("Done")
Stage: TypeAlias = Literal["forwarded", "interim"]
KEPT = 3600.0
"""Seconds for which a final answer is kept (a setting: no length is published)."""


class Final(msgspec.Struct, frozen=True):
    """A final answer as it is kept: the answer, or why there is none."""

    language: Language
    answer: Answered | None = None
    problem: Problem | None = None
    after: str = ""


@dataclass(frozen=True, slots=True)
class Telling:
    """What is done with what a source told, in the end or not yet: recorded, and put in words."""

    interim: Callable[[], Awaitable[object]]
    final: Callable[[Weighed], Awaitable[Final]]


@dataclass(frozen=True, slots=True)
class Noted:
    """A promise in the store, due and kept until these seconds of POSIX time."""

    reference: str = field(repr=False)
    due: float
    until: float


@dataclass(frozen=True, slots=True)
class Stages:
    """Answers that come later. `seconds` is the clock of promises, POSIX time."""

    answers: Answers
    seconds: Callable[[], float]
    tasks: set["asyncio.Task[None]"] = field(default_factory=set)

    async def awaited(self, weighed: Weighed, *, waiting: bool) -> Weighed:
        """The question with its final answer, if that comes in time; else as it was."""
        arriving = weighed.arriving
        if arriving is None:
            return weighed
        if waiting:
            await over(arriving.future, arriving.limits.wait)
        return arriving.arrived(arriving.future) if arriving.future.done() else weighed

    async def note(self, asker: str, arriving: Arriving) -> Noted:
        """Note a promise, before it is recorded that the question was forwarded."""
        now = self.seconds()
        due, until = now + arriving.limits.timeout + 2 * SLACK, now + KEPT
        given = (asker, due, until, now, arriving.lost)
        return Noted(await asked(self.answers.promise, *given), due, until)

    async def withdraw(self, noted: Noted) -> None:
        """Forget a promise: that the question was forwarded could not be recorded."""
        await asked(self.answers.withdraw, noted.reference)

    async def promise(
        self, noted: Noted, arriving: Arriving, telling: Telling, entry: Place, *, waited: bool
    ) -> Promised:
        """The promise of an answer, which will be told when it is there."""
        if waited:
            await telling.interim()
        keeping = self._keep(noted, arriving, telling, waited=waited)
        task = asyncio.ensure_future(keeping)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)
        stage: Stage = "interim" if waited else "forwarded"
        return promised(stage, noted.reference, noted.until, entry)

    async def find(self, reference: str, asker: str) -> Kept:
        """What became of a promise to this organisation; ProblemError if it is none, or broken."""
        found = await asked(self.answers.find, reference, asker, self.seconds())
        if found is None:
            raise ProblemError("not-found")
        if found.content is None and not found.open:
            raise ProblemError("answer-lost")
        return found

    async def acknowledge(self, reference: str, asker: str) -> None:
        """Forget what an organisation has fetched."""
        await asked(self.answers.acknowledge, reference, asker)

    async def settle(self, book: Book, readers: Desks[Journal]) -> None:
        """Record of each promise that is due and was not kept that its answer is lost, unless the
        journal has its final answer already; ProblemError where it cannot be written."""
        for name, lost in await asked(self.answers.broken, self.seconds()):
            if not await readers.ask(partial(has_end, lost=lost)):
                await book.append(lost)
            await asked(self.answers.give_up, name)

    async def close(self) -> None:
        """Leave what is under way: its promises are broken when they are due."""
        for task in list(self.tasks):
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)
        await asyncio.to_thread(self.answers.close)

    async def _keep(
        self, noted: Noted, arriving: Arriving, telling: Telling, *, waited: bool
    ) -> None:
        wait, reference = 0.0 if waited else arriving.limits.wait, noted.reference
        with suppress(ProblemError):  # the journal is down: what is not recorded is not told
            await over(arriving.future, wait)
            if not (waited or arriving.future.done()):
                await telling.interim()
            await over(arriving.future, noted.due - SLACK / 2 - self.seconds())
            if await asked(self.answers.claim, reference, self.seconds()):
                final = await telling.final(arriving.arrived(arriving.future))
                await asked(self.answers.keep, reference, msgspec.json.encode(final))


async def asked(work: Callable[..., Done], *given: object) -> Done:
    """What the store of promises does; ProblemError while it does not answer."""
    try:
        return await asyncio.to_thread(work, *given)
    except StoreError:
        raise ProblemError("store-down", headers={"Retry-After": "5"}) from None


async def over(future: Future[Found], seconds: float) -> None:
    """Wait until a source has answered, or so many seconds."""
    loop, event = asyncio.get_running_loop(), asyncio.Event()

    def tell(_: Future[Found]) -> None:
        with suppress(RuntimeError):  # the loop may be closed by now
            loop.call_soon_threadsafe(event.set)

    future.add_done_callback(tell)
    with suppress(TimeoutError):
        await asyncio.wait_for(event.wait(), seconds)


def has_end(journal: Journal, lost: Entry) -> bool:
    """Whether the journal has the final answer to the question of which this entry says that it has
    none; the digest of the request, which is salted, is that of the question alone."""
    return any(
        one.entry.act in ENDS and one.entry.facts["request_digest"] == lost.facts["request_digest"]
        for one in journal.read(subject=lost.subject, since=lost.at)
    )


def promised(stage: Stage, reference: str, until: float, entry: Place | None = None) -> Promised:
    """A promise in JSON."""
    moment = datetime.fromtimestamp(until, UTC).isoformat(timespec="seconds")
    return Promised(stage, PATH + reference, moment, entry)
