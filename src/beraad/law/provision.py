"""A provision: one clause of one source over a stretch of time in which nothing about it changes.

Lists are resolved to their members, successors stand in for those they succeed, frames have added
their conditions, accessions are known. Deciding needs provisions and nothing else.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from beraad.belgium.numbers import DeliberationNumber
from beraad.law.act import Chamber
from beraad.law.clause import Clause
from beraad.law.condition import Condition

Key: TypeAlias = tuple[Chamber, DeliberationNumber]


@dataclass(frozen=True, slots=True)
class Requirement:
    """A condition with the number and paragraph that sets it."""

    condition: Condition
    number: DeliberationNumber
    paragraph: int


@dataclass(frozen=True, slots=True)
class Provision:
    """Who may receive what from one source, from `start` up to but not including `end`.

    `recipients` are tokens: `party:x`, `role:x`, `category:x`, `role:subject` or `anyone`. `lists`
    has the members of each list that a condition names. `accessions`, where not None, gives for
    each acceding party the fields it named. A start or end that is reckoned is the last possible
    one, since the day of adoption is not known.
    """

    chamber: Chamber
    number: DeliberationNumber
    paragraph: int
    position: int
    clause: Clause
    source: str
    fields: tuple[str, ...]
    recipients: frozenset[str]
    requirements: tuple[Requirement, ...]
    lists: Mapping[str, frozenset[str]]
    accessions: Mapping[str, frozenset[str]] | None
    start: datetime
    end: datetime | None
    start_reckoned: bool = False
    end_reckoned: bool = False

    def on(self, at: datetime) -> bool:
        """Whether it is in force at that instant."""
        return self.start <= at and (self.end is None or at < self.end)

    @property
    def order(self) -> tuple[int, int, str, int]:
        """Its rank: earlier numbers first, then earlier clauses of the document."""
        return (self.number.year, self.number.serial, self.chamber, self.position)
