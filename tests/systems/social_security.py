"""The social-security half of the systems, loaded, and short ways to ask of it."""

from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from beraad.belgium.numbers import parse_deliberation_number
from beraad.law.communication import Communication, Decision, Permit, Refusal
from beraad.law.decide import decide
from beraad.law.load import load
from beraad.law.register import Amendment, Deliberation, Register
from beraad.register.shelf import NOT_LAW

ROOT = Path(__file__).parents[2]
SYSTEMS = ROOT / "systems"
FOLDERS = (
    *("common", "registers", "data-warehouse", "synthetic-data", "buffer-database"),
    *("harmonised-statuses", "sixth-state-reform", "flexi-jobs", "public-cloud", "mandates"),
)


@cache
def documents() -> dict[str, bytes]:
    """The documents of this half, which stand on their own, by path."""
    paths = sorted(path for folder in FOLDERS for path in (SYSTEMS / folder).glob("*.md"))
    return {
        str(path.relative_to(ROOT)): path.read_bytes() for path in paths if path.name not in NOT_LAW
    }


@cache
def register() -> Register:
    return load(documents())


def deliberation(number: str) -> Deliberation:
    return register().find(parse_deliberation_number(number))


def amendments(number: str) -> tuple[Amendment, ...]:
    return register().amendments.get(deliberation(number).key, ())


def noon(day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T12:00").replace(tzinfo=UTC)


def answer(wish: Communication, day: str) -> Decision:
    return decide(wish, register(), noon(day))


def permitted(wish: Communication, day: str) -> Permit:
    decision = answer(wish, day)
    assert isinstance(decision, Permit), decision
    return decision


def missing(wish: Communication, day: str) -> list[tuple[str, str]]:
    """What the nearest clause finds missing."""
    decision = answer(wish, day)
    assert isinstance(decision, Refusal), decision
    return [(lack.code, lack.detail) for lack in decision.nearest[0].missing]


def wish(**parts: Any) -> Communication:
    """A communication; facts that hold may be given by their names alone."""
    facts = parts.pop("facts", {})
    named = facts if isinstance(facts, dict) else dict.fromkeys(facts, True)
    return Communication(facts=named, **parts)
