"""Who asked what about me, for what, under which number, with proof.

A person sees every entry about him or her, under all numbers that he or she ever had, except those
that an investigation hides; and every line in a file of many persons that was his or hers. Whoever
acted shows as organisation and role, never as a person. Nothing of the view depends on an entry
about somebody else, but for the size of the journal in a proof.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from heapq import merge
from itertools import islice
from typing import Protocol

from beraad.citizen.investigation import Secrecy, secrecy
from beraad.citizen.line import filed, proven
from beraad.citizen.row import Cursor, Row, newest, read
from beraad.exchange.files.lines import Lines
from beraad.exchange.files.record import LINES
from beraad.exchange.pseudonym import Pseudonyms
from beraad.journal.store import Journal, JournalError

MOST = 50
"""So many entries on a page."""


class Numbers(Protocol):
    """Who knows under which numbers a person was kept; the reference directory does."""

    def numbers(self, ssin: str) -> tuple[str, ...]:
        """Every number of the person who has or had this one."""


class NotShownError(Exception):
    """No such entry about the person, or it does not show yet: which of them is not told."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One entry as the person concerned sees it; what it does not say is empty.

    `line` is 0, or in a chunk of a file which of the person's own lines. `recipient` is who asked,
    in whoever's name. `fields` are those that were passed on, of what was refused those that were
    asked. `answer` is `fields`, `yes-no`, `refused`, `not-forwarded` or empty. `missing` are the
    codes of what the nearest clause lacked; `channel` is how it went; `detail` is a verdict, reason
    or kind.
    """

    index: int
    line: int
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
    channel: str
    detail: str


@dataclass(frozen=True, slots=True)
class Page:
    """Entries, newest first; `following` leads to the next page, None where this is the last.

    `forgotten` is the month, as 2014-03, up to which entries about persons were erased at the end
    of their retention, '' if none were. It is the same for everybody: whether any of them was about
    this person, nobody can know any more.
    """

    entries: tuple[Seen, ...]
    following: Cursor | None
    forgotten: str


@dataclass(frozen=True, slots=True)
class View:
    """The journal as one person at a time may read it, with the lines of each gateway's files."""

    journal: Journal
    numbers: Numbers
    pseudonyms: Pseudonyms
    lines: tuple[Lines, ...] = ()

    def page(
        self, ssin: str, now: datetime, most: int = MOST, before: Cursor | None = None
    ) -> Page:
        """Up to `most` entries about the person with this number, as they show now."""
        rows = self._shown(self._subjects(ssin), now, most, before)
        # One more than the page: so whether there is a next one tells nothing of what is hidden.
        found = list(islice(rows, most + 1))
        following = found[most - 1].place if len(found) > most else None
        return Page(tuple(map(seen, found[:most])), following, self.journal.forgotten())

    def proof(self, ssin: str, index: int, now: datetime, line: int = 1) -> bytes:
        """A file for the stand-alone verifier: that this entry is in the journal as it is shown.

        Of a chunk of a file it holds the person's line of this ordinal. It holds the entry and its
        salt, so it is for the person alone. Raises NotShownError.
        """
        try:
            entry = self.journal.entry(index)
        except JournalError:
            raise NotShownError from None
        subjects = self._subjects(ssin)
        hidden = secrecy(self.journal, subjects, now)
        if entry.act == LINES:
            return self._line_proof(entry.at, index, line, subjects, hidden)
        if entry.subject not in subjects or hidden.hides(Row(index, read(entry.content))):
            raise NotShownError
        return self.journal.prove(index)

    def _line_proof(
        self, at: datetime, index: int, line: int, subjects: tuple[str, ...], hidden: Secrecy
    ) -> bytes:
        wanted = (at, index, line)
        for kept in self.lines:
            for row in filed(kept, self.journal, subjects, (at, index, line + 1)):
                if row.place == wanted and not hidden.hides(row):
                    return proven(row, kept, self.journal)
                if row.place <= wanted:
                    break
        raise NotShownError

    def _shown(
        self, subjects: tuple[str, ...], now: datetime, most: int, before: Cursor | None
    ) -> Iterator[Row]:
        hidden = secrecy(self.journal, subjects, now)
        each = [self._newest(subject, most + 1, before) for subject in subjects]
        each += [filed(one, self.journal, subjects, before) for one in self.lines]
        rows = merge(*each, key=lambda row: row.place, reverse=True)
        return (row for row in rows if not hidden.hides(row))

    def _subjects(self, ssin: str) -> tuple[str, ...]:
        numbers = dict.fromkeys((ssin, *self.numbers.numbers(ssin)))
        return tuple(self.pseudonyms.of("subject", number) for number in numbers)

    def _newest(self, subject: str, most: int, before: Cursor | None) -> Iterator[Row]:
        while found := newest(self.journal, subject, most, before):
            yield from found
            if len(found) < most:
                return
            before = found[-1].place


def seen(row: Row) -> Seen:
    """What an entry shows. All else stays: the acting person, digests, evidence, the snapshot."""
    said, facts = row.said, row.said.facts
    paragraph, answer = facts.get("paragraph"), _text(facts.get("answer"))
    if facts.get("forwarded") is False:
        answer = "not-forwarded"  # whatever the law would have let pass
    passed = facts.get("passed") if answer in ("fields", "yes-no") else None
    return Seen(
        row.index,
        row.ordinal,
        said.at,
        said.act,
        _text(facts.get("asker") or facts.get("recipient")),
        _text(facts.get("role")),
        _text(facts.get("source")),
        _text(facts.get("purpose")),
        _texts(facts.get("fields") if passed is None else passed),
        answer,
        _text(facts.get("number")),
        paragraph if isinstance(paragraph, int) else None,
        _text(facts.get("clause")),
        _texts(facts.get("missing")),
        _text(facts.get("channel")),
        _text(facts.get("verdict") or facts.get("reason") or facts.get("kind")),
    )


def _text(fact: object) -> str:
    return fact if isinstance(fact, str) else ""


def _texts(fact: object) -> tuple[str, ...]:
    return tuple(map(str, fact)) if isinstance(fact, list | tuple) else ()
