"""Why the answer is no: the nearest provisions of a source, found without weighing all of them.

Provisions of like purpose, form and channels lack the same of these three, whatever else they lack.
Groups are opened from the nearest on, and the search stops where nothing that is left can come
nearer than what was found.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from typing import TypeAlias

from beraad.law.clause import Channel, Form
from beraad.law.communication import Communication, Missing, Refusal
from beraad.law.decide import NEAREST, UNFIT, missing, nearest
from beraad.law.provision import Provision

Traits: TypeAlias = tuple[str, Form, tuple[Channel, ...]]
Placed: TypeAlias = tuple[int, Provision]
"""A provision with its place among all, which decides between equals."""

MOST_BOUND = 4
"""Purpose, form, channel, recipient: what is seen not to fit before the rest is weighed."""


@dataclass(frozen=True, slots=True)
class Group:
    """Provisions of one source that are alike in purpose, form and channels."""

    purpose: str
    form: Form
    by: tuple[Channel, ...]
    provisions: tuple[Placed, ...]

    def lacks(self, communication: Communication) -> int:
        """How much a communication lacks at least for each of these provisions."""
        return (
            (self.purpose != communication.purpose)
            + (self.form != communication.form)
            + (communication.channel not in self.by)
        )


def group(provisions: Iterable[Provision]) -> Mapping[str, tuple[Group, ...]]:
    """The groups of each source."""
    found: dict[str, dict[Traits, list[Placed]]] = {}
    for at, provision in enumerate(provisions):
        clause = provision.clause
        traits = (clause.purpose, clause.form, clause.by)
        alike = found.setdefault(provision.source, {}).setdefault(traits, [])
        alike.append((at, provision))
    return {
        source: tuple(Group(*traits, tuple(alike)) for traits, alike in groups.items())
        for source, groups in found.items()
    }


def explain(
    groups: Iterable[Group], communication: Communication, tokens: frozenset[str], at: datetime
) -> Refusal:
    """The refusal of a communication that none of the provisions satisfies."""
    closed: list[list[Group]] = [[] for _ in range(MOST_BOUND + 1)]
    for one in groups:
        closed[one.lacks(communication)].append(one)
    waiting: list[list[Placed]] = [[] for _ in range(MOST_BOUND + 1)]
    examined: list[tuple[int, Provision, tuple[Missing, ...]]] = []
    for least in range(MOST_BOUND + 1):
        if len({p.order for _, p, lacks in examined if unfit(lacks) < least}) >= NEAREST:
            break
        for one in closed[least]:
            for placed in one.provisions:
                stranger = placed[1].recipients.isdisjoint(tokens)
                waiting[least + stranger].append(placed)
        examined.extend(
            (place, provision, tuple(missing(provision, communication, tokens, at)))
            for place, provision in waiting[least]
        )
    examined.sort(key=itemgetter(0))
    return Refusal(nearest((provision, lacks) for _, provision, lacks in examined))


def unfit(lacks: Iterable[Missing]) -> int:
    """How much of what is lacking only another request would have."""
    return sum(lack.code in UNFIT for lack in lacks)
