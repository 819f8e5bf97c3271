"""Who is to hear of a mutation: whom the law names, as far as they have integrated the person.

The first half is compiled from the register, as the directory of knowledge is: the organisations to
which a clause gives identified data of the source by `notify`. The second half is the integration
control, by which a recipient hears only of its integrated persons (integration.py). Conditions are
no matter of this page: they are decided when a notification is handed over (delivery.py).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from beraad.exchange.directory import Directory
from beraad.exchange.gateway import ONE_BY_ONE
from beraad.exchange.integration import agreed_flow
from beraad.exchange.laws import InForce
from beraad.exchange.mutation.queue import Told
from beraad.exchange.rules import Flow, Seat, Side, forwarding, lacks
from beraad.law.act import day_of
from beraad.law.catalogue import Catalogue
from beraad.law.clause import Channel, Form
from beraad.law.provision import Provision

CHANNEL: Channel = "notify"


@dataclass(frozen=True, slots=True)
class Wish:
    """What a clause lets a recipient hear of a source, and for what."""

    purpose: str
    fields: tuple[str, ...]
    form: Form = "identified"

    def among(self, changed: Iterable[str]) -> tuple[str, ...]:
        """Those of the changed fields that it may hear of, in their order."""
        return tuple(name for name in changed if name in self.fields)


Wishes = Mapping[str, tuple[Wish, ...]]


@dataclass(slots=True)
class Known:
    """The wishes by recipient that each source meets, remembered while the law does not change.

    Threads may share it: what they overwrite is equal.
    """

    _found: tuple[str, dict[str, Wishes]] = ("", {})

    def wishes(self, law: InForce, source: str, at: datetime) -> Wishes:
        """Who may hear of a source at an instant, and of what."""
        now, known = self._found
        if now != law.snapshot.hash:
            known = {}
            self._found = (law.snapshot.hash, known)
        if source not in known:
            known[source] = wishes(law.about(source), law.catalogue, at)
        return known[source]


def wishes(provisions: Iterable[Provision], catalogue: Catalogue, at: datetime) -> Wishes:
    """The organisations to which these provisions give data by `notify` at an instant: identified
    ones, or pseudonymised ones, of which they hear by the pseudonym alone.

    A clause to a role, to the person concerned or to anyone names no organisation, so nobody can
    be told of its own accord.
    """
    found: dict[str, dict[Wish, None]] = {}
    for law in provisions:
        if law.on(at) and CHANNEL in law.clause.by and law.clause.form in ONE_BY_ONE:
            for party in parties(law, catalogue, day_of(at)):
                named = None if law.accessions is None else law.accessions.get(party, frozenset())
                names = tuple(name for name in law.fields if named is None or name in named)
                if names:
                    wish = Wish(law.clause.purpose, names, law.clause.form)
                    found.setdefault(party, {})[wish] = None
    return {party: tuple(some) for party, some in sorted(found.items())}


def parties(law: Provision, catalogue: Catalogue, day: date) -> frozenset[str]:
    """The organisations that a provision names, one by one or by category."""
    kinds = [token.partition(":") for token in law.recipients]
    named = {word for kind, _, word in kinds if kind == "party"}
    wanted = {word for kind, _, word in kinds if kind == "category"}
    if wanted:
        named |= {p for p in catalogue.parties if wanted & {*catalogue.categories_of(p, day)}}
    return frozenset(named)


@dataclass(frozen=True, slots=True)
class Addressee:
    """A recipient that the law names, with what is agreed on the flow and its place."""

    recipient: str
    wishes: tuple[Wish, ...]
    flow: Flow
    seat: Seat | None

    def hears(self, changed: tuple[str, ...]) -> Told | None:
        """What it hears of these fields: for the purpose by which most of them may pass."""
        best = max(self.wishes, key=lambda wish: len(wish.among(changed)))
        names = {name for wish in self.wishes for name in wish.among(changed)}
        told = tuple(name for name in changed if name in names)
        return Told(self.recipient, best.purpose, told) if told else None


@dataclass(frozen=True, slots=True)
class Circle:
    """All who may hear of one source on a day, looked up once for many persons."""

    sender: Seat | None
    addressees: tuple[Addressee, ...]
    day: date

    def told(
        self, directory: Directory, current: str | None, changed: tuple[str, ...]
    ) -> tuple[Told, ...]:
        """Who hears of a person with this current number (None: nobody has it)."""
        lines = directory.registrations(current) if current else ()
        members = directory.members(current, self.day) if current else frozenset()

        def integrated(one: Addressee) -> bool:
            sides: tuple[tuple[Side, Seat | None], ...] = (
                ("sender", self.sender),
                ("addressee", one.seat),
            )
            found = [
                (side, lacks(seat, lines, members, one.flow, self.day)) for side, seat in sides
            ]
            return forwarding(one.flow, found).forwarded

        heard = (one.hears(changed) for one in self.addressees if integrated(one))
        return tuple(one for one in heard if one)


def circle(
    directory: Directory, catalogue: Catalogue, source: str, known: Wishes, day: date
) -> Circle:
    """The circle of a source on a day."""
    found = tuple(
        Addressee(
            recipient,
            some,
            agreed_flow(directory, source, recipient, CHANNEL, day),
            directory.seat(recipient),
        )
        for recipient, some in known.items()
    )
    return Circle(directory.seat(catalogue.sources[source].holder), found, day)
