"""An entry: one provision in force, taken apart so that a search need not look inside it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias, TypeVar, cast

from beraad.belgium.numbers import DeliberationNumber
from beraad.law.act import Chamber
from beraad.law.clause import Answer
from beraad.law.communication import DropReason, Obligations, Permit
from beraad.law.condition import Condition, Evidence, Facts, Holds, InList, terms
from beraad.law.provision import Provision

Part = TypeVar("Part")
Listed: TypeAlias = tuple[Condition, Mapping[str, frozenset[str]]]


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """A provision; where accessions limit it, a provision for one party that acceded.

    `rank` is its place in the order of all provisions in force; `mask` has the bit, out of `bits`,
    of each field that it lets through; `holds` are its yes-no conditions, sorted, and `others` the
    rest, each with the lists that it names; `keys` is the evidence that they all look at, sorted;
    `owed` is what its permits oblige to, `window` the place of its looking back among those of the
    snapshot, `withheld` what its clause names and the accession does not.
    """

    rank: int
    mask: int
    bits: Mapping[str, int]
    holds: tuple[tuple[str, bool], ...]
    others: tuple[Listed, ...]
    keys: tuple[str, ...]
    owed: Obligations
    chamber: Chamber
    number: DeliberationNumber
    paragraph: int
    clause: str
    answer: Answer
    window: int
    withheld: tuple[str, ...]

    def met(self, facts: Facts) -> bool:
        """Whether every condition is known to be met."""
        for key, wanted in self.holds:
            if facts.get(key) is not wanted:
                return False
        for condition, lists in self.others:
            if condition.met(facts, lists.__getitem__) is not True:
                return False
        return True

    def passes(self, name: str) -> bool:
        """Whether it lets a field through."""
        return self.mask & self.bits.get(name, 0) != 0

    def permit(
        self, fields: tuple[str, ...], passes: int, facts: Facts, not_before: date | None
    ) -> Permit:
        """The permit that it gives once satisfied: `passes` of the fields, each asked once."""
        passed = fields
        dropped: tuple[tuple[str, DropReason], ...] = ()
        if passes < len(fields):
            passed = tuple([name for name in fields if self.passes(name)])
            dropped = tuple([(n, self.drop_reason(n)) for n in fields if not self.passes(n)])
        used: tuple[tuple[str, Evidence], ...] = self.holds  # each is met, so the facts say just so
        if self.others:
            used = tuple([(key, facts[key]) for key in self.keys if key in facts])
        return Permit(
            self.chamber,
            self.number,
            self.paragraph,
            self.clause,
            passed,
            dropped,
            self.answer,
            not_before,
            self.owed,
            used,
        )

    def drop_reason(self, name: str) -> DropReason:
        """Why it leaves a field out."""
        return "not-in-accession" if name in self.withheld else "not-in-clause"


class Pool:
    """Equal parts of entries, each kept once: what many decisions look at stays near at hand."""

    def __init__(self) -> None:
        self._kept: dict[object, object] = {}

    def __call__(self, value: Part) -> Part:
        """The part that is equal to this one and was there before, or this one."""
        return cast(Part, self._kept.setdefault(value, value))


def entry(
    provision: Provision,
    rank: int,
    bits: Mapping[str, int],
    window: int,
    allowed: Collection[str],
    pool: Pool,
) -> Entry:
    """The entry of a provision that lets these fields through; `bits` are those of its source."""
    mask = 0
    for name in allowed:
        mask |= bits[name]
    clause = provision.clause
    conditions = [requirement.condition for requirement in provision.requirements]
    holds = sorted({(c.key, c.wanted) for c in conditions if isinstance(c, Holds)})
    return Entry(
        rank,
        mask,
        bits,
        pool(tuple([pool(pair) for pair in holds])),
        tuple([listed(c, provision) for c in conditions if not isinstance(c, Holds)]),
        pool(tuple(sorted({term.key for condition in conditions for term in terms(condition)}))),
        pool(Obligations(clause.keep, clause.leaves_as)),
        provision.chamber,
        provision.number,
        provision.paragraph,
        clause.name,
        clause.answer,
        window,
        tuple([name for name in provision.fields if name not in allowed]),
    )


def listed(condition: Condition, provision: Provision) -> Listed:
    """A condition with just the lists that it names."""
    named = {term.list_name for term in terms(condition) if isinstance(term, InList)}
    return condition, {name: provision.lists[name] for name in sorted(named)}
