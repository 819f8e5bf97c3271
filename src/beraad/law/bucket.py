"""Provisions that share one static key, made ready to be searched in a few microseconds.

Of the clauses under a key, which one is wholly satisfied and passes most of the asked fields, the
earliest in order among equals? A few clauses are sorted beforehand and looked at one by one. Many
are searched all at once: a Python integer is a set of clauses, so one AND or OR weighs a field or a
condition for a thousand clauses.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from beraad.law.communication import Communication, Permit
from beraad.law.condition import Condition, Facts
from beraad.law.entry import Entry

FEW = 12
"""Up to so many clauses under one key are looked at one by one."""


def masks(fields: Sequence[str], bits: Mapping[str, int]) -> tuple[int, ...]:
    """The asked fields that have a bit, as masks: a field asked n times stands in n of them."""
    layers: list[int] = []
    for name in fields:
        bit = bits.get(name, 0)
        for at, layer in enumerate(layers):
            if not layer & bit:
                layers[at] |= bit
                break
        else:
            layers.append(bit)
    return tuple(layers)


def passes(entry: Entry, wish: Iterable[int]) -> int:
    """How many of the asked fields an entry lets through; `wish` are their masks."""
    count = 0
    for layer in wish:
        count += (entry.mask & layer).bit_count()
    return count


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

    def best(self, fields: Sequence[str], facts: Facts) -> tuple[int, Entry] | None:
        """The satisfied clause that passes most of the asked fields, with how many it passes."""
        candidates = self.everyone & ~self.blocked(facts)
        sets = [self.fields[name] & candidates for name in fields if name in self.fields]
        if not sets:
            return None
        all_of_them = sets[0]
        for clauses in sets:
            all_of_them &= clauses
        most, winners = (len(sets), all_of_them) if all_of_them else heaviest(sets)
        if not winners:
            return None
        return most, self.entries[(winners & -winners).bit_length() - 1]

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


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """The clauses that fit a question but for their conditions.

    `few` are those that pass some asked field, best first; `many` are buckets still to be searched;
    `permits` are those that were given today, by rank of the clause.
    """

    few: tuple[Entry, ...]
    many: tuple[Many, ...]
    wish: tuple[int, ...]
    permits: dict[int, Permit]

    def best(self, communication: Communication) -> Entry | None:
        """The satisfied clause that passes most of the asked fields, the earliest among equals."""
        facts = communication.facts
        best = None
        for one in self.few:
            if one.met(facts):
                best = one
                break
        if not self.many:
            return best
        found = [(passes(best, self.wish), best)] if best else []
        for wide in self.many:
            if other := wide.best(communication.fields, facts):
                found.append(other)
        return min(found, key=lambda one: (-one[0], one[1].rank))[1] if found else None


Bucket: TypeAlias = tuple[Entry, ...] | Many


def heaviest(sets: Iterable[int]) -> tuple[int, int]:
    """In how many of the sets the most frequent members stand, and which members those are.

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
    most, winners = 0, union
    for k in reversed(range(len(planes))):
        if winners & planes[k]:
            winners &= planes[k]
            most |= 1 << k
    return most, winners


def bucket(entries: Iterable[Entry]) -> Bucket:
    """The bucket of these entries."""
    ranked = tuple(sorted(entries, key=lambda entry: entry.rank))
    if len(ranked) <= FEW:
        return ranked
    fields: dict[str, int] = {}
    holds: dict[str, list[int]] = {}
    others: dict[tuple[Condition, tuple[tuple[str, frozenset[str]], ...]], int] = {}
    for at, entry in enumerate(ranked):
        for name in filter(entry.passes, entry.provision.fields):
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
