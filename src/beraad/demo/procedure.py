"""Stage 3, and half of stage 5: a request goes through the committee."""

import secrets
from datetime import date, datetime, time, timedelta

from beraad.belgium.calendar import ZONE
from beraad.committee import actions
from beraad.committee.request import Request
from beraad.committee.sitting import Tally
from beraad.demo.scene import WORDS, Scene, local
from beraad.demo.story import ATTENDANCE, RULE
from beraad.law.load import load
from beraad.law.register import Register
from beraad.register.shelf import find_files, published

CLERK, CHAIR, RAPPORTEUR = "secretariat", "member-a", "member-b"


def hand_in(scene: Scene, number: str, request: Request, at: datetime) -> bool:
    """The applicant submits, the secretariat checks; whether the request is complete."""
    actions.submit(scene.office, number, request, "demo-hospital", at)
    gaps = actions.check(scene.office, number, CLERK, at + timedelta(hours=3))
    for gap in gaps:
        scene.say(f"[yellow]incomplete[/]  {gap.question}: {gap.why}")
    return not gaps


def decide(scene: Scene, number: str, sitting: date, draft: bytes, at: datetime) -> Tally:
    """Agenda, votes and outcome of one item."""
    actions.put_on_agenda(scene.office, number, sitting, RAPPORTEUR, CLERK, at)
    opened = datetime.combine(sitting, time(14), ZONE)
    for member in sorted(ATTENDANCE.voters):
        salt = secrets.token_hex(16)
        actions.vote(scene.office, number, member, "for", "well founded", salt, opened)
    closed = opened + timedelta(minutes=30)
    return actions.close_item(scene.office, number, ATTENDANCE, RULE, draft, CHAIR, closed)


def takes_effect(scene: Scene, draft: bytes) -> datetime:
    """When a draft takes effect, read from the register with the draft in it, as all else is."""
    register = with_draft(scene, draft)
    heads = [d.head for d in register.deliberations.values()]
    heads += [a.head for found in register.amendments.values() for a in found]
    (head,) = (head for head in heads if head.place.file == "draft.md")
    begin = register.in_force(head)
    if begin is None:
        raise ValueError("the draft waits for a law whose entry into force is not known")
    return begin


def with_draft(scene: Scene, draft: bytes) -> Register:
    """The register as it would be with this draft; LawError if the draft is no law."""
    files = find_files([scene.systems, WORDS]) | published(scene.journal, scene.docket)
    return load({**files, "draft.md": draft})


def publish(scene: Scene, number: str, sitting: date, draft: bytes) -> datetime:
    """The day after the sitting the text is published; the instant at which it takes effect."""
    begin = takes_effect(scene, draft)
    at = datetime.combine(sitting + timedelta(days=1), time(10), ZONE)
    actions.publish(scene.office, number, begin, CLERK, at)
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
