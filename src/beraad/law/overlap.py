"""Clauses that permit the same thing, shown by a communication that satisfies both."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import combinations

from beraad.law.asker import askers
from beraad.law.catalogue import Catalogue
from beraad.law.communication import Communication
from beraad.law.condition import Evidence
from beraad.law.decide import passed, recipient_tokens
from beraad.law.evidence import EvidenceModel
from beraad.law.outline import asks_of
from beraad.law.permission import Ground, at, ground
from beraad.law.provision import Provision


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two clauses and a communication that each of them alone would permit.

    The fields of the communication are those that both pass to that recipient.
    """

    one: Ground
    other: Ground
    communication: Communication


def overlaps(
    provisions: Iterable[Provision], catalogue: Catalogue, instant: datetime
) -> tuple[Overlap, ...]:
    """Each pair of clauses in force at an aware instant that can be satisfied together."""
    groups: dict[tuple[str, str, str], list[Provision]] = {}
    for law in sorted(at(provisions, instant), key=lambda law: law.order):
        key = (law.source, law.clause.purpose, law.clause.form)
        groups.setdefault(key, []).append(law)
    together = Together()
    found: dict[tuple[Ground, Ground], Overlap] = {}
    for group in groups.values():
        for one, other in combinations(group, 2):
            pair = (ground(one), ground(other))
            if pair[0] != pair[1] and pair not in found:
                shared = shared_communication(one, other, catalogue, instant, together)
                if shared:
                    found[pair] = Overlap(*pair, shared)
    return tuple(found.values())


class Together:
    """Evidence that satisfies two provisions at once, found once for all that ask the same."""

    def __init__(self) -> None:
        self.model = EvidenceModel()
        self.known: dict[frozenset[frozenset[str]], dict[str, Evidence] | None] = {}

    def facts(self, one: Provision, other: Provision) -> dict[str, Evidence] | None:
        """The evidence; None where none does."""
        asks = frozenset({asks_of(one), asks_of(other)})
        if asks not in self.known:
            both = self.model.all([self.model.satisfied(one), self.model.satisfied(other)])
            self.known[asks] = self.model.solve(both)
        return self.known[asks]


def shared_communication(
    one: Provision,
    other: Provision,
    catalogue: Catalogue,
    instant: datetime,
    together: Together,
) -> Communication | None:
    """A communication that satisfies both of two provisions of one source, purpose and form."""
    channels = [channel for channel in one.clause.by if channel in other.clause.by]
    fields = tuple(field for field in one.fields if field in other.fields)
    if not channels or not fields:
        return None
    clause = one.clause
    wish = Communication("", one.source, clause.purpose, fields, clause.form, channels[0])
    for asked in askers(wish, (one, other), catalogue, instant):
        tokens = recipient_tokens(asked, catalogue, instant)
        both = passed(other, replace(asked, fields=passed(one, asked)))
        if both and tokens & one.recipients and tokens & other.recipients:
            facts = together.facts(one, other)
            return None if facts is None else replace(asked, fields=both, facts=facts)
    return None
