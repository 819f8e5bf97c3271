"""The acts of the committee: each one function, one transaction, one journal entry.

A paper is filed before the entry that names it, so a crash between leaves a paper that counts for
nothing, never an entry without its paper.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import msgspec

from beraad.committee.completeness import Gap, gaps
from beraad.committee.docket import Docket
from beraad.committee.request import Request, read, write
from beraad.committee.sitting import Attendance, Rule, Tally, Vote, tally
from beraad.committee.stages import File, Role, StageError, check_act, fold
from beraad.committee.timetable import latest_sitting
from beraad.journal.entry import Entry
from beraad.journal.store import Journal


@dataclass(frozen=True, slots=True)
class Office:
    """Where acts are recorded: the journal, and the docket for the papers."""

    journal: Journal
    docket: Docket

    def file(self, number: str) -> File:
        """Where a request stands now."""
        return fold(number, (found.entry for found in self.journal.read(about=number)))


Facts = Mapping[str, str | int | bool | Sequence[str]]


def record(
    office: Office, number: str, act: str, role: Role, by: str, at: datetime, facts: Facts
) -> File:
    """Write an act into the journal if it is open at this stage and to this role.

    Of two that come at once, the second sees the first: the check is part of the append.
    """
    entry = Entry(at=at, act=act, actor=by, about=number, facts=dict(facts))
    office.journal.append([entry], given=lambda: check_act(office.file(number), act, role))
    return office.file(number)


def submit(office: Office, number: str, request: Request, by: str, at: datetime) -> File:
    """The applicant hands in a request; the number is given at this moment and stays."""
    act = "request.submitted" if office.file(number).stage == "new" else "request.supplemented"
    paper = office.docket.put(write(request))
    return record(office, number, act, "applicant", by, at, {"request": paper})


def check(office: Office, number: str, by: str, at: datetime) -> tuple[Gap, ...]:
    """The secretariat checks a request: complete, and its clock starts, or the gaps are told."""
    request = read(office.docket.get(office.file(number).paper("request")))
    found = gaps(request)
    if found:
        facts: Facts = {"gaps": [gap.question for gap in found]}
        record(office, number, "request.found-incomplete", "secretariat", by, at, facts)
    else:
        facts = {"treat_by": latest_sitting(at.date()).isoformat()}
        record(office, number, "request.found-complete", "secretariat", by, at, facts)
    return found


def put_on_agenda(
    office: Office, number: str, sitting: date, rapporteur: str, by: str, at: datetime
) -> File:
    """The secretariat puts a complete request on the agenda, with the member who reports on it."""
    facts: Facts = {"sitting": sitting.isoformat(), "rapporteur": rapporteur}
    return record(office, number, "request.put-on-agenda", "secretariat", by, at, facts)


def vote(
    office: Office, number: str, member: str, choice: Vote, reason: str, salt: str, at: datetime
) -> str:
    """A member votes; the journal holds the digest of the ballot, which opens at the tally.

    `salt` is random, so that nobody can try out which vote gives the digest. A second vote of the
    same member on the same item is refused.
    """
    ballot = {"member": member, "vote": choice, "reason": reason, "salt": salt}
    digest = office.docket.put(msgspec.json.encode(ballot, order="deterministic"))
    facts = {"ballot": digest, "member": member}
    entry = Entry(at=at, act="vote.cast", actor=member, about=number, facts=facts)
    office.journal.append([entry], given=lambda: check_vote(office, number, member))
    return digest


def check_vote(office: Office, number: str, member: str) -> None:
    """StageError where a member cannot vote on an item (any more)."""
    if office.file(number).stage != "on-agenda":
        raise StageError(f"{number} is not on the agenda of a sitting: no vote can be cast")
    if member in ballots(office, number):
        raise StageError(f"{member} has voted on {number} already")


def ballots(office: Office, number: str) -> dict[str, str]:
    """The ballots of the present round of voting on an item: member to digest."""
    found: dict[str, str] = {}
    for recorded in office.journal.read(about=number):
        if recorded.entry.act == "request.put-on-agenda":
            found = {}
        if recorded.entry.act == "vote.cast":
            facts = recorded.entry.facts
            found[str(facts["member"])] = str(facts["ballot"])
    return found


def close_item(
    office: Office,
    number: str,
    attendance: Attendance,
    rule: Rule,
    draft: bytes,
    by: str,
    at: datetime,
) -> Tally:
    """The chair opens the ballots and records what the chamber decided on an item.

    An unlawful sitting decides nothing: SittingError, and nothing is recorded. A carried item
    files the draft that was voted on.
    """
    votes = {
        member: msgspec.json.decode(office.docket.get(digest))["vote"]
        for member, digest in ballots(office, number).items()
    }
    outcome = tally(attendance, votes, rule)
    facts: dict[str, str | int | bool | Sequence[str]] = {
        "present": sorted(attendance.present),
        "recused": sorted(attendance.recused),
        "for": outcome.votes_for,
        "against": outcome.against,
        "abstained": outcome.abstained,
        "rule": outcome.rule,
    }
    if outcome.carried:
        facts["draft"] = office.docket.put(draft)
    act = "request.adopted" if outcome.carried else "request.refused"
    record(office, number, act, "chair", by, at, facts)
    return outcome


def adjourn(
    office: Office, number: str, attendance: Attendance, reason: str, by: str, at: datetime
) -> File:
    """The chair puts an item off, for instance because the quorum is not reached."""
    facts: Facts = {"present": sorted(attendance.present), "reason": reason}
    return record(office, number, "request.adjourned", "chair", by, at, facts)


def withdraw(office: Office, number: str, by: str, at: datetime) -> File:
    """The applicant takes a request back, before it is on an agenda."""
    return record(office, number, "request.withdrawn", "applicant", by, at, {})


def publish(office: Office, number: str, takes_effect: datetime, by: str, at: datetime) -> File:
    """The secretariat publishes an adopted deliberation, with the instant of its effect."""
    paper = office.file(number).paper("draft")
    facts: Facts = {"document": paper, "in_force": takes_effect.isoformat()}
    return record(office, number, "deliberation.published", "secretariat", by, at, facts)
