"""The register: every act that was loaded, and what the law says at any (valid, known) moment."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TypeAlias

from beraad.belgium.numbers import DeliberationNumber
from beraad.law.act import Chamber, Head, Kind, day_of
from beraad.law.amendment import REPEAL, Instruction, apply
from beraad.law.block import Value
from beraad.law.catalogue import Catalogue
from beraad.law.content import Content, read_content
from beraad.law.document import Document
from beraad.law.place import Fault, LawError, Place
from beraad.law.provision import Key

Text: TypeAlias = tuple[Document, Content]


@dataclass(frozen=True, slots=True)
class Deliberation:
    """A deliberation as first adopted."""

    number: DeliberationNumber
    kind: Kind
    head: Head
    document: Document
    content: Content

    @property
    def key(self) -> Key:
        return (self.head.chamber, self.number)


@dataclass(frozen=True, slots=True)
class Amendment:
    """An act that changes a deliberation, which keeps its number."""

    amends: DeliberationNumber
    head: Head
    document: Document
    instructions: tuple[Instruction, ...]

    @property
    def key(self) -> Key:
        return (self.head.chamber, self.amends)


@dataclass(frozen=True, slots=True)
class Accession:
    """A party that joined a general deliberation, with the fields it named.

    `known` is the day from which the register knew that.
    """

    party: str
    key: Key
    named: Value
    start: date
    until: date | None
    known: date
    place: Place

    def overlaps(self, other: "Accession") -> bool:
        """Whether both hold at one time."""
        begun = other.until is None or self.start <= other.until
        return begun and (self.until is None or other.start <= self.until)

    @property
    def fields(self) -> frozenset[str]:
        """The fields it named."""
        return frozenset(self.named.words())


@dataclass(frozen=True, slots=True)
class Version:
    """The consolidated text from `start` up to but not including `end`."""

    deliberation: Deliberation
    document: Document
    content: Content
    amendments: tuple[Amendment, ...]
    start: datetime
    end: datetime | None

    @property
    def repealed(self) -> bool:
        """Whether the deliberation was repealed, and nothing that binds was put in since."""
        told = (one.form for amendment in self.amendments for one in amendment.instructions)
        return REPEAL in told and not any(self.document.blocks())


@dataclass(frozen=True, slots=True)
class Register:
    """All acts, loaded together or not at all; `warnings` are oddities kept as printed.

    `cache` holds the versions of each deliberation once for each day on which something of it
    became known, so never more than it has acts.
    """

    catalogue: Catalogue
    deliberations: Mapping[Key, Deliberation]
    amendments: Mapping[Key, tuple[Amendment, ...]] = field(default_factory=dict)
    accessions: Mapping[Key, tuple[Accession, ...]] = field(default_factory=dict)
    warnings: tuple[Fault, ...] = ()
    saturday: bool = False
    cache: dict[tuple[Key, date], tuple[Version, ...]] = field(
        default_factory=dict, compare=False, repr=False
    )

    def in_force(self, head: Head) -> datetime | None:
        """When an act takes effect in this register."""
        return head.in_force(self.catalogue, self.saturday)

    def find(self, number: DeliberationNumber, chamber: Chamber | None = None) -> Deliberation:
        """The deliberation of a number; LookupError says which numbers are near."""
        for (where, known), deliberation in self.deliberations.items():
            if known == number and chamber in (None, where):
                return deliberation
        near = sorted(k for _, k in self.deliberations if k.year == number.year)
        numbers = ", ".join(map(str, near)) or "none of that year"
        meant = [d.number for d in self.deliberations.values() if str(number) in d.head.probably]
        hint = f"; perhaps it is printed as {' or '.join(map(str, meant))}" if meant else ""
        raise LookupError(f"no deliberation {number}; known: {numbers}{hint}")

    def versions(self, key: Key, known: date | None = None) -> tuple[Version, ...]:
        """The successive texts of a deliberation, as known on a day (None: today)."""
        day = self.last_known(key, known)
        if day is None:
            return ()
        if (key, day) not in self.cache:
            self.cache[key, day] = tuple(self.unfold(key, day))
        return self.cache[key, day]

    def last_known(self, key: Key, known: date | None) -> date | None:
        """The last day up to `known` on which an act became known; None before the first text."""
        first = self.deliberations[key].head.known
        days = (first, *(amendment.head.known for amendment in self.amendments.get(key, ())))
        if known is None:
            return max(days)
        return max(day for day in days if day <= known) if first <= known else None

    def unfold(self, key: Key, known: date) -> Iterator[Version]:
        """Each stretch between two entries into force, with the text that holds during it."""
        deliberation = self.deliberations[key]
        begin = self.in_force(deliberation.head)
        if begin is None:
            return
        stages = self.stages(deliberation, begin, known)
        ends = deliberation.head.ends
        for (start, document, done), following in zip(stages, [*stages[1:], None], strict=True):
            end = following[0] if following else ends
            end = min(end, ends) if end and ends else end
            content = self.reread(document, done) if done else deliberation.content
            if end is None or start < end:
                yield Version(deliberation, document, content, done, start, end)

    def texts(self, key: Key) -> Iterator[Text]:
        """Every text of a deliberation as it is known today, each with its content.

        Last comes the text once all that waits for a law has taken effect: what waits must fit the
        text as it stands without it. LawError for the first text in which an amendment does not.
        """
        deliberation, amendments = self.deliberations[key], self.amendments.get(key, ())
        versions = self.versions(key)
        yield from ((one.document, one.content) for one in versions)
        waiting = sorted((a for a in amendments if self.in_force(a.head) is None), key=rank)
        if versions and not waiting:
            return
        document = deliberation.document
        done = (*(amendment for _, amendment in self.ordered(key, None)), *waiting)
        for amendment in done:
            document = apply(document, amendment.instructions, amendment.head.complete)
        yield document, self.reread(document, done) if done else deliberation.content

    def reread(self, document: Document, done: tuple[Amendment, ...]) -> Content:
        """The content of an amended text; a fault elsewhere is told with the last amendment."""
        try:
            return read_content(document, self.catalogue)
        except LawError as error:
            raise LawError(told_with(one, done) for one in error.faults) from None

    def stages(
        self, deliberation: Deliberation, begin: datetime, known: date
    ) -> list[tuple[datetime, Document, tuple[Amendment, ...]]]:
        """The text after each amendment; those that take effect at one instant make one stage."""
        document = deliberation.document
        done: tuple[Amendment, ...] = ()
        stages = [(begin, document, done)]
        for start, amendment in self.ordered(deliberation.key, known):
            at = max(start, begin)
            document = apply(document, amendment.instructions, day_of(at))
            done = (*done, amendment)
            if stages[-1][0] == at:
                stages.pop()
            stages.append((at, document, done))
        return stages

    def ordered(self, key: Key, known: date | None) -> list[tuple[datetime, Amendment]]:
        """Amendments by entry into force, whatever the order of their arrival."""
        found = [
            (start, amendment)
            for amendment in self.amendments.get(key, ())
            if (start := self.in_force(amendment.head)) is not None
            and (known is None or amendment.head.known <= known)
        ]
        return sorted(found, key=lambda pair: (pair[0], *rank(pair[1])))

    def joined(self, key: Key, known: date | None = None) -> tuple[Accession, ...]:
        """The accessions to a deliberation, as known on a day (None: today)."""
        found = self.accessions.get(key, ())
        return tuple(one for one in found if known is None or one.known <= known)

    def consolidate(self, key: Key, valid: datetime, known: date | None = None) -> Version | None:
        """The text in force at `valid` as the register knew it on `known`; None if there is none.

        LawError where an amendment known then changes something that was not known yet.
        """
        for version in self.versions(key, known):
            if version.start <= valid and (version.end is None or valid < version.end):
                return version
        return None


def rank(amendment: Amendment) -> tuple[date, int, str, str]:
    """What decides between amendments that take effect at one instant."""
    head = amendment.head
    return (head.complete, head.sequence, head.document_number, amendment.document.file)


def told_with(one: Fault, done: tuple[Amendment, ...]) -> Fault:
    """A fault of an amended text, with the last amendment where it does not stand in one."""
    if one.place.file in (amendment.document.file for amendment in done):
        return one
    return replace(one, what=f"{one.what}, once {done[-1].document.file} has amended it")
