"""Random law and random questions of any size for the benchmarks, from a seed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random

from beraad.belgium.numbers import DeliberationNumber
from beraad.law.catalogue import Catalogue, Labels, Party
from beraad.law.clause import Clause, Population, Recipients, Retention
from beraad.law.communication import Communication
from beraad.law.condition import Compares, Condition, Holds
from beraad.law.place import Place
from beraad.law.provision import Provision, Requirement
from beraad.law.span import Span

AT = datetime(2024, 6, 3, 9, 30, tzinfo=UTC)
START = datetime(2020, 1, 1, tzinfo=UTC)
PLACE = Place("generated.md", 1)
SOURCES = tuple(f"source-{n}" for n in range(50))
FIELDS = tuple(f"table.field_{n}" for n in range(40))
PURPOSES = tuple(f"purpose-{n}" for n in range(40))
ROLES = tuple(f"role-{n}" for n in range(20))
CATEGORIES = tuple(f"category-{n}" for n in range(20))
PARTIES = tuple(f"party-{n}" for n in range(1000))
CONDITIONS: tuple[Condition, ...] = (
    *(Holds(f"evidence({n})") for n in range(12)),
    *(Holds(f"objection({n})", wanted=False) for n in range(4)),
    *(Compares("sources", ">", n) for n in range(2)),
)
ASKED = 5


@dataclass(frozen=True, slots=True)
class Workload:
    """Provisions, all in force, and communications of five fields that they mostly permit."""

    catalogue: Catalogue
    provisions: tuple[Provision, ...]
    communications: tuple[Communication, ...]


def workload(clauses: int, questions: int, one_key: bool = False, seed: int = 1) -> Workload:
    """So many clauses and questions; under `one_key` all clauses share the static key."""
    random = Random(seed)
    known = parties(random)
    laws = tuple(provision(random, n, one_key) for n in range(clauses))
    asked = tuple(communication(random, random.choice(laws), known) for _ in range(questions))
    return Workload(Catalogue(parties=known), laws, asked)


def parties(random: Random) -> dict[str, Party]:
    """A thousand parties, each in one or two categories."""
    label = Labels("x", "x", "x", "x")
    return {
        word: Party(word, "", tuple(random.sample(CATEGORIES, random.randint(1, 2))), label)
        for word in PARTIES
    }


def provision(random: Random, n: int, one_key: bool) -> Provision:
    """A clause of three to twelve fields with up to three conditions."""
    source = SOURCES[0] if one_key else random.choice(SOURCES)
    fields = tuple(random.sample(FIELDS, random.randint(3, 12)))
    number = DeliberationNumber(1990 + n % 35, 1 + n // 35 % 999)
    clause = Clause(
        *(f"clause-{n}", PLACE, (source,), Recipients("anyone")),
        purpose=PURPOSES[0] if one_key else random.choice(PURPOSES),
        fields=fields,
        form="identified" if one_key else random.choice(("identified", "pseudonymised")),
        by=("consult",) if one_key else random.choice((("consult",), ("consult", "batch"))),
        about=Population("everyone"),
        keep=Retention(Span(60)),
        looking_back=random.choice((None, Span(6), Span(12))),
    )
    conditions = random.sample(CONDITIONS, random.randint(0, 3))
    return Provision(
        *("social-security-and-health", number, 3, n, clause, source, fields),
        frozenset({"role:role-0"} if one_key else recipients(random)),
        tuple(Requirement(condition, number, 3) for condition in conditions),
        *({}, None, START, None),
    )


def recipients(random: Random) -> Sequence[str]:
    """One to three parties, a role, or a category."""
    return random.choice(
        (
            [f"party:{word}" for word in random.sample(PARTIES, random.randint(1, 3))],
            [f"role:{random.choice(ROLES)}"],
            [f"category:{random.choice(CATEGORIES)}"],
        )
    )


def communication(random: Random, law: Provision, known: dict[str, Party]) -> Communication:
    """Five fields, most of them of this provision, with the evidence that its conditions want."""
    kind, _, word = min(law.recipients).partition(":")
    recipient, role = random.choice(PARTIES), random.choice(ROLES)
    if kind == "party":
        recipient = word
    elif kind == "role":
        role = word
    else:
        recipient = next(p.word for p in known.values() if word in p.categories)
    fields = law.fields[:ASKED]
    others = [name for name in FIELDS if name not in fields]
    fields += tuple(random.sample(others, ASKED - len(fields)))
    facts: dict[str, bool | int | str] = {f"evidence({n})": True for n in (0, 5, 9)}
    for requirement in law.requirements:
        one = requirement.condition
        if isinstance(one, Holds):
            facts[one.key] = one.wanted
    facts["sources"] = 2
    return Communication(
        *(recipient, law.source, law.clause.purpose, fields, law.clause.form),
        *(law.clause.by[0], role, "someone", ("subject",), facts),
    )
