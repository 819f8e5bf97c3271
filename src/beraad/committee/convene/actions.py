"""The acts around a sitting: agenda, outcome, adjournment. Votes are in `ballots`."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from beraad.committee.actor import Actor
from beraad.committee.apply.request import read
from beraad.committee.convene.ballots import find_round, open_ballots
from beraad.committee.convene.sitting import Attendance, Rule, Tally, tally
from beraad.committee.decide.enactment import enact, owed
from beraad.committee.office import Facts, Office, record
from beraad.committee.stages import File, StageError, check_act


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
