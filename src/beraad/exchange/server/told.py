"""Decisions and places in the journal as the JSON of the gateway.

Of evidence only names are told, never numbers or words: a condition that was met says enough, and
its value is about a person.
"""

from collections.abc import Callable

from beraad.exchange.server.shapes import Granted, Lack, Near, Place
from beraad.journal.store import Position
from beraad.law.communication import Missing, Permit, Refusal, Shortfall
from beraad.register.plain import plain_retention


def granted(permit: Permit) -> Granted:
    """A permit."""
    keep = plain_retention(permit.obligations.keep)
    return Granted(
        permit.chamber,
        str(permit.number),
        permit.paragraph,
        permit.clause,
        permit.answer,
        list(permit.passed),
        dict(permit.dropped),
        permit.not_before.isoformat() if permit.not_before else None,
        keep["length"],
        keep["destroyed_with_proof"],
        [name for name, _ in permit.facts_used],
    )


def nearest(refusal: Refusal, say: Callable[[Shortfall, Missing], str]) -> list[Near]:
    """What the nearest clauses lack; `say` puts one thing in words."""
    return [
        Near(
            near.chamber,
            str(near.number),
            near.paragraph,
            near.clause,
            [
                Lack(
                    *(one.code, one.detail, str(one.number), one.paragraph),
                    *(say(near, one), one.reckoned),
                )
                for one in near.missing
            ],
        )
        for near in refusal.nearest
    ]


def place(position: Position) -> Place:
    """A place in the journal."""
    return Place(position.index, position.leaf.hex(), position.size)
