"""The ballots: cast one by one, unreadable in the journal, opened together at the tally.

A ballot binds one text: it holds the digest of the draft that was put on the agenda.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import get_args

import msgspec

from beraad.committee.actor import composed
from beraad.committee.convene.sitting import Attendance, SittingError, Vote
from beraad.committee.office import Office
from beraad.committee.stages import StageError
from beraad.journal.entry import Entry

SALT = re.compile(r"(?:[0-9a-f]{2}){16,64}")


class Ballot(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What one member voted on one text; `salt` keeps others from guessing it by its digest."""

    number: str
    draft: str
    member: str
    vote: Vote
    reason: str
    salt: str


@dataclass(frozen=True, slots=True)
class Round:
    """One round of voting: the journal's entry that opened it, the text, who cast which ballot."""

    opened: int
    draft: str
    ballots: Mapping[str, str]


def vote(
    office: Office,
    number: str,
    attendance: Attendance,
    member: str,
    choice: Vote,
    reason: str,
    salt: str,
    at: datetime,
) -> str:
    """A member votes; the journal holds the digest of the ballot, which opens at the tally.

    `salt` is random, at least 16 bytes in hexadecimal. SittingError where this is no vote of a
    member who sits in; StageError where the item is not open to it, or no longer.
    """
    member = composed(member)
    check_ballot(attendance, member, choice, salt)
    check_open(office, number, member)
    round_ = find_round(office, number)
    ballot = Ballot(number, round_.draft, member, choice, reason, salt)
    digest = office.ballots.put(msgspec.json.encode(ballot, order="deterministic"))
    facts = {"ballot": digest, "member": member, "draft": round_.draft}
    entry = Entry(at=at, act="vote.cast", actor=member, about=number, facts=facts)

    def check() -> None:
        check_open(office, number, member)
        if find_round(office, number).opened != round_.opened:
            raise StageError(f"{number} was put on the agenda anew meanwhile: vote again")

    office.journal.append([entry], given=check)
    return digest


def check_ballot(attendance: Attendance, member: str, choice: str, salt: str) -> None:
    """SittingError where this member cannot vote on the item, or not like this."""
    if member not in attendance.voters & attendance.members:
        raise SittingError(f"{member} may not vote on this item: not a member present, or recused")
    if choice not in get_args(Vote):
        raise SittingError(f"{choice!r} is no vote; expected {', '.join(get_args(Vote))}")
    if not SALT.fullmatch(salt):
        raise SittingError("the salt must be 16 to 64 random bytes, in hexadecimal")


def check_open(office: Office, number: str, member: str) -> None:
    """StageError where a member cannot vote on an item (any more)."""
    if office.file(number).stage != "on-agenda":
        raise StageError(f"{number} is not on the agenda of a sitting: no vote can be cast")
    if member in find_round(office, number).ballots:
        raise StageError(f"{member} has voted on {number} already")


def find_round(office: Office, number: str) -> Round:
    """The latest round of voting on an item; StageError if it never was on an agenda."""
    openings = list(office.journal.read(act="request.put-on-agenda", about=number))
    if not openings:
        raise StageError(f"{number} was never on the agenda of a sitting")
    opening = openings[-1]
    cast = office.journal.read(act="vote.cast", about=number, after=opening.index)
    ballots = {str(one.entry.facts["member"]): str(one.entry.facts["ballot"]) for one in cast}
    return Round(opening.index, str(opening.entry.facts["draft"]), ballots)


def open_ballots(office: Office, number: str, round_: Round) -> dict[str, Vote]:
    """The votes of a round; SittingError where a ballot is not of this item, text and member."""
    votes: dict[str, Vote] = {}
    for member, digest in round_.ballots.items():
        ballot = msgspec.json.decode(office.ballots.get(digest), type=Ballot)
        if (ballot.number, ballot.draft, ballot.member) != (number, round_.draft, member):
            raise SittingError(f"the ballot of {member} is of another item, text or member")
        votes[member] = ballot.vote
    return votes
