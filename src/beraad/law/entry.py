"""An entry: one provision in force, taken apart so that a search need not look inside it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from beraad.belgium.numbers import DeliberationNumber
from beraad.law.act import Chamber
from beraad.law.clause import Answer
from beraad.law.communication import Communication, DropReason, Obligations, Permit
from beraad.law.condition import Condition, Facts, Holds, InList, terms
from beraad.law.provision import Provision
from beraad.law.span import Span

Listed: TypeAlias = tuple[Condition, Mapping[str, frozenset[str]]]


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """A provision; where accessions limit it, a provision for one party that acceded.

    `rank` is its place in the order of all provisions in force; `mask` has the bit, out of `bits`,
    of each field that it lets through; `holds` are its yes-no conditions and `others` the rest,
    each with the lists that it names; `keys` is the evidence that they all look at, sorted;
    `owed` is what its permits oblige to, `ground` where it stands, `window` how far back it goes.
    """

    rank: int
    mask: int
    bits: Mapping[str, int]
    holds: tuple[tuple[str, bool], ...]
    others: tuple[Listed, ...]
    keys: tuple[str, ...]
    owed: Obligations
    ground: tuple[Chamber, DeliberationNumber, int, str]
    answer: Answer
    window: Span | None
    provision: Provision

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

    def permit(self, communication: Communication, not_before: date | None) -> Permit:
        """The permit that it gives once satisfied."""
        fields, facts = communication.fields, communication.facts
        mask, bit = self.mask, self.bits.get
        passed = tuple([name for name in fields if mask & bit(name, 0)])
        return Permit(
            *self.ground,
            passed,
            ()
            if len(passed) == len(fields)
            else tuple([(n, self.drop_reason(n)) for n in fields if not mask & bit(n, 0)]),
            self.answer,
            not_before,
            self.owed,
            tuple([(key, facts[key]) for key in self.keys if key in facts]),
        )

    def drop_reason(self, name: str) -> DropReason:
        """Why it leaves a field out."""
        return "not-in-accession" if name in self.provision.fields else "not-in-clause"


def entry(
    provision: Provision, rank: int, bits: Mapping[str, int], allowed: Iterable[str]
) -> Entry:
    """The entry of a provision that lets these fields through; `bits` are those of its source."""
    mask = 0
    for name in allowed:
        mask |= bits[name]
    clause = provision.clause
    conditions = [requirement.condition for requirement in provision.requirements]
    return Entry(
        rank,
        mask,
        bits,
        tuple([(c.key, c.wanted) for c in conditions if isinstance(c, Holds)]),
        tuple([listed(c, provision) for c in conditions if not isinstance(c, Holds)]),
        tuple(sorted({term.key for condition in conditions for term in terms(condition)})),
        Obligations(clause.keep, clause.leaves_as),
        (provision.chamber, provision.number, provision.paragraph, clause.name),
        clause.answer,
        clause.looking_back,
        provision,
    )


def listed(condition: Condition, provision: Provision) -> Listed:
    """A condition with just the lists that it names."""
    named = {term.list_name for term in terms(condition) if isinstance(term, InList)}
    return condition, {name: provision.lists[name] for name in sorted(named)}
