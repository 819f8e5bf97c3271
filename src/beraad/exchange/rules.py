"""The rules of the reference directory: who is known where, and whether a message is forwarded.

Pure. The Crossroads Bank forwards a message only if sender, addressee or both have integrated the
person, as each flow has it; the sender always hears whether it was forwarded (dossier, W22, W23).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias, get_args

from beraad.belgium.institutions import CapacityCode, SectorCode

Control: TypeAlias = Literal["none", "sender", "addressee", "both"]
CONTROLS: tuple[Control, ...] = get_args(Control)
Side: TypeAlias = Literal["sender", "addressee"]
SIDES: tuple[Side, ...] = get_args(Side)
Lack: TypeAlias = Literal["outside-network", "not-integrated", "unknown-to-member"]
LACKS: tuple[Lack, ...] = get_args(Lack)
Ends: TypeAlias = Iterable[tuple[str, Iterable[str]]]


class LoopError(ValueError):
    """Replaced numbers lead back to themselves; the message names none."""


@dataclass(frozen=True, slots=True)
class Registration:
    """A line of the directory of persons: where, in which capacity, from when until when.

    `end` is exclusive; None: the file is active. What a phase code says is not published.
    """

    sector: SectorCode
    capacity: CapacityCode
    phase: str
    begin: date
    end: date | None
    changed: date

    def on(self, day: date) -> bool:
        """Whether the file is active on a day."""
        return self.begin <= day and (self.end is None or day < self.end)


@dataclass(frozen=True, slots=True)
class Seat:
    """The place of an organisation in the network.

    In the primary network it is linked directly. In a secondary one it stands behind the managing
    institution `managed_by`, which passes on inside the sector.
    """

    organisation: str
    sector: SectorCode
    managed_by: str = ""


@dataclass(frozen=True, slots=True)
class Flow:
    """What is agreed on one flow: whose integration is controlled, and whether it blocks.

    `capacities` are the codes that count; none: each registration counts, provisional ones too.
    """

    control: Control = "none"
    blocking: bool = True
    capacities: frozenset[str] = frozenset()

    def controls(self, side: Side) -> bool:
        """Whether the integration on this side is looked at."""
        return self.control in (side, "both")


@dataclass(frozen=True, slots=True)
class Forwarding:
    """Whether a message was forwarded, and what the control found, such as
    `addressee-not-integrated`. A remark on a forwarded message is a warning. `via` are the managing
    institutions over which it goes, where an end of it stands in a secondary network."""

    forwarded: bool = True
    remarks: tuple[str, ...] = ()
    via: tuple[str, ...] = ()


FORWARDED = Forwarding()
"""Forwarded, and nothing to remark."""


def follow(number: str, successor: Callable[[str], str | None]) -> str:
    """The number that stands at the end of a chain of replacements; LoopError if it has none."""
    seen = {number}
    while (following := successor(number)) is not None:
        if following in seen:
            raise LoopError("replaced numbers lead back to themselves; mend the directory")
        seen.add(following)
        number = following
    return number


def lacks(
    seat: Seat | None,
    registrations: Iterable[Registration],
    members: Iterable[str],
    flow: Flow,
    day: date,
) -> Lack | None:
    """Why an organisation has not integrated a person on a day; None where it has.

    `members` are the organisations of secondary networks that have a file on the person that day.
    """
    if seat is None:
        return "outside-network"
    if not any(
        line.sector == seat.sector and line.on(day) and counts(line, flow) for line in registrations
    ):
        return "not-integrated"
    if seat.managed_by and seat.organisation not in members:
        return "unknown-to-member"
    return None


def counts(line: Registration, flow: Flow) -> bool:
    """Whether a capacity is among those that the flow takes."""
    return not flow.capacities or line.capacity.code in flow.capacities


def forwarding(
    flow: Flow, found: Iterable[tuple[Side, Lack | None]], via: tuple[str, ...] = ()
) -> Forwarding:
    """What follows from what both sides lack."""
    remarks = tuple(f"{side}-{lack}" for side, lack in found if lack and flow.controls(side))
    return Forwarding(not (remarks and flow.blocking), remarks, via)


def over(seats: Iterable[Seat | None]) -> tuple[str, ...]:
    """The managing institutions between the ends of a message, in its order; none where one end
    manages the other."""
    known = [seat for seat in seats if seat]
    ends = {seat.organisation for seat in known}
    managing = (seat.managed_by for seat in known if seat.managed_by)
    return tuple(dict.fromkeys(one for one in managing if one not in ends))


def competent(successors: Ends, lives_in: Iterable[str]) -> str | None:
    """Who stands for a source or organisation for a person who lives in these regions.

    `successors` as the catalogue gives them for a day: each with the regions for which it stands
    (none: for all). None where nobody or more than one does: then there is no telling.
    """
    regions = frozenset(lives_in)
    found = {word for word, where in successors if frozenset(where) <= regions}
    return found.pop() if len(found) == 1 else None
