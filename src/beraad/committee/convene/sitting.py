"""A sitting: who is there, whether it may decide, what the votes come to.

The committee's legal rules on quorum and majority are not known here, so a rule is configuration;
it goes with every decision, so that a reader sees which one was applied.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, TypeAlias, get_args

from beraad.committee.actor import composed

Vote: TypeAlias = Literal["for", "against", "abstains"]


class SittingError(ValueError):
    """A sitting or a vote that cannot be; says what is wanting."""


@dataclass(frozen=True, slots=True)
class Rule:
    """How a chamber decides.

    `quorum` is the share of the seats that must be filled by members who may vote on the item;
    `majority` is the share of the votes for and against that must be exceeded. A tie is then a
    refusal unless the chair casts the deciding vote, which goes with a majority of one half alone.
    """

    name: str
    quorum: Fraction
    majority: Fraction
    casting_vote: bool

    def __post_init__(self) -> None:
        if self.casting_vote and self.majority != Fraction(1, 2):
            raise SittingError(
                f"rule '{self.name}': the chair decides a tie, so the majority must be 1/2, "
                f"not {self.majority}"
            )

    def needed(self, seats: int) -> int:
        """How many members must be able to vote, rounded up."""
        return -(-seats * self.quorum.numerator // self.quorum.denominator)


@dataclass(frozen=True, slots=True)
class Attendance:
    """The members of the chamber, those present, and those who withdraw from an item.

    Names are brought to Unicode NFC, as the journal writes them.
    """

    members: frozenset[str]
    present: frozenset[str]
    recused: frozenset[str] = frozenset()
    chair: str = ""

    def __post_init__(self) -> None:
        for name in ("members", "present", "recused"):
            object.__setattr__(self, name, frozenset(map(composed, getattr(self, name))))
        object.__setattr__(self, "chair", composed(self.chair))

    @property
    def voters(self) -> frozenset[str]:
        """Those who may vote on the item."""
        return self.present - self.recused


@dataclass(frozen=True, slots=True)
class Tally:
    """What the votes came to."""

    votes_for: int
    against: int
    abstained: int
    carried: bool
    rule: str


def check_attendance(attendance: Attendance, rule: Rule) -> None:
    """SittingError where strangers sit in or the quorum is not reached after recusals."""
    strangers = attendance.present - attendance.members
    if strangers:
        raise SittingError(f"not a member of the chamber: {', '.join(sorted(strangers))}")
    needed, there = rule.needed(len(attendance.members)), len(attendance.voters)
    if there < needed:
        raise SittingError(
            f"quorum not reached under '{rule.name}': {there} may vote, {needed} of "
            f"{len(attendance.members)} seats are needed; adjourn the item"
        )


def tally(attendance: Attendance, votes: Mapping[str, Vote], rule: Rule) -> Tally:
    """The outcome of an item; every voter has voted, nobody else has."""
    check_attendance(attendance, rule)
    extra, absent = set(votes) - attendance.voters, attendance.voters - set(votes)
    if extra:
        raise SittingError(f"may not vote on this item: {', '.join(sorted(extra))}")
    if absent:
        raise SittingError(f"has not voted yet: {', '.join(sorted(absent))}")
    yes, no, abstained = (list(votes.values()).count(choice) for choice in get_args(Vote))
    if yes + no + abstained != len(attendance.voters):
        raise SittingError(f"a vote is one of {', '.join(get_args(Vote))}")
    carried = Fraction(yes, yes + no) > rule.majority if yes + no else False
    if yes == no and rule.casting_vote:
        carried = votes.get(attendance.chair) == "for"
    return Tally(yes, no, abstained, carried, rule.name)
