"""The acts of the applicant: handing in a request, taking it back.

Stage and role are checked before a paper is filed and again inside the append; a paper is filed
before the entry that names it, so a crash between leaves a paper that counts for nothing, never an
entry without its paper. This holds for the acts of every room.
"""

from datetime import datetime

from beraad.committee.actor import Actor
from beraad.committee.apply.request import Request, write
from beraad.committee.office import Office, record
from beraad.committee.stages import File, check_act


def submit(office: Office, number: str, request: Request, by: Actor, at: datetime) -> File:
    """The applicant hands in a request; the number is given at this moment and stays."""
    file = office.file(number)
    act = "request.submitted" if file.stage == "new" else "request.supplemented"
    check_act(file, act, by)
    paper = office.docket.put(write(request))
    return record(office, number, act, by, at, {"request": paper})


def withdraw(office: Office, number: str, by: Actor, at: datetime) -> File:
    """The applicant takes a request back, before it is on an agenda."""
    return record(office, number, "request.withdrawn", by, at, {})
