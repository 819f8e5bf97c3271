"""The acts of the committee: each one function, one transaction, one journal entry.

Stage and role are checked before a paper is filed and again inside the append; a paper is filed
before the entry that names it, so a crash between leaves a paper that counts for nothing, never an
entry without its paper. Votes are in `ballots`.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from beraad.committee.actor import Actor
from beraad.committee.ballots import find_round, open_ballots
from beraad.committee.checklists import Questions
from beraad.committee.completeness import NONE, Gap, gaps
from beraad.committee.enactment import enact, issue, owed
from beraad.committee.office import Facts, Office, record
from beraad.committee.request import Request, read, write
from beraad.committee.sitting import Attendance, Rule, Tally, tally
from beraad.committee.stages import File, StageError, check_act
from beraad.committee.timetable import latest_sitting
from beraad.law.act import day_of


def submit(office: Office, number: str, request: Request, by: Actor, at: datetime) -> File:
    """The applicant hands in a request; the number is given at this moment and stays."""
    file = office.file(number)
    act = "request.submitted" if file.stage == "new" else "request.supplemented"
    check_act(file, act, by)
    paper = office.docket.put(write(request))
    return record(office, number, act, by, at, {"request": paper})


def check(
    office: Office, number: str, by: Actor, at: datetime, questions: Questions = NONE
) -> tuple[Gap, ...]:
    """The secretariat checks a request: complete, and its clock starts, or the gaps are told.

    `questions` are those of the checklists in force: what binds the request must be answered.
    What was examined is named in the entry; StageError if another text was handed in meanwhile.
    """
    examined = office.file(number).paper("request")
    found = gaps(read(office.docket.get(examined)), questions)
    facts: Facts = {"treat_by": latest_sitting(day_of(at)).isoformat()}
    if found:
        facts = {"gaps": [gap.question for gap in found]}

    def unchanged() -> None:
        if office.file(number).paper("request") != examined:
            raise StageError(f"{number} was supplemented during the check: check it again")

    act = "request.found-incomplete" if found else "request.found-complete"
    record(office, number, act, by, at, {**facts, "request": examined}, unchanged)
    return found


def put_on_agenda(
    office: Office,
    number: str,
    sitting: date,
    rapporteur: str,
    draft: bytes,
    files: Mapping[str, bytes],
    by: Actor,
    at: datetime,
) -> File:
    """The secretariat puts a complete request on the agenda, with the text that is voted on.

    `rapporteur` is the member who reports on it. `files` are those of the register, by name.
    LawError tells every fault that would keep the draft from being law there; then nothing is filed
    or recorded.
    """
    file, act = office.file(number), "request.put-on-agenda"
    check_act(file, act, by)
    request = read(office.docket.get(file.paper("request")))
    enact(draft, owed(replace(file, sitting=sitting), request), files)
    facts: Facts = {
        "sitting": sitting.isoformat(),
        "rapporteur": rapporteur,
        "draft": office.docket.put(draft),
    }
    return record(office, number, act, by, at, facts)


def close_item(
    office: Office, number: str, attendance: Attendance, rule: Rule, by: Actor, at: datetime
) -> Tally:
    """The chair opens the ballots and records what the chamber decided on the draft of an item.

    An unlawful sitting decides nothing: SittingError, and nothing is recorded; nor is a tally of
    ballots that are no longer all of them: StageError.
    """
    check_act(office.file(number), "request.adopted", by)  # before any ballot is opened
    tallied = find_round(office, number)
    outcome = tally(attendance, open_ballots(office, number, tallied), rule)
    facts: Facts = {
        "present": sorted(attendance.present),
        "recused": sorted(attendance.recused),
        "for": outcome.votes_for,
        "against": outcome.against,
        "abstained": outcome.abstained,
        "rule": outcome.rule,
        "draft": tallied.draft,
    }

    def unchanged() -> None:
        if find_round(office, number) != tallied:
            raise StageError(f"the ballots on {number} changed during the tally: close it again")

    act = "request.adopted" if outcome.carried else "request.refused"
    record(office, number, act, by, at, facts, unchanged)
    return outcome


def adjourn(
    office: Office, number: str, attendance: Attendance, reason: str, by: Actor, at: datetime
) -> File:
    """The chair puts an item off, for instance because the quorum is not reached."""
    facts: Facts = {"present": sorted(attendance.present), "reason": reason}
    return record(office, number, "request.adjourned", by, at, facts)


def withdraw(office: Office, number: str, by: Actor, at: datetime) -> File:
    """The applicant takes a request back, before it is on an agenda."""
    return record(office, number, "request.withdrawn", by, at, {})


def publish(
    office: Office,
    number: str,
    files: Mapping[str, bytes],
    by: Actor,
    at: datetime,
    saturday: bool = False,
) -> datetime | None:
    """The secretariat publishes an adopted deliberation; the instant at which it takes effect.

    None while it waits for a law whose entry into force is not known. The document issued is the
    draft that was voted on with the day of publication in Brussels, from which the register knows
    it; the entry names both. `files` and `saturday` are those of the register; LawError tells every
    fault that keeps the text from being law there.
    """
    file, act = office.file(number), "deliberation.published"
    check_act(file, act, by)
    draft = file.paper("draft")
    day = day_of(at)
    text = issue(office.docket.get(draft), day)
    request = read(office.docket.get(file.paper("request")))
    begin = enact(text, owed(file, request, day), files, saturday)
    facts = {"draft": draft, "document": office.docket.put(text)}
    if begin:
        facts["in_force"] = begin.isoformat()
    record(office, number, act, by, at, facts)
    return begin
