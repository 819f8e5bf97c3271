"""Integration control: may this message be forwarded, with what the directory knows?

In a question the organisation that asks is the sender and the holder of the source the addressee;
where a source reports of its own accord (`notify`) it is the other way about. Who asked for nothing
hears only of persons that it has integrated, unless something else was agreed on the flow.
"""

from datetime import date

from beraad.exchange.directory import Directory
from beraad.exchange.rules import FORWARDED, SIDES, Flow, Forwarding, forwarding, lacks, over
from beraad.law.catalogue import Catalogue
from beraad.law.communication import Communication, Permit, Refusal, Shortfall

UNASKED = Flow("addressee")
"""What goes for a notification where nothing was agreed."""


def control(
    directory: Directory,
    communication: Communication,
    catalogue: Catalogue,
    subject: str | None,
    day: date,
) -> Forwarding:
    """Whether a communication that the law permits is forwarded on a day.

    `subject` is the current number of the person, None where nobody bears the number asked about:
    then the directory is asked all the same, or the time would tell, and what it says left aside.
    """
    source, recipient = communication.source, communication.recipient
    flow = agreed_flow(directory, source, recipient, communication.channel, day)
    sides = ends(communication, catalogue)
    known = directory.seats(*sides)
    seats = [known.get(organisation) for organisation in sides]
    via = over(seats)
    if flow.control == "none":
        return Forwarding(via=via) if via else FORWARDED
    lines, members = directory.registrations(subject or ""), directory.members(subject or "", day)
    if not subject:
        lines, members = (), frozenset()
    found = [lacks(seat, lines, members, flow, day) for seat in seats]
    return forwarding(flow, zip(SIDES, found, strict=True), via)


def agreed_flow(directory: Directory, source: str, recipient: str, channel: str, day: date) -> Flow:
    """What holds for a flow on a day: what was agreed, else what goes for its channel."""
    agreed = directory.agreed(source, recipient, channel, day)
    return agreed or (UNASKED if channel == "notify" else Flow())


def ends(communication: Communication, catalogue: Catalogue) -> tuple[str, str]:
    """The sender and the addressee of a communication."""
    holder = catalogue.sources[communication.source].holder
    pair = (communication.recipient, holder)
    return pair if communication.channel != "notify" else (pair[1], pair[0])


def stopped(permit: Permit) -> Refusal:
    """The refusal of what a clause permits and the control stops: of the clause nothing lacks."""
    return Refusal((Shortfall(permit.chamber, permit.number, permit.paragraph, permit.clause, ()),))
