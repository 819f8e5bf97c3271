"""The compiled snapshot: the law in force, immutable, made ready to answer in microseconds.

It gives exactly the answers of the reference interpreter (`decide.py`) over the time in which no
provision starts or ends and no organisation ends. A gateway compiles the next one beforehand and
swaps it in atomically.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from operator import itemgetter
from typing import TypeAlias, TypeVar

from beraad.law.act import day_of, instant
from beraad.law.bucket import Bucket, Found, Many, bucket, masks, passes
from beraad.law.canonical import digest
from beraad.law.catalogue import Catalogue
from beraad.law.communication import Communication, Decision, Permit, Refusal
from beraad.law.decide import recipient_tokens
from beraad.law.entry import Entry, entry
from beraad.law.nearby import Group, explain, group
from beraad.law.provision import Provision
from beraad.law.span import Span

MOST_QUESTIONS = 8192
"""So many questions are remembered; then memory starts afresh."""

MOST_PERMITS = 16
"""So many permits are remembered for each of them."""

LARGEST_QUESTION = 256
"""Letters of recipient and role, and asked fields; larger questions are worked out each time."""

BEST_FIRST = itemgetter(0, 1)
EARLIEST = datetime.min.replace(tzinfo=UTC)
LATEST = datetime.max.replace(tzinfo=UTC)

MOST_NAMES = 65_536
"""So many pairs of recipient and role have their names remembered."""

Static: TypeAlias = tuple[str, str, str, str]
"""Source, purpose, form and channel."""

Entries: TypeAlias = dict[str, dict[str, list[Entry]]]
"""Entries by party that acceded ('' for all) and recipient token."""

Question: TypeAlias = tuple[str, str, str, str, str, str, tuple[str, ...]]
"""All that a communication asks, without who is concerned and the evidence."""

Key = TypeVar("Key")
Value = TypeVar("Value")


class OutsideSnapshotError(ValueError):
    """A snapshot was asked about an instant for which it does not know the law."""


@dataclass(frozen=True, slots=True, eq=False)
class Today:
    """Part of a day in Belgium, with the oldest day of each window of history as seen from it.

    `found` remembers questions, so that of one asked again only the conditions are weighed.
    """

    start: datetime
    end: datetime
    oldest: Mapping[Span | None, date | None]
    found: dict[Question, Found]


@dataclass(slots=True)
class Memory:
    """The day last asked about and the names of who asked; all can be lost without harm."""

    today: Today
    names: dict[tuple[str, str], tuple[str, ...]]


@dataclass(frozen=True, slots=True, eq=False)
class Under:
    """What lies under one static key: buckets by recipient token such as `role:x`.

    `acceded` holds, by party, those of the clauses that serve just the parties that acceded.
    """

    everyone: Mapping[str, Bucket]
    acceded: Mapping[str, Mapping[str, Bucket]]


@dataclass(frozen=True, slots=True, eq=False)
class Snapshot:
    """The law from `valid_from` up to but not including `valid_until`.

    `hash` is the digest of all that permits depend on (`canonical.py`); `size` counts the
    provisions in force.
    """

    hash: str
    valid_from: datetime
    valid_until: datetime
    size: int
    catalogue: Catalogue
    index: Mapping[Static, Under]
    bits: Mapping[str, Mapping[str, int]]
    windows: frozenset[Span | None]
    groups: Mapping[str, tuple[Group, ...]]
    memory: Memory

    def answer(self, communication: Communication, at: datetime) -> Decision:
        """The permit, or the refusal with its explanation. OutsideSnapshotError as decide()."""
        return self.decide(communication, at) or self.explain(communication, at)

    def decide(self, communication: Communication, at: datetime) -> Permit | None:
        """The permit, or None where the answer is no.

        `at` is aware; OutsideSnapshotError where it lies outside the time of this snapshot.
        """
        today = self.memory.today
        if not today.start <= at < today.end:
            today = self.turn(at)
        question = (
            communication.source,
            communication.purpose,
            communication.form,
            communication.channel,
            communication.recipient,
            communication.role,
            communication.fields,
        )
        found = today.found.get(question) or self.find(communication, question, today)
        best = found.best(communication)
        if best is None:
            return None
        return found.permits.get(best.rank) or permit(best, communication, found, today)

    def explain(self, communication: Communication, at: datetime) -> Refusal:
        """What the nearest clauses, in force or not, lack; for a communication that is refused."""
        self.check(at)
        tokens = recipient_tokens(communication, self.catalogue, at)
        return explain(self.groups.get(communication.source, ()), communication, tokens, at)

    def check(self, at: datetime) -> None:
        """Refuse an instant at which other law may be in force."""
        if not self.valid_from <= at < self.valid_until:
            raise OutsideSnapshotError(
                f"this snapshot holds the law from {self.valid_from.isoformat()} until "
                f"{self.valid_until.isoformat()} and cannot decide at {at.isoformat()}; "
                "compile a snapshot for that instant"
            )

    def turn(self, at: datetime) -> Today:
        """The part of the day of `at` that lies within the time of this snapshot."""
        self.check(at)
        day = day_of(at)
        self.memory.today = today = Today(
            max(instant(day), self.valid_from),
            min(instant(day + timedelta(days=1)), self.valid_until),
            {window: window.before(day) if window else None for window in self.windows},
            {},
        )
        return today

    def find(self, communication: Communication, question: Question, today: Today) -> Found:
        """What a question finds, remembered if it is made of known words and finds something."""
        bits = self.bits.get(communication.source, {})
        wish = masks(communication.fields, bits)
        few: list[tuple[int, int, Entry]] = []
        many: list[Many] = []
        for under in self.buckets(communication, self.index.get(question[:4])):
            if isinstance(under, Many):
                many.append(under)
            else:
                for one in under:
                    if count := passes(one, wish):
                        few.append((-count, one.rank, one))
        if len(few) > 1:
            few.sort(key=BEST_FIRST)
        found = Found(tuple([one for _, _, one in few]), tuple(many), wish, {})
        if (few or many) and is_modest(communication, bits):
            remember(today.found, question, found, MOST_QUESTIONS)
        return found

    def buckets(self, communication: Communication, under: Under | None) -> list[Bucket]:
        """The buckets in which clauses may mean this recipient, also as one that acceded."""
        if under is None:
            return []
        names = self.names_of(communication)
        found = [under.everyone[name] for name in names if name in under.everyone]
        if own := under.acceded.get(communication.recipient):
            found += [own[name] for name in names if name in own]
        return found

    def names_of(self, communication: Communication) -> tuple[str, ...]:
        """Every name under which clauses may mean this recipient, remembered if it is ordinary.

        It has the same names at every instant of this snapshot, so any will do.
        """
        who = (communication.recipient, communication.role)
        names = self.memory.names.get(who)
        if names is None:
            names = tuple(recipient_tokens(communication, self.catalogue, self.valid_from))
            if len(who[0]) + len(who[1]) <= LARGEST_QUESTION:
                remember(self.memory.names, who, names, MOST_NAMES)
        return names


def is_modest(communication: Communication, bits: Mapping[str, int]) -> bool:
    """Whether a question is so small and ordinary that it may be remembered."""
    names, fields = communication.recipient + communication.role, communication.fields
    return len(names) + len(fields) <= LARGEST_QUESTION and bits.keys() >= set(fields)


def permit(best: Entry, communication: Communication, found: Found, today: Today) -> Permit:
    """The permit of a satisfied entry, remembered if it always rests on the same evidence."""
    made = best.permit(communication, today.oldest[best.window])
    if not best.others:
        remember(found.permits, best.rank, made, MOST_PERMITS)
    return made


def remember(memory: dict[Key, Value], key: Key, value: Value, most: int) -> None:
    """Keep a value, and nothing older once there are too many."""
    if len(memory) >= most:
        memory.clear()
    memory[key] = value


def compile_snapshot(
    provisions: Iterable[Provision], catalogue: Catalogue, at: datetime
) -> Snapshot:
    """The snapshot of these provisions (past, present and future ones) for an aware instant."""
    known = tuple(provisions)
    valid_from, valid_until = unchanging(known, catalogue, at)
    laws = sorted((p for p in known if p.on(at)), key=lambda p: p.order)
    bits = field_bits(laws)
    found: dict[Static, Entries] = {}
    for rank, law in enumerate(laws):
        for party, token, one in entries(law, rank, bits[law.source]):
            for channel in law.clause.by:
                static = (law.source, law.clause.purpose, law.clause.form, channel)
                found.setdefault(static, {}).setdefault(party, {}).setdefault(token, []).append(one)
    return Snapshot(
        digest(laws, catalogue, at),
        valid_from,
        valid_until,
        len(laws),
        catalogue,
        {static: under(parties) for static, parties in found.items()},
        bits,
        frozenset(law.clause.looking_back for law in laws),
        group(known),
        Memory(Today(LATEST, LATEST, {}, {}), {}),
    )


def under(parties: Entries) -> Under:
    """The buckets of one static key; the party '' stands for everyone."""
    made = {
        party: {token: bucket(some) for token, some in by_token.items()}
        for party, by_token in parties.items()
    }
    return Under(made.pop("", {}), made)


def unchanging(
    provisions: Iterable[Provision], catalogue: Catalogue, at: datetime
) -> tuple[datetime, datetime]:
    """The time around an instant in which no provision starts or ends, and no organisation ends."""
    edges = {edge for p in provisions for edge in (p.start, p.end) if edge is not None}
    edges |= set(map(instant, catalogue.party_ends))
    before = max((edge for edge in edges if edge <= at), default=EARLIEST)
    return before, min((edge for edge in edges if edge > at), default=LATEST)


def field_bits(provisions: Iterable[Provision]) -> dict[str, dict[str, int]]:
    """For each source one bit for each field that some provision names."""
    bits: dict[str, dict[str, int]] = {}
    for provision in provisions:
        known = bits.setdefault(provision.source, {})
        for name in provision.fields:
            known.setdefault(name, 1 << len(known))
    return bits


def entries(
    provision: Provision, rank: int, bits: Mapping[str, int]
) -> Iterator[tuple[str, str, Entry]]:
    """The entries of a provision by token; one for each party where accessions limit it."""
    if provision.accessions is None:
        one = entry(provision, rank, bits, provision.fields)
        yield from (("", token, one) for token in provision.recipients)
        return
    general = [token for token in provision.recipients if not token.startswith("party:")]
    for party, named in provision.accessions.items():
        one = entry(provision, rank, bits, named.intersection(provision.fields))
        own = f"party:{party}"
        tokens = [*general, own] if own in provision.recipients else general
        yield from ((party, token, one) for token in tokens)
