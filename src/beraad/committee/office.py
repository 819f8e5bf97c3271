"""Where the committee's acts are recorded, and how one act gets into the journal."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from beraad.committee.actor import Actor
from beraad.committee.docket import Docket
from beraad.committee.stages import ACTS, File, check_act, fold
from beraad.journal.entry import Entry
from beraad.journal.store import Journal

Facts: TypeAlias = Mapping[str, str | int | bool | Sequence[str]]


@dataclass(frozen=True, slots=True)
class Office:
    """The journal, the docket for the papers, and a docket apart for the ballots.

    Who can read the folder of the ballots can read the votes: access to it must stay closed to all
    but the process that takes votes and tallies them, until the tally. The journal alone tells
    nothing of a vote but that it was cast.
    """

    journal: Journal
    docket: Docket
    ballots: Docket

    def file(self, number: str) -> File:
        """Where a request stands now.

        Asked act by act, so that the communications under the same number, of which there may be
        millions, stay unread.
        """
        told = (one for act in ACTS for one in self.journal.read(act=act, about=number))
        return fold(number, (one.entry for one in sorted(told, key=lambda one: one.index)))


def record(
    office: Office,
    number: str,
    act: str,
    by: Actor,
    at: datetime,
    facts: Facts,
    given: Callable[[], object] | None = None,
) -> File:
    """Write an act into the journal if it is open at this stage and to this actor.

    Of two that come at once, the second sees the first: the check is part of the append. `given`
    is checked there too.
    """

    def check() -> None:
        check_act(office.file(number), act, by)
        if given:
            given()

    entry = Entry(at=at, act=act, actor=by.name, about=number, facts=dict(facts))
    office.journal.append([entry], given=check)
    return office.file(number)
