"""Brings notifications to webhooks: of each subject one at a time, again until taken, or dead.

An attempt goes the way of every delivery: weighed, fetched, recorded, then sent. An address that
does not answer at all is left alone for a while, with all that waits for it.
"""

import asyncio
import logging
import random
import secrets
import ssl
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import httpx
import msgspec

from beraad.exchange.mutation.publication import UNDELIVERED
from beraad.exchange.mutation.queue import Notification
from beraad.exchange.mutation.retry import Outcome, is_dead, wait
from beraad.exchange.mutation.webhook import Webhook, webhooks_in
from beraad.exchange.record import ACTOR, recipient
from beraad.exchange.server import post_shapes as shapes
from beraad.exchange.server.post import Post, heirs
from beraad.exchange.server.problem import ProblemError
from beraad.exchange.server.tending import tend
from beraad.journal.entry import Entry, Fact
from beraad.law.act import day_of

log = logging.getLogger("beraad.gateway")
AT_ONCE = 8
LEASE, NOBODY = 60.0, ""
"""For so many seconds one process alone feeds a webhook; under no name, it tends the queue."""

TIMEOUT = httpx.Timeout(10.0, connect=5.0)
LONGEST = 20.0
"""Seconds that an attempt may last in all, however slowly the answer drips."""

MOST_ANSWER = 4_096
TICK, TENDING = 1.0, 30.0


@dataclass(slots=True)
class Postman:
    """The one who brings; `chance` draws from 0 up to 1."""

    post: Post
    chance: Callable[[], float] = random.random
    name: str = field(default_factory=lambda: secrets.token_hex(8))
    _clients: dict[tuple[str, str], httpx.AsyncClient] = field(default_factory=dict)
    _silent: dict[str, tuple[int, float]] = field(default_factory=dict)
    _faults: frozenset[str] = frozenset()
    _tasks: dict[str, asyncio.Task[None]] = field(default_factory=dict)

    async def run(self) -> None:
        """Bring whatever waits, and tend the queue, until cancelled. A webhook that is slow keeps
        no other waiting."""
        clock = asyncio.get_running_loop().time
        tended = clock()
        while True:
            with suppress(TimeoutError):
                await asyncio.wait_for(self.post.fresh.wait(), TICK)
            self.post.fresh.clear()
            for hook in self.hooks():
                under_way = self._tasks.get(hook.organisation)
                if under_way is None or under_way.done():
                    task = asyncio.create_task(going_on(self.serve(hook)))
                    self._tasks[hook.organisation] = task
            if clock() - tended >= TENDING:
                tended = clock()
                await going_on(self.tend())

    async def tend(self) -> None:
        """Tend the queue, unless another process does."""
        now = self.post.seconds()
        if await self.post.queue(lambda queue: queue.lease(NOBODY, self.name, now, now + LEASE)):
            await tend(self.post)

    async def round(self) -> None:
        """Bring to each webhook all that is due there."""
        await asyncio.gather(*map(self.serve, self.hooks()))

    def hooks(self) -> list[Webhook]:
        """The webhooks that are configured now; each fault is told once."""
        found, faults = webhooks_in(self.post.webhooks)
        told = frozenset(map(str, faults))
        for fault in told - self._faults:
            log.error("webhook refused: %s", fault)
        self._faults = told
        return found

    async def serve(self, hook: Webhook) -> None:
        """Bring to one webhook until nothing is due, or it does not answer."""
        way, who = self.post.way, hook.organisation
        more = not heirs(way.catalogue, who, day_of(way.clock()))
        while more and self._silent.get(who, (0, 0.0))[1] <= self.post.seconds():
            more = await self.bring(hook)

    async def bring(self, hook: Webhook) -> bool:
        """Bring the first of some subjects; whether more may be due."""
        who, now, queue = hook.organisation, self.post.seconds(), self.post.queue
        if not await queue(lambda queue: queue.lease(who, self.name, now, now + LEASE)):
            return False
        heads = await queue(lambda queue: queue.heads(who, AT_ONCE, now))
        handed = await self.post.hand(heads)
        sent = [one for one in heads if one.place in handed]
        outcomes = await asyncio.gather(*(self.send(hook, handed[one.place]) for one in sent))
        for one, outcome in zip(sent, outcomes, strict=True):
            await self.settle(one, outcome)
        self.listen(who, outcomes)
        return bool(heads)

    def listen(self, who: str, outcomes: list[Outcome]) -> None:
        """Leave an address alone that answered nothing, and longer each time."""
        if any(outcome.status for outcome in outcomes):
            self._silent.pop(who, None)
        elif outcomes:
            times = self._silent.get(who, (0, 0.0))[0] + 1
            self._silent[who] = times, self.post.seconds() + wait(times, self.chance)

    async def settle(self, one: Notification, outcome: Outcome) -> None:
        """Note how an attempt ended."""
        queue = self.post.queue
        if outcome.taken:
            await queue(lambda queue: queue.done(one.recipient, [one.place]))
            return
        attempts = one.attempts + 1
        dead = is_dead(attempts, outcome)
        if dead:
            await self.post.way.book.append(self.undelivered(one, attempts, outcome))
            log.warning("a notification became a dead letter: status %d", outcome.status)
        due = self.post.seconds() + wait(attempts, self.chance, outcome.asked)
        await queue(lambda queue: queue.failed(one, due, dead=dead))

    def undelivered(self, one: Notification, attempts: int, outcome: Outcome) -> Entry:
        """The entry of a dead letter."""
        facts: dict[str, Fact] = {
            "recipient": recipient(one.recipient),
            "place": one.place,
            "attempts": attempts,
            "status": outcome.status,
        }
        return Entry(self.post.way.clock(), UNDELIVERED, ACTOR, one.mutation, one.subject, facts)

    async def send(self, hook: Webhook, told: shapes.Notification) -> Outcome:
        """One attempt. What the address answers is not read beyond its status."""
        body = msgspec.json.encode(told)
        number = f"{hook.organisation}.{told.place}"
        headers = hook.headers(number, int(self.post.seconds()), body)
        try:
            client = self.client(hook)
            async with asyncio.timeout(LONGEST):
                async with client.stream("POST", hook.url, content=body, headers=headers) as got:
                    await drained(got)
                    return Outcome(got.status_code, asked(got.headers.get("retry-after", "")))
        except (httpx.HTTPError, OSError, ssl.SSLError, TimeoutError) as error:
            log.warning("a webhook does not answer: %s", type(error).__name__)
            return Outcome(0)

    def client(self, hook: Webhook) -> httpx.AsyncClient:
        """The connections to an address: no redirects, no proxy of the environment."""
        key = (hook.url, hook.ca)
        if key not in self._clients:
            trust = ssl.create_default_context(cafile=hook.ca or None)
            self._clients[key] = httpx.AsyncClient(
                verify=trust, timeout=TIMEOUT, follow_redirects=False, trust_env=False
            )
        return self._clients[key]

    async def close(self) -> None:
        """Stop where it stands, and let go of all connections and leases."""
        for task in self._tasks.values():
            task.cancel()
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)
        with suppress(ProblemError):
            await self.post.queue(lambda queue: queue.release(self.name))
        for client in self._clients.values():
            await client.aclose()
        self._clients.clear()


async def going_on(work: Coroutine[Any, Any, None]) -> None:
    """Do some work; where it fails, say so, since it comes again."""
    try:
        await work
    except Exception as error:
        log.error("the post stands still: %s", type(error).__name__)


async def drained(got: httpx.Response) -> None:
    """Read a short answer, so that the connection can be used again, and no long one."""
    size = 0
    async for chunk in got.aiter_raw():
        size += len(chunk)
        if size > MOST_ANSWER:
            return


def asked(retry_after: str) -> float:
    """The seconds of a Retry-After header; 0 for a date or anything else."""
    known = retry_after.isascii() and retry_after.isdecimal() and len(retry_after) < 10
    return float(retry_after) if known else 0.0


@asynccontextmanager
async def at_work(post: Post) -> AsyncIterator[Postman]:
    """The post, open: what a crash left behind is settled first, then the postman goes round."""
    await post.queues.open()
    postman = Postman(post)
    rounds: asyncio.Task[None] | None = None
    try:
        with suppress(ProblemError):  # a journal that is down does not keep questions out
            await tend(post, older=0.0)
        rounds = asyncio.create_task(postman.run())
        yield postman
    finally:
        if rounds:
            rounds.cancel()
            with suppress(asyncio.CancelledError):
                await rounds
        await postman.close()
        await post.queues.close()
