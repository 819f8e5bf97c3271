"""Stage 3, and half of stage 5: a request goes through the committee."""

import secrets
from datetime import date, datetime, time, timedelta

from beraad.belgium.calendar import ZONE
from beraad.committee.actor import Actor
from beraad.committee.apply.actions import submit
from beraad.committee.apply.request import Request
from beraad.committee.check.actions import examine
from beraad.committee.check.checklists import questions_in_force
from beraad.committee.convene.actions import close_item, put_on_agenda
from beraad.committee.convene.ballots import vote
from beraad.committee.convene.sitting import Tally
from beraad.committee.publish import actions as publication
from beraad.demo.scene import Scene, local
from beraad.demo.story import ATTENDANCE, RULE

APPLICANT = Actor("demo-hospital", "applicant")
CLERK, CHAIR = Actor("secretariat", "secretariat"), Actor(ATTENDANCE.chair, "chair")
RAPPORTEUR = "member-b"


def hand_in(scene: Scene, number: str, request: Request, at: datetime) -> bool:
    """The applicant submits, the secretariat checks; whether the request is complete."""
    submit(scene.office, number, request, APPLICANT, at)
    checked = at + timedelta(hours=3)
    questions = questions_in_force(scene.register(), checked)
    gaps = examine(scene.office, number, CLERK, checked, questions)
    for gap in gaps:
        scene.say(f"[yellow]incomplete[/]  {gap.question}: {gap.why}")
    return not gaps


def decide(scene: Scene, number: str, sitting: date, draft: bytes, at: datetime) -> Tally:
    """Agenda, votes and outcome of one item."""
    files = scene.files()
    put_on_agenda(scene.office, number, sitting, RAPPORTEUR, draft, files, CLERK, at)
    opened = datetime.combine(sitting, time(14), ZONE)
    for member in sorted(ATTENDANCE.voters):
        salt = secrets.token_hex(16)
        vote(scene.office, number, ATTENDANCE, member, "for", "well founded", salt, opened)
    closed = opened + timedelta(minutes=30)
    return close_item(scene.office, number, ATTENDANCE, RULE, CHAIR, closed)


def publish(scene: Scene, number: str, sitting: date) -> datetime:
    """The day after the sitting the text is published; the instant at which it takes effect."""
    at = datetime.combine(sitting + timedelta(days=1), time(10), ZONE)
    begin = publication.publish(scene.office, number, scene.files(), CLERK, at)
    if begin is None:
        raise ValueError("the draft waits for a law whose entry into force is not known")
    scene.say(f"published {local(at)}, [bold]in force from {local(begin)}[/]")
    return begin


def show_acts(scene: Scene, number: str) -> None:
    """The acts that the journal holds on a request."""
    rows = [
        (local(found.entry.at), found.entry.act, found.entry.actor, str(found.index))
        for found in scene.journal.read(about=number)
    ]
    scene.table(("when", "act", "by", "entry"), rows)


def told(outcome: Tally) -> str:
    """The outcome of a vote in words."""
    counts = f"{outcome.votes_for} for, {outcome.against} against, {outcome.abstained} abstained"
    return f"{counts}; rule applied: {outcome.rule}"
