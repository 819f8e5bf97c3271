"""The act of publication."""

from collections.abc import Mapping
from datetime import datetime

from beraad.committee.actor import Actor
from beraad.committee.apply.request import read
from beraad.committee.decide.enactment import enact, issue, owed
from beraad.committee.office import Office, record
from beraad.committee.stages import check_act
from beraad.law.act import day_of


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
