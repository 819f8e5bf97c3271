"""Investigations: what a person does not see of himself until it ends or is released.

An order names the person, the recipient who asks, perhaps one purpose, since when and until when.
It is an entry of the journal like any other, about the person, and hidden with what it hides. Its
end is always set: what nobody releases shows by itself. Who may give an order, and for how long, is
for the keeper of the journal to settle; this module checks no competence.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from beraad.citizen.row import Row, Said, newest
from beraad.exchange.desk import SUBJECT
from beraad.exchange.record import UNKNOWN
from beraad.journal.entry import Entry
from beraad.journal.store import Journal

OPENED, RELEASED = "investigation.opened", "investigation.released"
_WORD = re.compile(r"[a-z0-9][a-z0-9./-]{0,63}")


@dataclass(frozen=True, slots=True)
class Order:
    """What to hide: questions of `recipient` for `purpose` ('' for any) from `since` on, also those
    asked in another's name, and what does not tell for what it was, as of a dead letter.

    Instants are aware; `reason` is a word or a reference, which says nothing of the person.
    """

    recipient: str
    purpose: str
    reason: str
    since: datetime
    until: datetime

    def __post_init__(self) -> None:
        if not _WORD.fullmatch(self.reason):
            raise ValueError("reason: expected a word or reference such as inquiry-2026-7")
        if not self.recipient:
            raise ValueError("recipient: expected whose questions are hidden, found nothing")
        if self.until <= self.since:
            raise ValueError("until: expected an instant after since")

    def covers(self, said: Said) -> bool:
        """Whether it hides what an entry says, while it lasts."""
        return (
            said.actor != SUBJECT  # what people do themselves they know
            and said.at >= self.since
            and self.recipient in (said.facts.get("recipient"), said.facts.get("asker"))
            and (not self.purpose or said.facts.get("purpose", UNKNOWN) in (self.purpose, UNKNOWN))
        )


def open_investigation(
    journal: Journal, subject: str, order: Order, *, actor: str, at: datetime
) -> int:
    """Record an order about the person of this pseudonym; its index, by which it is released."""
    facts = {
        "recipient": order.recipient,
        "purpose": order.purpose,
        "reason": order.reason,
        "since": _text(order.since),
        "until": _text(order.until),
    }
    return journal.append([Entry(at, OPENED, actor, "", subject, facts)])[0].index


def release(journal: Journal, index: int, *, actor: str, at: datetime) -> None:
    """End an order before its time: all that it hid shows from now on. ValueError if none."""
    opened = journal.entry(index)
    if opened.act != OPENED:
        raise ValueError(f"entry {index} opens no investigation")
    journal.append([Entry(at, RELEASED, actor, "", opened.subject, {"order": index})])


@dataclass(frozen=True, slots=True)
class Secrecy:
    """What is hidden from one person at one moment."""

    orders: tuple[Order, ...]
    released: frozenset[int]
    now: datetime

    def hides(self, row: Row) -> bool:
        """Whether an entry about the person does not show yet."""
        if row.said.act == OPENED:
            return row.index not in self.released and self.now < order_in(row.said).until
        return any(order.covers(row.said) for order in self.orders)


def secrecy(journal: Journal, subjects: tuple[str, ...], now: datetime) -> Secrecy:
    """The orders about a person, by all his or her pseudonyms, that count now."""
    begun = [row for each in subjects for row in newest(journal, each, act=OPENED)]
    if not begun:
        return Secrecy((), frozenset(), now)
    ends = [row for each in subjects for row in newest(journal, each, act=RELEASED)]
    released = frozenset(int(row.said.facts["order"]) for row in ends)
    orders = [order_in(row.said) for row in begun if row.index not in released]
    return Secrecy(tuple(one for one in orders if now < one.until), released, now)


def order_in(said: Said) -> Order:
    """The order that an entry opens."""
    facts = said.facts
    return Order(
        facts["recipient"],
        facts["purpose"],
        facts["reason"],
        datetime.fromisoformat(facts["since"]),
        datetime.fromisoformat(facts["until"]),
    )


def _text(at: datetime) -> str:
    return at.astimezone(UTC).isoformat()
