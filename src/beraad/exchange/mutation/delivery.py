"""A notification is decided when it is handed over, as any question is, and not when it was queued.

A clause may have ended meanwhile, a file been closed, a consent withdrawn. So law, evidence and
integration are weighed anew at each delivery, and the source tells what is so at that moment; what
may not be told any more is dropped, and its refusal recorded.
"""

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime

from beraad.exchange.gateway import Scales
from beraad.exchange.mutation.addressees import CHANNEL, Known, Wish
from beraad.exchange.mutation.queue import Notification
from beraad.exchange.mutation.seal import Seal, SealError
from beraad.exchange.sources import SourceDownError
from beraad.exchange.weighed import Weighed
from beraad.journal.entry import Entry, Fact
from beraad.law.communication import Communication, Permit

log = logging.getLogger("beraad.gateway")
LONGEST_HOLD = 3600.0


@dataclass(frozen=True, slots=True)
class Delivery:
    """A notification that was weighed: with the person's current number, unless it must wait; where
    the recipient knows persons by a pseudonym, with that alone.

    `weighed` is None where nothing was asked, since an earlier one of the same subject or source
    failed, or the number cannot be opened.
    """

    notification: Notification
    weighed: Weighed | None
    number: str = field(default="", repr=False)
    pseudonym: str = ""

    @property
    def waits(self) -> bool:
        """Whether it can be neither told nor refused now."""
        return self.weighed is None or self.weighed.failure is not None

    @property
    def permit(self) -> Permit | None:
        """The permit by which it may be told."""
        decision = self.weighed.decision if self.weighed and not self.waits else None
        return decision if isinstance(decision, Permit) else None


def weigh_all(
    scales: Scales, some: Iterable[Notification], known: Known, seal: Seal, at: datetime
) -> Iterator[Delivery]:
    """Weigh notifications in order at an aware instant; what fails holds up its own subject only,
    and a source that is down is asked once."""
    held, down = set[str](), set[str]()
    for one in some:
        number = opened(one, seal)
        if one.subject in held or one.source in down or not number:
            held.add(one.subject)
            yield Delivery(one, None)
            continue
        number = scales.directory.current(number) or number
        weighed, wish = weigh(scales, one, number, known, at)
        weighed = replace(weighed, entry=numbered(weighed.entry, one))
        if weighed.failure:
            held.add(one.subject)
        if isinstance(weighed.failure, SourceDownError):
            down.add(one.source)
        if wish.form == "identified":
            yield Delivery(one, weighed, number)
            continue
        towards = scales.pseudonyms.towards(one.recipient, wish.purpose)
        yield Delivery(one, weighed, pseudonym=towards.hexadecimal(number))


def opened(one: Notification, seal: Seal) -> str:
    """The number of the person; '' where it cannot be opened, which its keeper is told."""
    try:
        return seal.open(one.number, one.mutation)
    except SealError as error:
        log.error("%s; give the gateway its queue.key back", error)
        return ""


def weigh(
    scales: Scales, one: Notification, number: str, known: Known, at: datetime
) -> tuple[Weighed, Wish]:
    """The first wish by which it may be told decides, those that pass most fields first.

    Only fields that the clause names are asked: which others changed is no matter of the recipient.
    """
    law = scales.laws.at(at)
    wishes = known.wishes(law, one.source, at).get(one.recipient, ())
    wanted = {wish: wish.among(one.fields) for wish in wishes}
    order = sorted(filter(wanted.get, wanted), key=lambda wish: -len(wanted[wish]))
    refused = []
    for wish in order or [Wish(one.purpose, one.fields)]:
        communication = Communication(
            one.recipient, one.source, wish.purpose, wish.among(one.fields), wish.form, CHANNEL
        )
        weighed = scales.weigh(communication, number, at)
        if weighed.failure or isinstance(weighed.decision, Permit):
            return weighed, wish
        refused.append((weighed, wish))
    return refused[0]


def numbered(entry: Entry, one: Notification) -> Entry:
    """The entry with the mutation that it follows from, and which delivery it is."""
    facts: dict[str, Fact] = {
        "mutation": one.mutation,
        "place": one.place,
        "delivery": one.deliveries + 1,
    }
    return replace(entry, facts={**entry.facts, **facts})


def hold(deliveries: int) -> float:
    """Seconds until a source that failed is asked again: 15, and each time twice as long."""
    return min(LONGEST_HOLD, 15.0 * 2.0 ** min(deliveries, 10))
