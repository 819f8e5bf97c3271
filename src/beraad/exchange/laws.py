"""The law in force as the gateway uses it: compiled for a stretch of time, and swapped at its end.

What follows a stretch is compiled in a thread as soon as the stretch is asked about, so that no
question waits when a provision starts or ends.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock, Thread
from typing import Any, TypeAlias, TypeVar

from beraad.exchange.evidence import needed
from beraad.law.catalogue import Catalogue
from beraad.law.communication import Communication, Decision, Refusal
from beraad.law.expand import provisions
from beraad.law.provision import Provision
from beraad.law.register import Register
from beraad.law.snapshot import LATEST, Snapshot, compile_snapshot

BySource: TypeAlias = Mapping[str, tuple[Provision, ...]]
Likeness: TypeAlias = tuple[Any, ...]
"""All of a communication on which an answer depends, as a key."""

MOST = 4_096
"""So many answers are remembered; then memory starts afresh."""

LONGEST = 1_000
"""The size of a question with its evidence; of a larger one nothing is remembered."""

KEPT = 4
"""So many stretches of time stay compiled; of more, the one compiled first goes."""

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class InForce:
    """The law of a stretch of time: its snapshot, and by source all provisions of whatever time."""

    snapshot: Snapshot
    by_source: BySource
    refusals: dict[Likeness, Refusal] = field(default_factory=dict, repr=False, compare=False)
    wanted: dict[Likeness, tuple[str, ...]] = field(default_factory=dict, repr=False, compare=False)

    @property
    def catalogue(self) -> Catalogue:
        """All words."""
        return self.snapshot.catalogue

    def covers(self, at: datetime) -> bool:
        """Whether the law does not change between this stretch and the instant."""
        return self.snapshot.valid_from <= at < self.snapshot.valid_until

    def about(self, source: str) -> tuple[Provision, ...]:
        """The provisions on one source: past, present and to come."""
        return self.by_source.get(source, ())

    def needed(self, communication: Communication, at: datetime) -> tuple[str, ...]:
        """The evidence that `evidence.needed` wants, remembered as refusals are."""
        key = wish(communication)
        found = self.wanted.get(key)
        if found is None:
            found = needed(self.about(communication.source), communication, self.catalogue, at)
            remember(self.wanted, key, found)
        return found

    def decide(self, communication: Communication, at: datetime) -> Decision:
        """The permit or the explained refusal."""
        permit = self.snapshot.decide(communication, at)
        return permit or self._refused(communication, at)

    def _refused(self, communication: Communication, at: datetime) -> Decision:
        """The refusal of a question that is remembered, for all who ask alike.

        Within the time of a snapshot no provision starts or ends, so the explanation stays.
        """
        one = communication
        facts = tuple((key, type(value), value) for key, value in sorted(one.facts.items()))
        key = (*wish(one), facts)
        found = self.refusals.get(key)
        if found is None:
            found = self.snapshot.explain(one, at)
            remember(self.refusals, key, found)
        return found


class Adopted:
    """A register as adopted, and the stretches of its law that are compiled. Threads share it."""

    def __init__(self, register: Register) -> None:
        self.catalogue = register.catalogue
        self._known = provisions(register)
        self._by_source = sorted_by_source(self._known)
        self._compiling = Lock()
        self._kept: tuple[InForce, ...] = ()
        self._now: InForce | None = None

    def at(self, instant: datetime) -> InForce:
        """The law in force at an aware instant."""
        now = self._now
        if now is None or not now.covers(instant):
            now = self._now = self._found(instant) or self._compiled(instant)
            self._look_ahead(now.snapshot.valid_until)
        return now

    def _found(self, instant: datetime) -> InForce | None:
        return next((one for one in self._kept if one.covers(instant)), None)

    def _compiled(self, instant: datetime) -> InForce:
        """It is compiled by the first who comes; whoever comes meanwhile waits for that."""
        with self._compiling:
            found = self._found(instant)
            if found is None:
                snapshot = compile_snapshot(self._known, self.catalogue, instant)
                found = InForce(snapshot, self._by_source)
                self._kept = (found, *self._kept)[:KEPT]
            return found

    def _look_ahead(self, instant: datetime) -> None:
        """Compile what begins then, if anything does. Two that start at once make one."""
        if instant < LATEST and self._found(instant) is None:
            Thread(target=self._compiled, args=(instant,), name="law ahead", daemon=True).start()


class Laws:
    """The law at any instant of one register.

    `adopt` takes another register, as when a deliberation was published: each question is answered
    wholly by the old or wholly by the new. Threads may share it.
    """

    def __init__(self, register: Register) -> None:
        self._law = Adopted(register)
        self._asked: datetime | None = None

    @property
    def catalogue(self) -> Catalogue:
        """All words of the register that was adopted last."""
        return self._law.catalogue

    def adopt(self, register: Register) -> None:
        """From now on decide by this register, compiled for when the last question was asked."""
        law = Adopted(register)
        if self._asked is not None:
            law.at(self._asked)
        self._law = law

    def at(self, instant: datetime) -> InForce:
        """The law in force at an aware instant."""
        law = self._law
        found = law.at(instant)
        self._asked = instant
        return found if law is self._law else self.at(instant)  # another was adopted meanwhile


def wish(one: Communication) -> Likeness:
    """What questions have in common that only differ in the persons and the evidence."""
    asked = (one.recipient, one.source, one.purpose, one.form, one.channel, one.role)
    return (*asked, one.fields)


def remember(memory: dict[Likeness, Value], key: Likeness, value: Value) -> None:
    """Keep a value under the key of a question, unless that is large."""
    if size(key) > LONGEST:
        return
    if len(memory) >= MOST:
        memory.clear()
    memory[key] = value


def size(part: object) -> int:
    """One for each part of a key, and for each of its letters and the bytes of its numbers."""
    if isinstance(part, tuple):
        return 1 + sum(map(size, part))
    if isinstance(part, str):
        return 1 + len(part)
    return 1 + part.bit_length() // 8 if isinstance(part, int) else 1


def sorted_by_source(known: Iterable[Provision]) -> BySource:
    """The provisions of each source."""
    found: dict[str, list[Provision]] = {}
    for provision in known:
        found.setdefault(provision.source, []).append(provision)
    return {source: tuple(laws) for source, laws in found.items()}
