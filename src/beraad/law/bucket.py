"""Provisions that share one static key, made ready to be searched in a few microseconds.

Of the clauses under a key, which one is wholly satisfied and passes most of the asked fields, the
earliest in order among equals? A few clauses are sorted beforehand and looked at one by one. Many
are searched all at once: a Python integer is a set of clauses, so one AND or OR weighs a field or a
condition for a thousand clauses.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from beraad.law.condition import Condition, Facts
from beraad.law.entry import Entry

FEW = 12
"""Up to so many clauses under one key are looked at one by one."""


@dataclass(frozen=True, slots=True)
class Many:
    """A bucket of many clauses; bit n of each set stands for the entry of the n-th rank.

    `fields` gives the clauses that allow a field; `wants` and `forbids` give the clauses that want
    some yes-no evidence to be true or false; `others` gives those that set another condition.
    """

    entries: tuple[Entry, ...]
    everyone: int
    fields: Mapping[str, int]
    holds: tuple[tuple[str, int, int], ...]
    others: tuple[tuple[Condition, Mapping[str, frozenset[str]], int], ...]

    def best(self, fields: Sequence[str], facts: Facts) -> tuple[Entry, ...]:
        """The satisfied clause that passes most of the asked fields, the earliest; none or one."""
        candidates = self.everyone & ~self.blocked(facts)
        sets = [self.fields[name] & candidates for name in fields if name in self.fields]
        if not sets:
            return ()
        all_of_them = sets[0]
        for clauses in sets:
            all_of_them &= clauses
        winners = all_of_them or heaviest(sets)
        return (self.entries[(winners & -winners).bit_length() - 1],) if winners else ()

    def blocked(self, facts: Facts) -> int:
        """The clauses of which a condition is not met or not known."""
        blocked = 0
        for key, wants, forbids in self.holds:
            value = facts.get(key)
            if value is not True:
                blocked |= wants
            if value is not False:
                blocked |= forbids
        for condition, lists, clauses in self.others:
            if condition.met(facts, lists.__getitem__) is not True:
                blocked |= clauses
        return blocked


Bucket: TypeAlias = tuple[Entry, ...] | Many


def heaviest(sets: Iterable[int]) -> int:
    """The members that stand in most of the sets.

    Vertical counters: plane k holds bit k of every member's count, so one pass of carries adds a
    set to all counts at once.
    """
    planes: list[int] = []
    union = 0
    for carry in sets:
        union |= carry
        for k, plane in enumerate(planes):
            planes[k], carry = plane ^ carry, plane & carry
            if not carry:
                break
        if carry:
            planes.append(carry)
    winners = union
    for k in reversed(range(len(planes))):
        if winners & planes[k]:
            winners &= planes[k]
    return winners


def bucket(entries: Iterable[Entry]) -> Bucket:
    """The bucket of these entries."""
    ranked = tuple(sorted(entries, key=lambda entry: entry.rank))
    if len(ranked) <= FEW:
        return ranked
    fields: dict[str, int] = {}
    holds: dict[str, list[int]] = {}
    others: dict[tuple[Condition, tuple[tuple[str, frozenset[str]], ...]], int] = {}
    for at, entry in enumerate(ranked):
        for name in filter(entry.passes, entry.bits):
            fields[name] = fields.get(name, 0) | 1 << at
        for key, wanted in entry.holds:
            holds.setdefault(key, [0, 0])[not wanted] |= 1 << at
        for condition, lists in entry.others:
            slot = (condition, tuple(lists.items()))
            others[slot] = others.get(slot, 0) | 1 << at
    return Many(
        ranked,
        (1 << len(ranked)) - 1,
        fields,
        tuple((key, wants, forbids) for key, (wants, forbids) in holds.items()),
        tuple((condition, dict(lists), clauses) for (condition, lists), clauses in others.items()),
    )
