"""The chamber of the tests: three members, one request, and the steps that lead to a vote."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from pathlib import Path

import msgspec

from beraad.belgium.numbers import DeliberationNumber
from beraad.committee.actor import Actor
from beraad.committee.apply.actions import submit
from beraad.committee.apply.request import FieldAsked, Request
from beraad.committee.check.actions import examine
from beraad.committee.convene.actions import close_item, put_on_agenda
from beraad.committee.convene.ballots import vote
from beraad.committee.convene.sitting import Attendance, Rule, Vote
from beraad.committee.decide.draft import draft
from beraad.committee.docket import Docket
from beraad.committee.office import Office
from beraad.journal.note import SigningKey
from beraad.journal.store import Journal
from tests.law.world import CATALOGUE

KEY = SigningKey("beraad.example/test", bytes(32))
NUMBER = "25/002"
START = datetime(2025, 2, 10, 9, tzinfo=UTC)
SITTING = date(2025, 3, 4)
OPENED = datetime(2025, 3, 4, 14, tzinfo=UTC)
TOWN, CLERK = Actor("town", "applicant"), Actor("clerk", "secretariat")
CHAIR = Actor("an", "chair")
RULE = Rule("test rule", Fraction(1, 2), Fraction(1, 2), False)
MEMBERS = frozenset({"an", "bo", "cy"})
THREE = Attendance(MEMBERS, MEMBERS, chair="an")
SALT = "5a" * 16
FILES = {"catalogue.md": CATALOGUE.encode()}
WHOLE = Request(
    applicant="The town",
    title=dict.fromkeys(("nl", "fr", "de", "en"), "Statuses for the town"),
    legal_basis="Its regulation on supplementary rights.",
    source="statuses",
    recipient="town",
    purpose="benefits",
    purpose_explained="To grant a reduction without asking for paper.",
    fields=(FieldAsked("status.disability", "it opens the reduction"),),
    form="identified",
    channel="consult",
    population="inhabitants",
    keep="1 year",
    keep_explained="Until the next yearly grant.",
    security="Access by named officers only.",
)


def changed(**answers: object) -> Request:
    """The whole request with other answers."""
    return msgspec.structs.replace(WHOLE, **answers)


def text(request: Request = WHOLE, sitting: date = SITTING) -> bytes:
    """The draft on a request."""
    return draft(request, DeliberationNumber(2025, 2), sitting)


def open_office(folder: Path, journal: Journal) -> Office:
    """The office whose papers lie in a folder."""
    return Office(journal, Docket(folder / "docket"), Docket(folder / "ballots"))


def to_completeness(office: Office) -> None:
    """A whole request, found complete."""
    submit(office, NUMBER, WHOLE, TOWN, START)
    assert examine(office, NUMBER, CLERK, START + timedelta(days=1)) == ()


def on_agenda(office: Office, sitting: date = SITTING, draft: bytes = b"") -> None:
    """A complete request, put on the agenda of a sitting."""
    paper, at = draft or text(sitting=sitting), START + timedelta(days=2)
    put_on_agenda(office, NUMBER, sitting, "bo", paper, FILES, CLERK, at)


def to_the_vote(office: Office) -> None:
    """All steps up to the vote."""
    to_completeness(office)
    on_agenda(office)


def cast(office: Office, choice: Vote, *members: str) -> None:
    """The same vote of some members."""
    for member in members:
        vote(office, NUMBER, THREE, member, choice, "for its reasons", SALT, OPENED)


def close(office: Office, attendance: Attendance = THREE) -> bool:
    """The tally; whether the item is carried."""
    return close_item(office, NUMBER, attendance, RULE, CHAIR, OPENED).carried


def acts(office: Office) -> list[str]:
    """What the journal holds on the request."""
    return [found.entry.act for found in office.journal.read(about=NUMBER)]


@dataclass
class Between(Docket):
    """A docket beside which something happens, once, while a paper is read."""

    folder: Path
    happens: Callable[[], object] | None

    def get(self, digest: str) -> bytes:
        """The paper, after what happens."""
        if happens := self.happens:
            self.happens = None
            happens()
        return super().get(digest)
