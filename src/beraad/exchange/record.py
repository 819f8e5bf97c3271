"""What the journal keeps of one communication: names, codes and digests, never content.

Words that the catalogue does not know are not repeated: they come from outside and may hold
anything. Only the recipient is named even so, if its name is a plain word or number. Request and
answer are there as salted digests, so that who has them can show that they are the ones, and nobody
can guess them.
"""

import hashlib
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

import msgspec

from beraad.exchange.rules import FORWARDED, Forwarding
from beraad.exchange.sources import Found, Row
from beraad.journal.entry import Entry, Fact, holds_national_number
from beraad.law.catalogue import Catalogue
from beraad.law.clause import CHANNELS, FORMS
from beraad.law.communication import Communication, Decision, Missing, Permit, Refusal
from beraad.law.condition import Evidence

ACTOR = "gateway"
NOTHING = Found()
UNKNOWN = "(unknown word)"
OTHER_ROLES = ("", "subject")
NAME = re.compile(r"[a-z0-9][a-z0-9.-]{0,63}")


@dataclass(frozen=True, slots=True)
class Consultation:
    """A communication under way. `subject` and `person` are pseudonyms, `salt` 16 random bytes."""

    communication: Communication
    at: datetime
    subject: str
    person: str
    request: Mapping[str, object]
    salt: bytes
    snapshot: str
    catalogue: Catalogue
    evidence: Mapping[str, Evidence] = field(default_factory=dict)
    forwarding: Forwarding = FORWARDED

    def permitted(
        self, permit: Permit, answer: "tuple[Row, ...] | bool", found: Found = NOTHING
    ) -> Entry:
        """The entry of an answer, with the marks of what was found."""
        facts = granted(permit) | {"answer_digest": digest(self.salt, answer)}
        facts |= marked(found, self.at)
        return self._entry("communication.permitted", str(permit.number), facts)

    def failed(self, reason: str, permit: Permit | None = None) -> Entry:
        """The entry of a question that could not be decided, or not be answered as permitted."""
        facts = (granted(permit) if permit else {}) | {"reason": reason}
        return self._entry("communication.failed", str(facts.get("number", "")), facts)

    def forwarded(self, permit: Permit) -> Entry:
        """The entry of a permitted question that was passed on; its answer comes later."""
        return self._entry("communication.forwarded", str(permit.number), granted(permit))

    def interim(self, permit: Permit) -> Entry:
        """The entry of an interim answer: that the source has not answered yet."""
        return self._entry("communication.interim", str(permit.number), granted(permit))

    def refused(self, refusal: Refusal) -> Entry:
        """The entry of a refusal, with the nearest clause, if any, and what it lacks."""
        facts = lacked(refusal)
        return self._entry("communication.refused", str(facts.get("number", "")), facts)

    def explained(self, decision: Decision) -> Entry:
        """The entry of a question that was only decided: the decision was told, no data."""
        act = "communication.explained"
        if isinstance(decision, Permit):
            return self._entry(act, str(decision.number), granted(decision))
        facts = lacked(decision)
        return self._entry(act, str(facts.get("number", "")), facts)

    def turned_away(self, asker: str) -> Entry:
        """The entry of a question that an organisation asked in the name of another."""
        facts: dict[str, Fact] = {"answer": "refused", "missing": ["recipient-is-asker"]}
        return self._entry("communication.refused", "", facts | {"asker": recipient(asker)})

    def _entry(self, act: str, about: str, facts: dict[str, Fact]) -> Entry:
        return Entry(
            at=self.at,
            act=act,
            actor=ACTOR,
            about=about,
            subject=self.subject,
            facts=self.asked() | controlled(self.forwarding) | facts,
        )

    def asked(self) -> dict[str, Fact]:
        """What was asked, of whom it may be told: words of the catalogue, pseudonyms, digests."""
        one, words = self.communication, self.catalogue
        source = words.sources.get(one.source)
        return {
            "recipient": recipient(one.recipient),
            "role": one.role if one.role in OTHER_ROLES else known(one.role, words.roles),
            "person": self.person,
            "source": known(one.source, words.sources),
            "purpose": known(one.purpose, words.purposes),
            "fields": knowns(one.fields, source.fields if source else ()),
            "form": known(one.form, FORMS),
            "channel": known(one.channel, CHANNELS),
            "evidence": [shown(key, value) for key, value in sorted(self.evidence.items())],
            "snapshot": self.snapshot,
            "request_digest": digest(self.salt, self.request),
        }


def granted(permit: Permit) -> dict[str, Fact]:
    """What a permit says."""
    return {
        "answer": permit.answer,
        "chamber": permit.chamber,
        "number": str(permit.number),
        "paragraph": permit.paragraph,
        "clause": permit.clause,
        "passed": permit.passed,
        "dropped": [why for _, why in permit.dropped],
        "not_before": permit.not_before.isoformat() if permit.not_before else None,
    }


def marked(found: Found, at: datetime) -> dict[str, Fact]:
    """That an answer is partial, and of when a copy is; nothing for a whole answer of a source."""
    marks: dict[str, Fact] = {}
    if found.lacking:
        marks["partial"] = list(found.lacking)
    if found.as_of is not None:
        marks |= {"as_of": found.as_of, "stale": found.is_stale(at)}
    return marks


def lacked(refusal: Refusal) -> dict[str, Fact]:
    """What a refusal says: the nearest clause, if any, and what it lacks."""
    facts: dict[str, Fact] = {"answer": "refused"}
    for near in refusal.nearest[:1]:
        facts |= {
            "chamber": near.chamber,
            "number": str(near.number),
            "paragraph": near.paragraph,
            "clause": near.clause,
            "missing": [lacking(lack) for lack in near.missing],
        }
    return facts


def controlled(forwarding: Forwarding) -> dict[str, Fact]:
    """Over which managing institutions it went, and what the integration control found, where it
    found something, and whether it blocked."""
    way: dict[str, Fact] = {"via": list(forwarding.via)} if forwarding.via else {}
    if not forwarding.remarks:
        return way
    return way | {"integration": list(forwarding.remarks), "forwarded": forwarding.forwarded}


def lacking(lack: Missing) -> str:
    """What is missing; except of conditions the code alone, as the rest may come from outside."""
    return f"{lack.code}: {lack.detail}" if lack.code == "condition" else lack.code


def digest(salt: bytes, content: object) -> str:
    """SHA-256 over the salt and the content as JSON with sorted keys, in hexadecimal."""
    encoded = msgspec.json.encode(content, order="deterministic")
    return hashlib.sha256(salt + encoded).hexdigest()


def shown(key: str, value: Evidence) -> str:
    """A piece of evidence: whether it holds, or, of numbers and words, only that it was asked."""
    if isinstance(value, bool):
        return f"{key}: {'yes' if value else 'no'}"
    return key


def recipient(name: str) -> str:
    """The name of a recipient that is formed like a word or a number of an organisation."""
    digits = "".join(sign for sign in name if sign.isdecimal())
    return name if NAME.fullmatch(name) and not holds_national_number(digits) else UNKNOWN


def known(word: str, words: Collection[str]) -> str:
    """The word if it is one of these."""
    return word if word in words else UNKNOWN


def knowns(names: Iterable[str], words: Collection[str]) -> list[str]:
    """The words that are among these, and one sign for all others."""
    return list(dict.fromkeys(known(name, words) for name in names))
