"""What the journal keeps of a file, and what of each line in it.

    file.begun     what was asked, how many lines, and the digest of what was received
    file.ruled     a ruling, once in each file: what the law and the integration control said of all
                   persons of whom the same is known; it has a number
    file.lines     that the lines of a chunk were sent: the root of their tree, and nothing more,
                   since this entry is shown to each person in it
    file.sent      a chunk of answers, before it leaves: counts, root, and the digest of its bytes
    file.ended     all was sent
    file.broken    it was not, and why; what stands as sent may have arrived
    file.refused   nothing was asked or sent: no clause fits, whoever is concerned

The entries of a file are about its name, `f` and 16 hexadecimal digits; a ruling is about this and
its number, and lines are about their root, so that either is found at once. Who acts has a
pseudonym for this file alone, as towards a person in a consultation.
"""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

import msgspec

from beraad.exchange.files.lines import Committed
from beraad.exchange.files.rules import (
    SEED_BYTES,
    Counts,
    hidden,
    line_content,
    line_leaves,
    root_of,
    ruled_content,
    ruling_name,
)
from beraad.exchange.files.weigh import MOST_REMEMBERED, Plan, Ruling, Weighed
from beraad.exchange.pseudonym import Pseudonyms
from beraad.exchange.record import ACTOR, Consultation, granted
from beraad.journal.entry import Entry, Fact
from beraad.journal.leaf import SALT_BYTES
from beraad.journal.store import Journal
from beraad.law.communication import Refusal

RULED, LINES = "file.ruled", "file.lines"


@dataclass(frozen=True, slots=True)
class Received:
    """A file as it came in: media type, lines, bytes, and the salted digest of these."""

    media_type: str
    lines: int
    size: int
    digest: str


@dataclass(slots=True)
class Account:
    """Keeps account of one file. `salt` lets the recipient show what was asked and answered."""

    plan: Plan
    pseudonyms: Pseudonyms
    salt: bytes
    name: str = field(default_factory=lambda: f"f{secrets.token_hex(8)}")
    counts: Counts = field(default_factory=Counts)
    sent: int = 0
    _chunks: int = 0
    _lines: int = 0
    _numbers: dict[Ruling, int] = field(default_factory=dict)
    _known: dict[bytes, int] = field(default_factory=dict)
    _ruled: dict[int, bytes] = field(default_factory=dict)

    def begun(self, received: Received, at: datetime) -> Entry:
        """The entry of a file that is in and fits."""
        facts: dict[str, Fact] = {
            "media_type": received.media_type,
            "lines": received.lines,
            "bytes": received.size,
            "body_digest": received.digest,
        }
        return self._entry("file.begun", at, self._consultation().asked() | facts)

    def refused(self, refusal: Refusal, at: datetime) -> Entry:
        """The entry of a file that no clause fits."""
        told = self._consultation().refused(refusal)
        return self._entry("file.refused", at, dict(told.facts))

    def turned_away(self, asker: str, at: datetime) -> Entry:
        """The entry of a file that an organisation asked in the name of another."""
        told = self._consultation().turned_away(asker)
        return self._entry("file.refused", at, dict(told.facts))

    def commit(self, weighed: Weighed, at: datetime) -> Committed:
        """Take a chunk into account: commit to each line that is about somebody."""
        made: list[Entry] = []
        of = {one: self._number(one, at, made) for one in set(weighed.rulings) if one is not None}
        first, name, of_person = self._lines + 1, self.name, self.pseudonyms.of
        lines = [
            (of_person("subject", number), first + place, of[ruling])
            for place, (number, ruling) in enumerate(
                zip(weighed.numbers, weighed.rulings, strict=True)
            )
            if number is not None and ruling is not None
        ]
        random = secrets.token_bytes(SALT_BYTES * len(lines))
        salts = [random[at : at + SALT_BYTES] for at in range(0, len(random), SALT_BYTES)]
        contents = [line_content(name, who, self._ruled[ruling]) for who, _, ruling in lines]
        leaves = line_leaves(contents, salts)
        kept = [
            (bytes.fromhex(who), salt, line, ruling)
            for (who, line, ruling), salt in zip(lines, salts, strict=True)
        ]
        self._chunks += 1
        self._lines += len(weighed.numbers)
        seed = secrets.token_bytes(SEED_BYTES)
        root, counts = root_of(hidden(leaves, seed)), counted(weighed.rulings)
        made.append(Entry(at, LINES, ACTOR, about=root.hex(), facts={"file": name}))
        number, until = self._chunks, self._lines
        return Committed(number, until, at, tuple(made), seed, leaves, kept, root, counts)

    def sending(self, chunk: Committed, content: bytes, at: datetime) -> Entry:
        """The entry of a chunk with these bytes, the next to be sent."""
        self.sent = chunk.number
        self.counts += chunk.counts
        facts: dict[str, Fact] = {
            "chunk": chunk.number,
            "until_line": chunk.until,
            "persons": len(chunk.leaves),
            "root": chunk.root.hex(),
            "answer_digest": hashlib.sha256(self.salt + content).hexdigest(),
        }
        return self._entry("file.sent", at, facts | told(chunk.counts))

    def ended(self, at: datetime) -> Entry:
        """The entry of a file of which all was sent."""
        return self._entry("file.ended", at, {"chunks": self.sent, **told(self.counts)})

    def broken(self, reason: str, at: datetime) -> Entry:
        """The entry of a file that broke off; `reason` is in our own words. Where a source failed,
        it names the clause by which it was asked."""
        permit = self.plan.fetching
        facts = granted(permit) if permit else {}
        facts |= {"reason": reason, "chunks": self.sent}
        return self._entry("file.broken", at, facts | told(self.counts))

    def _number(self, ruling: Ruling, at: datetime, made: list[Entry]) -> int:
        """The number of a ruling; what is recorded of it is recorded once."""
        if ruling not in self._numbers:
            if len(self._numbers) >= MOST_REMEMBERED:
                self._numbers.clear()
            facts = dict(self._consultation(ruling).explained(ruling.decision).facts)
            content = self._entry(RULED, self.plan.at, facts).content
            if content not in self._known:
                self._known[content] = number = len(self._known) + 1
                self._ruled[number] = ruled_content(facts)
                facts |= {"ruling": number, "file": self.name}
                made.append(Entry(at, RULED, ACTOR, ruling_name(self.name, number), facts=facts))
            self._numbers[ruling] = self._known[content]
        return self._numbers[ruling]

    def _consultation(self, ruling: Ruling | None = None) -> Consultation:
        plan, received = self.plan, self.plan.received
        found = Consultation(
            plan.asked,
            plan.at,
            "",
            received.person and self.pseudonyms.of("person", received.person, self.name),
            msgspec.to_builtins(received) | {"file": self.name, "at": plan.at.isoformat()},
            self.salt,
            plan.law.snapshot.hash,
            plan.law.catalogue,
        )
        if ruling is None:
            return found
        asked, forwarding = ruling.asked, ruling.forwarding
        return replace(found, communication=asked, evidence=asked.facts, forwarding=forwarding)

    def _entry(self, act: str, at: datetime, facts: dict[str, Fact]) -> Entry:
        return Entry(at=at, act=act, actor=ACTOR, about=self.name, facts=facts)


def counted(rulings: Sequence[Ruling | None]) -> Counts:
    """How many lines of a chunk ended how."""
    statuses: list[str] = [one.status if one else "malformed" for one in rulings]
    return Counts(*map(statuses.count, ("answered", "refused", "not-forwarded", "malformed")))


def told(counts: Counts) -> dict[str, Fact]:
    """Counts as facts."""
    return {
        "answered": counts.answered,
        "refused": counts.refused,
        "not_forwarded": counts.not_forwarded,
        "malformed": counts.malformed,
    }


def unfinished(journal: Journal, since: datetime, until: datetime) -> list[str]:
    """The files that began in this time and of which nothing says how they ended."""
    ended = {
        one.entry.about
        for act in ("file.ended", "file.broken")
        for one in journal.read(act=act, since=since)
    }
    begun = journal.read(act="file.begun", since=since, until=until)
    return [one.entry.about for one in begun if one.entry.about not in ended]


def stopped(file: str, at: datetime) -> Entry:
    """The entry of a file that was under way when the gateway stopped; how much of it was sent is
    told by its entries `file.sent`."""
    return Entry(at, "file.broken", ACTOR, about=file, facts={"reason": "gateway stopped"})
