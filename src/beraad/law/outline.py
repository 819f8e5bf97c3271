"""What matters of provisions to a request, in words, so that equal problems are solved once."""

from collections.abc import Sequence
from typing import TypeAlias

from beraad.law.clause import Clause
from beraad.law.communication import Communication
from beraad.law.decide import passed
from beraad.law.permission import population, resolved, retention
from beraad.law.provision import Provision

Given: TypeAlias = tuple[object, ...]
Laws: TypeAlias = Sequence[Provision]


def telling(laws: Laws, asked: Communication) -> list[Provision]:
    """The provisions, in their order, that can decide a request for some of the asked fields.

    Not those of which an earlier one asks no more and passes no less: that is satisfied whenever
    they are, and goes first whichever of the fields are asked for.
    """
    found: list[tuple[frozenset[str], frozenset[str], Provision]] = []
    for law in laws:
        asks, fields = asks_of(law), frozenset(passed(law, asked))
        if fields and not any(few <= asks and more >= fields for few, more, _ in found):
            found.append((asks, fields, law))
    return [law for _, _, law in found]


def outline(laws: Laws, asked: Communication) -> tuple[object, ...]:
    """What matters of provisions to a request: which of its fields each passes, and how."""
    return tuple(
        (substance(law), tuple(field in passed(law, asked) for field in asked.fields))
        for law in laws
        if passed(law, asked)
    )


def substance(law: Provision) -> tuple[object, ...]:
    """What a provision asks and gives, once recipient and field fit."""
    return (asks_of(law), given_by(law.clause))


def asks_of(law: Provision) -> frozenset[str]:
    """What a provision asks of the evidence, in words."""
    return frozenset(resolved(r.condition, law.lists) for r in law.requirements)


def given_by(clause: Clause) -> Given:
    """How far a clause goes, in words."""
    looking_back, keep = str(clause.looking_back), retention(clause.keep)
    return (population(clause), looking_back, keep, clause.answer, clause.leaves_as)


def whole(law: Provision) -> tuple[object, ...]:
    """All of a provision that matters under one key."""
    return (substance(law), law.fields, law.recipients, law.accessions, law.clause.until)


def choosy(laws: Laws, asked: Communication) -> bool:
    """Whether it matters to what is passed which of these provisions decides."""
    return len({passed(law, asked) for law in laws}) > 1
