"""Random cases for the evaluators, each from a number alone, so that all replay.

`case(n)` is the n-th case: law (`generate_law.py`), a communication and an instant. The
communication is first one that satisfies some provision and is then spoilt in at most three ways,
so that near misses of every kind occur as often as permits.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random
from typing import Any

from beraad.law.catalogue import Catalogue
from beraad.law.clause import CHANNELS, FORMS
from beraad.law.communication import Communication
from beraad.law.condition import AnyOf, Compares, Holds, Term
from beraad.law.provision import Provision
from tests.law.generate_law import PARTIES, PURPOSES, ROLES, SOURCES, law_of, moment

CASES_A_REGISTER = 50
TICK = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Case:
    """One question to the law."""

    number: int
    laws: tuple[Provision, ...]
    catalogue: Catalogue
    communication: Communication
    at: datetime

    def __str__(self) -> str:
        return (
            f"case {self.number}: {self.communication!r} at {self.at.isoformat()}; replay with "
            f"tests.law.generate.case({self.number})"
        )


def case(number: int) -> Case:
    """The case of this number."""
    laws, catalogue = law_of(number // CASES_A_REGISTER)
    random = Random(f"case {number}")
    communication, at = question(random, laws)
    return Case(number, laws, catalogue, communication, at)


def question(random: Random, laws: Sequence[Provision]) -> tuple[Communication, datetime]:
    """A communication near to some provision, and an instant."""
    if not laws:
        return Communication("town", "gfd", "care", ("a.b",), "identified", "consult"), moment(0)
    law = random.choice(laws)
    end = law.end or law.start + timedelta(days=1000)
    at = law.start + (end - law.start) * random.random()
    communication = satisfying(random, law)
    for _ in range(random.choice((0, 0, 1, 1, 1, 2, 3))):
        communication = random.choice(SPOILERS)(random, communication)
    if random.random() < 0.25:
        edge = random.choice((law.start, end))
        at = edge + random.choice((-1, 0, 1)) * random.choice((TICK, 200 * timedelta(days=1)))
    return communication, at


def satisfying(random: Random, law: Provision) -> Communication:
    """A communication that satisfies a provision, where any can."""
    kind, _, word = random.choice(sorted(law.recipients) or ["anyone"]).partition(":")
    role = word if kind == "role" else random.choice(("", *ROLES))
    recipient, fields = random.choice(PARTIES), law.fields
    if kind == "category":
        recipient = {"network": "pharmanet", "care-institution": "hospital"}.get(word, "town")
    if kind == "party":
        recipient = word
    if law.accessions and kind in ("role", "anyone"):
        recipient = random.choice(sorted(law.accessions))
    facts: dict[str, Any] = {}
    for requirement in law.requirements:
        condition = requirement.condition
        one = random.choice(condition.terms) if isinstance(condition, AnyOf) else condition
        facts[one.key] = fact(random, one, law)
    return Communication(
        *(recipient, law.source, law.clause.purpose),
        *(tuple(random.sample(fields, random.randint(1, len(fields)))), law.clause.form),
        *(random.choice(law.clause.by), role, "someone", ("ref",), facts),
    )


def fact(random: Random, term: Term, law: Provision) -> bool | int | str:
    """Evidence that meets a term, where any can."""
    if isinstance(term, Holds):
        return term.wanted
    if isinstance(term, Compares):
        return term.bound + {"<": -1, ">": 1}.get(term.sign, 0)
    return random.choice(sorted(law.lists[term.list_name]) or ["nothing"])


def spoil_fact(random: Random, one: Communication) -> Communication:
    """Evidence that lacks, is otherwise, or is of a wrong type."""
    if not one.facts:
        return one
    key = random.choice(sorted(one.facts))
    facts = {k: v for k, v in one.facts.items() if k != key}
    value = random.choice((None, True, False, 0, 1, 2, 10**30, "horeca", "mandate"))
    return replace(one, facts=facts if value is None else {**facts, key: value})


def more_facts(random: Random, one: Communication) -> Communication:
    """Evidence that perhaps nobody asked for."""
    more = {"mandate": True, "excluded": True, "sources": 3, "sector": "retail", "other": "x"}
    keys = random.sample(sorted(more), 2)
    return replace(one, facts={**one.facts, **{key: more[key] for key in keys}})


def other_fields(random: Random, one: Communication) -> Communication:
    """Fields more, none that fit, one twice, or none at all."""
    all_fields = [field for fields in SOURCES.values() for field in fields]
    more = (*one.fields, *random.sample(all_fields, 3), "no.field")
    shuffled = tuple(random.sample(more, len(more)))
    of_source = (*one.fields, *SOURCES.get(one.source, ()))
    none = ("no.field", "x/y")
    fields = random.choice((shuffled, shuffled, of_source, of_source, one.fields * 2, none, ()))
    return replace(one, fields=fields)


def other(trait: str, *choices: str) -> Callable[[Random, Communication], Communication]:
    """A spoiler that overwrites one trait."""

    def spoil(random: Random, one: Communication) -> Communication:
        changed: dict[str, Any] = {trait: random.choice(choices)}
        return replace(one, **changed)

    return spoil


SPOILERS: tuple[Callable[[Random, Communication], Communication], ...] = (
    *(spoil_fact, spoil_fact, more_facts, other_fields, other_fields, other_fields),
    other("recipient", *PARTIES, "nobody", 'a"b\\c'),
    other("recipient", *PARTIES),
    other("role", "", "stranger", *ROLES),
    other("purpose", "unheard-of", *PURPOSES),
    other("form", *FORMS),
    other("channel", *CHANNELS),
    other("source", "nowhere", "flemish-statuses", "walloon-statuses", *SOURCES),
)
