"""The journals of `tests/journal`, on both engines, and a person who had two numbers."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from beraad.citizen.view import View
from beraad.exchange.files.lines import Committed, Lines
from beraad.exchange.files.record import LINES, RULED
from beraad.exchange.files.rules import (
    Counts,
    hidden,
    line_content,
    line_leaf,
    root_of,
    ruled_content,
    ruling_name,
)
from beraad.exchange.pseudonym import Pseudonyms
from beraad.journal.entry import Entry, Fact
from beraad.journal.store import Journal
from tests.journal.conftest import START, database, journal, path, url
from tests.postgres import postgres

__all__ = ["database", "journal", "path", "postgres", "url"]  # fixtures

PSEUDONYMS = Pseudonyms(b"a key for tests of thirty-two by")
ME, BEFORE, OTHER = "85073003328", "85473003313", "90010100123"  # made up; BEFORE was a bis number


@dataclass
class Renumbered:
    """A directory that knows of one replacement."""

    same: tuple[str, ...] = field(default=(ME, BEFORE))

    def numbers(self, ssin: str) -> tuple[str, ...]:
        return self.same if ssin in self.same else (ssin,)


@pytest.fixture
def lines(tmp_path: Path) -> Iterator[Lines]:
    made = Lines(tmp_path / "lines.sqlite")
    yield made
    made.close()


@pytest.fixture
def view(journal: Journal, lines: Lines) -> View:
    return View(journal, Renumbered(), PSEUDONYMS, (lines,))


def of(number: str) -> str:
    return PSEUDONYMS.of("subject", number)


Decided = tuple[str, str]
"""A person, and how the line ended: `fields`, `refused` or `not-forwarded`."""


def ruled(answer: str, recipient: str = "town", **other: Fact) -> dict[str, Fact]:
    """What the gateway records of all persons of whom the same was decided."""
    facts: dict[str, Fact] = {
        "recipient": recipient,
        "role": "",
        "source": "status",
        "purpose": "allowances",
        "fields": ["status.living_wage", "status.date"],
        "channel": "batch",
        "number": "16/008",
        "paragraph": 13,
        "clause": "inhabitants",
        "answer": "refused" if answer == "refused" else "fields",
    }
    if answer == "refused":
        facts["missing"] = ["condition: about(inhabitants-of-recipient)"]
    else:
        facts["passed"] = ["status.living_wage"]
    if answer == "not-forwarded":
        facts["forwarded"] = False
    return facts | other


def file_of(
    lines: Lines,
    people: Sequence[Decided],
    second: float = 0,
    name: str = "f1",
    chunk: int = 1,
    recipient: str = "town",
) -> list[Entry]:
    """A chunk as the gateway keeps it, and the entries that it appends before it sends."""
    at = START + timedelta(seconds=second)
    answers = sorted({answer for _, answer in people})
    numbers = {answer: chunk * 10 + place for place, answer in enumerate(answers)}
    facts = {answer: ruled(answer, recipient) for answer in answers}
    salts = [
        hashlib.sha256(f"{name}{place}".encode()).digest()[:16] for place in range(len(people))
    ]
    leaves = [
        line_leaf(line_content(name, of(who), ruled_content(facts[answer])), salt)
        for (who, answer), salt in zip(people, salts, strict=True)
    ]
    kept = [
        (bytes.fromhex(of(who)), salt, line, numbers[answer])
        for line, ((who, answer), salt) in enumerate(zip(people, salts, strict=True), 1)
    ]
    seed = hashlib.sha256(name.encode()).digest()
    root = root_of(hidden(leaves, seed))
    lines.add(name, Committed(chunk, len(people), at, (), seed, leaves, kept, root, Counts()))
    made = [
        _entry(at, RULED, ruling_name(name, number), facts[one] | {"ruling": number, "file": name})
        for one, number in numbers.items()
    ]
    counts: dict[str, Fact] = {"persons": len(people), "root": root.hex()}
    return [
        *made,
        _entry(at, LINES, root.hex(), {"file": name}),
        _entry(at, "file.sent", name, counts),
    ]


def _entry(at: datetime, act: str, about: str, facts: dict[str, Fact]) -> Entry:
    return Entry(at, act, "gateway", about, facts=facts)
