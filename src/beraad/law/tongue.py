"""What a language must supply so that clauses and decisions can be said in it.

Templates take whole phrases, so that a label is never inflected: each stands where its own form
fits. Where a language joins words to what precedes (French `du`, `qu'`), a function does it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from beraad.law.clause import Channel, Form
from beraad.law.communication import Code, DropReason

Join: TypeAlias = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Tongue:
    """The words, templates and joins of one language.

    Pairs hold singular and plural. `of` puts "of" before a name where `origin` and the like need
    it, `that` puts "that" before a condition, `under` joins a condition to `provided`, `closed`
    ends a phrase that holds a relative clause and stands inside another, which German and Dutch
    mark by a comma.
    """

    both: str
    either: str
    quoted: str
    semicolon: str
    of: Join
    that: Join
    under: Join
    closed: Join

    months: Sequence[str]
    first_day: str
    date: str
    moment: str
    hours: str
    units: Mapping[str, tuple[str, str]]
    decimal: str

    may: tuple[str, str]
    role: str
    listed: str
    subject: str
    anyone: str
    verbs: Mapping[Channel, str]
    data: Mapping[Form, str]
    origin: tuple[str, str]
    sampled: str
    permission: str

    provided: str
    any_of: str
    signs: Mapping[str, str]
    among: str

    yes_no: str
    acceding: str
    looking_back: str
    leaving: str
    nothing_kept: str
    nothing_kept_with_proof: str
    kept: str
    kept_with_proof: str
    at_most: str
    up_to: str
    from_day: str
    from_law: str
    until_day: str

    cited: str
    no_clause: str
    manners: Mapping[Channel, str]
    shapes: Mapping[Form, str]
    lacks: Mapping[Code, str]
    at_known: str
    while_existing: str
    permitted: str
    passed: str
    answered: str
    dropped: Mapping[DropReason, str]
    not_before: str


def enumerated(parts: Sequence[str], last: str) -> str:
    """`a, b and c`, where `last` is the word, with its blanks, before the last part."""
    return last.join(filter(None, (", ".join(parts[:-1]), *parts[-1:])))


def as_it_is(text: str) -> str:
    """A phrase that needs nothing before or after it."""
    return text


def sentence(text: str) -> str:
    """A phrase with a capital and a full stop; a name such as `eHealth` keeps its own letters."""
    first = text[:1] if text[1:2].isupper() else text[:1].upper()
    return f"{first}{text[1:]}."
