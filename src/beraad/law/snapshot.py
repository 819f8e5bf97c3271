"""The compiled snapshot: the law in force, immutable, made ready to answer in microseconds.

It gives exactly the answers of the reference interpreter (`decide.py`) over the time in which no
provision starts or ends and no organisation ends. A gateway compiles the next one beforehand and
swaps it in atomically.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TypeAlias

from beraad.law.act import day_of, instant
from beraad.law.bucket import Bucket, Many, bucket
from beraad.law.canonical import digest
from beraad.law.catalogue import Catalogue
from beraad.law.communication import Communication, Decision, Permit, Refusal, once
from beraad.law.decide import recipient_tokens
from beraad.law.entry import Entry, Pool, entry
from beraad.law.nearby import Group, explain, group
from beraad.law.provision import Provision
from beraad.law.span import Span

EARLIEST = datetime.min.replace(tzinfo=UTC)
LATEST = datetime.max.replace(tzinfo=UTC)

MOST_NAMES = 65_536
"""So many pairs of recipient and role have their names remembered; then memory starts afresh."""

LONGEST_NAMES = 256
"""Letters of recipient and role; of longer ones the names are worked out each time."""

Static: TypeAlias = tuple[str, str, str, str]
"""Source, purpose, form and channel."""

Name: TypeAlias = str | tuple[str, str]
"""A recipient token such as `role:x`; with a party where a clause serves those that acceded."""


class OutsideSnapshotError(ValueError):
    """A snapshot was asked about an instant for which it does not know the law."""


@dataclass(frozen=True, slots=True, eq=False)
class Today:
    """Part of a day in Belgium, with the oldest day of each window of history as seen from it."""

    start: datetime
    end: datetime
    oldest: Sequence[date | None]


@dataclass(slots=True)
class Memory:
    """The day last asked about and the names of who asked; all can be lost without harm."""

    today: Today
    names: dict[tuple[str, str], tuple[Name, ...]]


@dataclass(frozen=True, slots=True, eq=False)
class Snapshot:
    """The law from `valid_from` up to but not including `valid_until`.

    `hash` is the digest of all that permits depend on (`canonical.py`); `size` counts the
    provisions in force; `bits` are those of the fields of each source.
    """

    hash: str
    valid_from: datetime
    valid_until: datetime
    size: int
    catalogue: Catalogue
    index: Mapping[Static, Mapping[Name, Bucket]]
    bits: Mapping[str, Mapping[str, int]]
    windows: Sequence[Span | None]
    names: Mapping[Name, Name]
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
        one = communication
        buckets = self.index.get((one.source, one.purpose, one.form, one.channel))
        if buckets is None:
            return None
        fields = one.fields
        wish = mask(fields, self.bits[one.source])
        if wish.bit_count() < len(fields):  # some are unknown, or asked more than once
            fields = once(fields)
        names = self.memory.names.get((one.recipient, one.role))
        if names is None:
            names = self.names_of(one)
        best = None
        most, facts = 0, one.facts
        for name in names:
            if name in buckets:
                some = buckets[name]
                for entry in some.best(fields, facts) if isinstance(some, Many) else some:
                    passes = (entry.mask & wish).bit_count()
                    wins = passes > most or (best and passes == most and entry.rank < best.rank)
                    if wins and entry.met(facts):
                        best, most = entry, passes
        return best.permit(fields, most, facts, today.oldest[best.window]) if best else None

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
        begin = instant(day) if day > date.min else EARLIEST
        end = instant(day + timedelta(days=1)) if day < date.max else LATEST
        self.memory.today = today = Today(
            max(begin, self.valid_from),
            min(end, self.valid_until),
            [window.before(day) if window else None for window in self.windows],
        )
        return today

    def names_of(self, communication: Communication) -> tuple[Name, ...]:
        """Every name under which clauses do mean this recipient, remembered if it is ordinary.

        It has the same names at every instant of this snapshot, so any will do.
        """
        tokens = recipient_tokens(communication, self.catalogue, self.valid_from)
        wanted: list[Name] = [*tokens, *((token, communication.recipient) for token in tokens)]
        names = tuple([self.names[name] for name in wanted if name in self.names])
        if len(communication.recipient) + len(communication.role) <= LONGEST_NAMES:
            if len(self.memory.names) >= MOST_NAMES:
                self.memory.names.clear()
            self.memory.names[communication.recipient, communication.role] = names
        return names


def mask(fields: Iterable[str], bits: Mapping[str, int]) -> int:
    """The bits of these fields, of those that have one."""
    found = 0
    for name in fields:
        if name in bits:
            found |= bits[name]
    return found


def compile_snapshot(
    provisions: Iterable[Provision], catalogue: Catalogue, at: datetime
) -> Snapshot:
    """The snapshot of these provisions (past, present and future ones) for an aware instant."""
    known = tuple(provisions)
    valid_from, valid_until = unchanging(known, catalogue, at)
    laws = sorted((p for p in known if p.on(at)), key=lambda p: p.order)
    bits = field_bits(laws)
    windows: dict[Span | None, int] = {}
    pool, names = Pool(), dict[Name, Name]()
    found: dict[Static, dict[Name, list[Entry]]] = {}
    for rank, law in enumerate(laws):
        window = windows.setdefault(law.clause.looking_back, len(windows))
        for name, one in entries(law, rank, bits[law.source], window, pool):
            for channel in law.clause.by:
                static = (law.source, law.clause.purpose, law.clause.form, channel)
                by_name = found.setdefault(static, {})
                by_name.setdefault(names.setdefault(name, name), []).append(one)
    return Snapshot(
        digest(laws, catalogue, at),
        valid_from,
        valid_until,
        len(laws),
        catalogue,
        {static: {n: bucket(some) for n, some in by.items()} for static, by in found.items()},
        bits,
        tuple(windows),
        names,
        group(known),
        Memory(Today(LATEST, LATEST, ()), {}),
    )


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
    provision: Provision, rank: int, bits: Mapping[str, int], window: int, pool: Pool
) -> Iterator[tuple[Name, Entry]]:
    """The entries of a provision by name; one for each party where accessions limit it."""
    if provision.accessions is None:
        one = entry(provision, rank, bits, window, provision.fields, pool)
        yield from ((token, one) for token in provision.recipients)
        return
    general = [token for token in provision.recipients if not token.startswith("party:")]
    for party, named in provision.accessions.items():
        one = entry(provision, rank, bits, window, named.intersection(provision.fields), pool)
        own = f"party:{party}"
        tokens = [*general, own] if own in provision.recipients else general
        yield from (((token, party), one) for token in tokens)
