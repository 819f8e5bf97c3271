"""What is done about mutations from time to time, whether or not anybody asks."""

import logging
from functools import partial

from beraad.exchange.mutation.publication import LAPSED
from beraad.exchange.mutation.queue import Lapsed, Queue
from beraad.exchange.record import ACTOR, recipient
from beraad.exchange.server.post import Post, heirs
from beraad.journal.entry import Entry, Fact
from beraad.law.act import day_of

log = logging.getLogger("beraad.gateway")
DAY = 86_400.0
KEPT_DAYS = 30
"""What was not acknowledged after so many days lapses."""

NUMBERS_KEPT_DAYS = 400
"""So long a message number counts as used."""

LEFT_BEHIND = 30.0
"""Seconds after which a mutation that was noted and not marked is taken for left behind."""


async def tend(post: Post, older: float = LEFT_BEHIND) -> None:
    """Settle what a crash left behind, mutations and promises of answers; hand over what waits for
    organisations that ended, and let what nobody fetches lapse."""
    before = post.seconds() - older
    left = await post.queue(lambda queue: queue.noted(before))
    await post.settle(one for one in left if one[0] not in post.under_way)
    await post.way.stages.settle(post.way.book, post.readers)
    await hand_over(post)
    await lapse(post)


async def hand_over(post: Post) -> None:
    """Give what waits for an organisation that has ended to those that succeeded it.

    Where it was split by region, all of them get it: the law names only one for each person, and
    the others are refused when it is weighed.
    """
    day, words = day_of(post.way.clock()), post.way.catalogue
    for name in await post.queue(lambda queue: queue.recipients()):
        if found := heirs(words, name, day):
            await post.queue(partial(Queue.hand_over, old=name, heirs=found))


async def lapse(post: Post) -> None:
    """Record and forget what waited too long; one entry for each recipient."""
    now = post.seconds()
    before = now - KEPT_DAYS * DAY
    gone = await post.queue(lambda queue: queue.old(before))
    for one in gone:
        await post.way.book.append(lapsed(post, one))
    if gone:
        log.warning("%d notifications lapsed", sum(one.count for one in gone))
        await post.queue(lambda queue: queue.forget(gone, before))
    await post.queue(lambda queue: queue.forget_numbers(now - NUMBERS_KEPT_DAYS * DAY))


def lapsed(post: Post, one: Lapsed) -> Entry:
    """The entry of notifications that nobody acknowledged."""
    facts: dict[str, Fact] = {
        "recipient": recipient(one.recipient),
        "first_place": one.first,
        "last_place": one.last,
        "notifications": one.count,
    }
    return Entry(post.way.clock(), LAPSED, ACTOR, facts=facts)
