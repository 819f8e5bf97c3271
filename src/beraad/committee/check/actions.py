"""The acts of the examination: whether a request is complete."""

from datetime import datetime

from beraad.committee.actor import Actor
from beraad.committee.apply.request import read
from beraad.committee.check.checklists import Questions
from beraad.committee.check.completeness import NONE, Gap, gaps
from beraad.committee.convene.timetable import latest_sitting
from beraad.committee.office import Facts, Office, record
from beraad.committee.stages import StageError
from beraad.law.act import day_of


def examine(
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
