"""The way of a file: decided once, then chunk by chunk weighed, recorded, sent.

Nothing leaves before its lines and its entry are durable. The next chunk is weighed while one is
being sent, and no further ahead: so memory grows neither with the file nor with a slow reader.
"""

import asyncio
import secrets
from collections.abc import AsyncGenerator, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TypeVar

from beraad.exchange.database.written import StoreError
from beraad.exchange.directory import DirectoryError
from beraad.exchange.evidence import EvidenceError
from beraad.exchange.files.answer import Writer
from beraad.exchange.files.coded import coded, told
from beraad.exchange.files.lines import Committed, Lines
from beraad.exchange.files.population import Population
from beraad.exchange.files.record import Account, Received, stopped, unfinished
from beraad.exchange.files.rules import Limits
from beraad.exchange.files.table import Cell, table
from beraad.exchange.files.weigh import FileScales, Weighed
from beraad.exchange.record import known
from beraad.exchange.server.desks import Desks
from beraad.exchange.server.problem import ProblemError
from beraad.exchange.server.shapes import Fault
from beraad.exchange.server.way import OWN_NAME, Way, word_of
from beraad.exchange.sources import SourceError
from beraad.journal.leaf import SALT_BYTES
from beraad.journal.store import Journal
from beraad.law.catalogue import Language
from beraad.law.communication import Communication

Result = TypeVar("Result")
SEARCHED = timedelta(days=7)
"""So far back a file is looked for that was under way when the gateway stopped."""


@dataclass(frozen=True, slots=True)
class Room:
    """What a thread that treats files has: scales, and where lines are kept."""

    scales: FileScales
    lines: Lines


@dataclass(frozen=True, slots=True)
class FileWay:
    """The way of files through one gateway. `busy` are the organisations that have one under way:
    of each it is one at a time."""

    way: Way
    rooms: Desks[Room]
    readers: Desks[Journal]
    limits: Limits = field(default_factory=Limits)
    busy: set[str] = field(default_factory=set)
    later: "set[asyncio.Task[None]]" = field(default_factory=set)

    async def open(self) -> None:
        """Open the rooms, and record of files that a stop broke off that they are broken."""
        await self.rooms.open()
        await self.sweep()
        self.index_later()

    async def close(self) -> None:
        """Close the rooms, once all is done there."""
        await asyncio.gather(*self.later, return_exceptions=True)
        await self.rooms.close()

    async def sweep(self) -> None:
        """Record which files began, can no longer be under way anywhere, and never ended."""
        now = self.way.clock()
        until = now - timedelta(seconds=self.limits.longest + self.limits.patience)
        lost = await self.readers.ask(lambda one: unfinished(one, now - SEARCHED, until))
        if lost:
            await self.way.book.append_all([stopped(file, now) for file in lost])

    def index_later(self) -> None:
        """Have the persons of what was sent indexed, between the chunks of other files."""
        task = asyncio.create_task(self._index())
        self.later.add(task)
        task.add_done_callback(self.later.discard)

    async def _index(self) -> None:
        with suppress(StoreError):  # until it is done, a chunk is searched from begin to end
            while await self.rooms.ask(lambda room: room.lines.index()):
                pass

    async def account(self, asker: str, asked: Communication, language: Language) -> Account:
        """The account of a file that may begin; ProblemError, recorded, where no clause fits."""
        at = self.way.clock()
        salt = secrets.token_bytes(SALT_BYTES)
        made = await self.ask(
            lambda room: Account(room.scales.plan(asked, at), room.scales.scales.pseudonyms, salt)
        )
        if asked.recipient != asker:
            position = await self.way.book.append(made.turned_away(asker, at))
            faults = (Fault("/recipient", OWN_NAME),)
            raise ProblemError("not-the-recipient", faults=faults, entry=position.index)
        if refusal := await self.ask(lambda room: room.scales.refusal(made.plan)):
            position = await self.way.book.append(made.refused(refusal, at))
            told = self.way.phrases.of(refusal, made.plan.law.catalogue, language)
            raise ProblemError(
                "refused",
                sentences=told.sentences,
                nearest=told.nearest,
                entry=position.index,
            )
        return made

    async def population(self, account: Account, received: Received) -> Population:
        """Everybody of whom the sources of a file hold something; ProblemError, recorded."""
        found = Population()
        try:
            pages = await self.ask(lambda room: room.scales.everybody(account.plan))
            while pseudonyms := await self.ask(lambda _: next(pages, None)):
                found.add(pseudonyms)
                if found.count > self.limits.most_lines:
                    expected = f"a source that holds at most {self.limits.most_lines} persons"
                    raise ProblemError("too-large", faults=(Fault("", expected),))
        except BaseException as error:
            found.close()
            if isinstance(error, ProblemError):
                now = self.way.clock()
                entries = [account.begun(received, now), account.broken(error.word, now)]
                error.entry = (await self.way.book.append_all(entries))[0].index
            raise
        return found

    async def ask(self, work: Callable[[Room], Result]) -> Result:
        """What a room finds; ProblemError where the stores do not answer."""
        try:
            return await self.rooms.ask(work)
        except DirectoryError:
            raise ProblemError("directory-down", headers={"Retry-After": "5"}) from None
        except (SourceError, EvidenceError) as error:
            raise ProblemError(word_of(error)) from None
        except StoreError:
            raise ProblemError("store-down", headers={"Retry-After": "5"}) from None


@dataclass(frozen=True, slots=True)
class Ready:
    """A chunk whose lines are durable: record it, then send it."""

    committed: Committed
    content: bytes


@dataclass(slots=True)
class Run:
    """A file under way, from its begin to its end or its breaking off. `texts` gives its numbers
    chunk by chunk, in a room; `told` counts the persons in a file that named none."""

    files: FileWay
    account: Account
    texts: Callable[[], list[str] | None]
    writer: Writer
    told: int | None = None
    entry: int = -1
    ended: bool = False
    reason: str = "the reader went away"
    _next: "asyncio.Task[Ready | None] | None" = None

    async def begin(self, received: Received) -> None:
        """Record that it began, and make the first chunk ready; ProblemError, recorded as well."""
        book, clock = self.files.way.book, self.files.way.clock
        self.entry = (await book.append(self.account.begun(received, clock()))).index
        self._next = asyncio.create_task(self.files.ask(self.prepare))
        await asyncio.wait([self._next])
        if error := self._next.exception():
            self.reason = "unexpected"
            if isinstance(error, ProblemError):
                self.reason, error.entry = error.word, self.entry
            raise error

    def prepare(self, room: Room) -> Ready | None:
        """The next chunk: weighed, written, its lines durable; None at the end."""
        texts = self.texts()
        if texts is None:
            return None
        account = self.account
        weighed = room.scales.weigh(account.plan, texts)
        committed = account.commit(weighed, self.files.way.clock())
        first = committed.until - len(texts) + 1
        content = self.writer.write(self.rows(weighed, first))
        room.lines.add(account.name, committed)
        return Ready(committed, content)

    def rows(self, weighed: Weighed, first: int) -> list[Cell]:
        """The rows of a chunk whose first line has this number."""
        plan = self.account.plan
        rows = table(weighed, first, plan.received.fields)
        if plan.permutation:
            rows = coded(rows, first, weighed.numbers, plan.permutation, plan.asked.source)
        if self.told is not None:
            rows = told(rows, self.told)
            self.told = int(str(rows[-1][0])) if rows else self.told
        return rows

    async def pieces(self) -> AsyncGenerator[bytes, None]:
        """The bytes of the answer, each piece recorded before it is given."""
        book, clock = self.files.way.book, self.files.way.clock
        loop = asyncio.get_running_loop()
        last = loop.time() + self.files.limits.longest
        while (ready := await self.ready()) is not None:
            if loop.time() > last:
                self.reason = "it took too long"
                raise TimeoutError
            self._next = asyncio.create_task(self.files.ask(self.prepare))
            sent = self.account.sending(ready.committed, ready.content, clock())
            await book.append_all([*ready.committed.entries, sent])
            self.count(ready.committed)
            yield ready.content
        await book.append(self.account.ended(clock()))
        self.ended = True
        if end := self.writer.close():
            yield end

    async def ready(self) -> Ready | None:
        """The chunk under way; what keeps it from being so is why the file breaks off."""
        if self._next is None:
            raise RuntimeError("this file has not begun")
        try:
            return await self._next
        except Exception as error:
            self.reason = error.word if isinstance(error, ProblemError) else "unexpected"
            raise

    async def close(self) -> None:
        """Record that it broke off, unless it ended."""
        if self._next and not self._next.done():
            await asyncio.wait([self._next])
        if self._next and not self._next.cancelled():
            self._next.exception()  # it was told, or nobody is left to hear it
        if self.entry >= 0 and not self.ended:
            now = self.files.way.clock()
            await self.files.way.book.append(self.account.broken(self.reason, now))
        self.files.index_later()

    def count(self, chunk: Committed) -> None:
        """Count how questions ended, under a word of the catalogue."""
        words, meter = self.account.plan.law.catalogue.sources, self.files.way.meter
        source, counts = known(self.account.plan.received.source, words), chunk.counts
        meter.decided("permit", source, counts.answered)
        meter.decided("refusal", source, counts.refused + counts.not_forwarded)
