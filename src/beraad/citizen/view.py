"""Who asked what about me, for what, under which number, with proof.

A person sees every entry about him or her, under all numbers that he or she ever had, except those
that an investigation hides. Whoever acted shows as organisation and role, never as a person.
Nothing of the view depends on an entry about somebody else, but for the size of the journal in a
proof.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from heapq import merge
from itertools import islice
from typing import Protocol

from beraad.citizen.investigation import secrecy
from beraad.exchange.pseudonym import Pseudonyms
from beraad.journal.entry import Entry, Fact
from beraad.journal.store import Journal, JournalError, Recorded

MOST = 50
"""So many entries on a page."""

Cursor = tuple[datetime, int]
"""Instant and index of the last entry of a page: the next one goes on before it."""


class Numbers(Protocol):
    """Who knows under which numbers a person was kept; the reference directory does."""

    def numbers(self, ssin: str) -> tuple[str, ...]:
        """Every number of the person who has or had this one."""


class NotShownError(Exception):
    """No such entry about the person, or it does not show yet: which of them is not told."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One entry as the person concerned sees it; what it does not say is empty.

    `fields` are those that were passed on, of a refusal those that were asked. `answer` is
    `fields`, `yes-no`, `refused` or empty. `missing` are the codes of what the nearest clause
    lacked; `detail` is a verdict, reason or kind.
    """

    index: int
    at: datetime
    act: str
    recipient: str
    role: str
    source: str
    purpose: str
    fields: tuple[str, ...]
    answer: str
    number: str
    paragraph: int | None
    clause: str
    missing: tuple[str, ...]
    detail: str


@dataclass(frozen=True, slots=True)
class Page:
    """Entries, newest first; `following` leads to the next page, None where this is the last."""

    entries: tuple[Seen, ...]
    following: Cursor | None


@dataclass(frozen=True, slots=True)
class View:
    """The journal as one person at a time may read it."""

    journal: Journal
    numbers: Numbers
    pseudonyms: Pseudonyms

    def page(
        self, ssin: str, now: datetime, most: int = MOST, before: Cursor | None = None
    ) -> Page:
        """Up to `most` entries about the person with this number, as they show now."""
        subjects = self._subjects(ssin)
        hidden = secrecy(self.journal, subjects, now)
        newest = merge(
            *(self._newest(each, most + 1, before) for each in subjects), key=_place, reverse=True
        )
        # One more than the page: so whether there is a next one tells nothing of what is hidden.
        shown = (one for one in newest if not hidden.hides(one.index, one.entry))
        found = list(islice(shown, most + 1))
        following = _place(found[most - 1]) if len(found) > most else None
        return Page(tuple(seen(one) for one in found[:most]), following)

    def proof(self, ssin: str, index: int, now: datetime) -> bytes:
        """A file for the stand-alone verifier: that this entry is in the journal as it is shown.

        It holds the entry and its salt, so it is for the person alone. Raises NotShownError.
        """
        try:
            entry = self.journal.entry(index)
        except JournalError:
            raise NotShownError from None
        subjects = self._subjects(ssin)
        hidden = secrecy(self.journal, subjects, now)
        if entry.subject not in subjects or hidden.hides(index, entry):
            raise NotShownError
        return self.journal.prove(index)

    def _subjects(self, ssin: str) -> tuple[str, ...]:
        numbers = dict.fromkeys((ssin, *self.numbers.numbers(ssin)))
        return tuple(self.pseudonyms.of("subject", number) for number in numbers)

    def _newest(self, subject: str, most: int, before: Cursor | None) -> Iterator[Recorded]:
        while found := self.journal.latest(subject, most, before):
            yield from found
            if len(found) < most:
                return
            before = _place(found[-1])


def seen(one: Recorded) -> Seen:
    """What an entry shows. All else stays: the acting person, digests, evidence, the snapshot."""
    facts = one.entry.facts
    paragraph = facts.get("paragraph")
    return Seen(
        one.index,
        one.entry.at,
        one.entry.act,
        _text(facts.get("recipient")),
        _text(facts.get("role")),
        _text(facts.get("source")),
        _text(facts.get("purpose")),
        _texts(facts["passed"] if "passed" in facts else facts.get("fields")),
        _text(facts.get("answer")),
        _text(facts.get("number")) or _number(one.entry),
        paragraph if isinstance(paragraph, int) else None,
        _text(facts.get("clause")),
        _texts(facts.get("missing")),
        _text(facts.get("verdict") or facts.get("reason") or facts.get("kind")),
    )


def _number(entry: Entry) -> str:
    return entry.about if entry.act.startswith("communication.") else ""


def _text(fact: Fact) -> str:
    return fact if isinstance(fact, str) else ""


def _texts(fact: Fact) -> tuple[str, ...]:
    return tuple(map(str, fact)) if isinstance(fact, list | tuple) else ()


def _place(one: Recorded) -> Cursor:
    return one.entry.at, one.index
