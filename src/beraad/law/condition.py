"""Conditions: what must be true of recipient, person, subject and moment before anything flows.

    consent(informed)            yes-no evidence
    not excluded                 must be known to be false; unknown is not met
    sources > 1                  numeric evidence
    sector in list flexi-sectors word evidence, a list that is versioned data
    any of (a, not b)            one suffices

A condition that cannot be evaluated is not met, also under `not`: peers that turned "unknown" into
"true" there let everything through.
"""

import operator
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from beraad.law.block import WORD, split_outside_parentheses
from beraad.law.place import Place, fault

Evidence: TypeAlias = bool | int | str
Facts: TypeAlias = Mapping[str, Evidence]
Members: TypeAlias = Callable[[str], frozenset[str]]

TERM = re.compile(rf"(not )?({WORD})(?:\(({WORD})\))?")
COMPARISON = re.compile(rf"({WORD}(?:\({WORD}\))?) (<=|>=|<|>|=) ([0-9]{{1,9}})")
MEMBERSHIP = re.compile(rf"({WORD}(?:\({WORD}\))?) in list ({WORD})")
ANY = re.compile(r"any of \((.*)\)")
OPERATORS: dict[str, Callable[[int, int], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    "=": operator.eq,
    ">=": operator.ge,
    ">": operator.gt,
}


@dataclass(frozen=True, slots=True)
class Holds:
    """Yes-no evidence must be as wanted; `key` is the word with its argument."""

    key: str
    wanted: bool = True

    def met(self, facts: Facts, members: Members) -> bool | None:
        """True, False, or None where the evidence is missing or of another type."""
        value = facts.get(self.key)
        return value is self.wanted if isinstance(value, bool) else None

    def __str__(self) -> str:
        return self.key if self.wanted else f"not {self.key}"


@dataclass(frozen=True, slots=True)
class Compares:
    """Numeric evidence against a bound."""

    key: str
    sign: str
    bound: int

    def met(self, facts: Facts, members: Members) -> bool | None:
        """True, False, or None where the evidence is missing or not a number."""
        value = facts.get(self.key)
        if isinstance(value, bool) or not isinstance(value, int):
            return None
        return OPERATORS[self.sign](value, self.bound)

    def __str__(self) -> str:
        return f"{self.key} {self.sign} {self.bound}"


@dataclass(frozen=True, slots=True)
class InList:
    """Word evidence must be a member of a list at the moment."""

    key: str
    list_name: str

    def met(self, facts: Facts, members: Members) -> bool | None:
        """True, False, or None where the evidence is missing or not a word."""
        value = facts.get(self.key)
        return value in members(self.list_name) if isinstance(value, str) else None

    def __str__(self) -> str:
        return f"{self.key} in list {self.list_name}"


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one of the terms must be met."""

    terms: tuple["Holds | Compares | InList", ...]

    def met(self, facts: Facts, members: Members) -> bool | None:
        """True where one is met, None where none is and one is unknown, else False."""
        answers = [term.met(facts, members) for term in self.terms]
        return True if True in answers else (None if None in answers else False)

    def __str__(self) -> str:
        return f"any of ({', '.join(map(str, self.terms))})"


Term: TypeAlias = Holds | Compares | InList
Condition: TypeAlias = Term | AnyOf


def terms(condition: Condition) -> Iterator[Term]:
    """The simple terms of a condition."""
    yield from condition.terms if isinstance(condition, AnyOf) else (condition,)


def key_parts(key: str) -> tuple[str, str]:
    """`consent(informed)` as its word and its argument; the argument may be empty."""
    word, _, argument = key.partition("(")
    return word, argument.rstrip(")")


def read_term(text: str, place: Place) -> Term:
    """One simple term."""
    if match := COMPARISON.fullmatch(text):
        return Compares(match[1], match[2], int(match[3]))
    if match := MEMBERSHIP.fullmatch(text):
        return InList(match[1], match[2])
    if match := TERM.fullmatch(text):
        key = f"{match[2]}({match[3]})" if match[3] else match[2]
        return Holds(key, match[1] is None)
    expected = "such as 'consent(informed)', 'not excluded', 'sources > 1', 'sector in list x'"
    raise fault(place, "condition", f"'{text}' is not a condition", expected)


def read_condition(text: str, place: Place) -> Condition:
    """A term, or `any of (term, term)`."""
    match = ANY.fullmatch(text)
    if not match:
        return read_term(text, place)
    found = tuple(read_term(part, place) for part in split_outside_parentheses(match[1]))
    if len(found) < 2:
        raise fault(place, "any-of", f"'{text}' offers no choice", "at least two conditions")
    return AnyOf(found)
