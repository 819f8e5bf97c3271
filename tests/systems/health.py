"""The health half of the systems, and short ways to ask of it.

All systems are loaded together, so that no clause of the other half opens what this half closes.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

from beraad.belgium.numbers import parse_deliberation_number
from beraad.law.act import day_of
from beraad.law.communication import Communication, Decision, Refusal
from beraad.law.condition import AnyOf, Compares, Evidence, Holds, InList, Term
from beraad.law.decide import decide_by
from beraad.law.expand import provisions
from beraad.law.load import load
from beraad.law.provision import Provision
from beraad.law.register import Amendment, Deliberation, Register
from beraad.register.shelf import documents_below

ROOT = Path(__file__).parents[2]
SYSTEMS = ROOT / "systems"
Facts = dict[str, Evidence]

# number, kind, days of adoption, days of the amendments, as the report prints them
ACTS = [
    ("12/082", "individual", ["2012-09-18"], ["2024"]),
    ("13/094", "individual", ["2013-10-22"], ["2024"]),
    ("17/015", "infrastructure", ["2017-02-21"], ["2024-11-05"]),
    ("17/053", "individual", ["2017-09-05", "2017-09-19"], ["2024-10-01"]),
    ("22/056", "individual", ["2022-03-01"], ["2024"]),
    ("24/002", "individual", ["2024-01-09"], []),
    ("24/008", "individual", ["2024-02-06"], []),
    ("24/018", "individual", ["2024-02-06"], []),
    ("24/028", "individual", ["2024-02-06"], []),
    ("24/036", "individual", ["2024-03-05"], []),
    ("24/042", "individual", ["2024-03-05"], []),
    ("24/062", "individual", ["2024-05-07"], []),
    ("24/102", "individual", ["2024-10-01"], []),
    ("24/106", "individual", ["2024-02-06"], []),
    ("24/120", "individual", ["2024-07-02"], []),
    ("24/124", "individual", ["2024-07-02"], []),
    ("24/132", "individual", ["2024-10-01"], []),
    ("24/134", "individual", ["2024-09-03"], []),
    ("24/164", "individual", ["2024-10-01"], []),
    ("24/176", "individual", ["2024-10-01"], []),
    ("24/200", "individual", ["2024-11-05"], []),
    ("24/202", "good-practice", ["2024-12-03"], []),
    ("24/206", "individual", ["2024-11-05"], []),
    ("24/220", "individual", ["2024-12-03"], []),
    ("25/052", "individual", ["2024-04-16"], []),
]
NUMBERS = [act[0] for act in ACTS]


@cache
def register() -> Register:
    paths = documents_below(SYSTEMS)
    return load({str(path.relative_to(ROOT)): path.read_bytes() for path in paths})


@cache
def laws() -> tuple[Provision, ...]:
    return provisions(register())


def deliberation(number: str) -> Deliberation:
    return register().find(parse_deliberation_number(number))


def amendments(number: str) -> tuple[Amendment, ...]:
    return register().amendments.get(deliberation(number).key, ())


def begins(number: str) -> date:
    start = register().in_force(deliberation(number).head)
    assert start is not None
    return day_of(start)


def noon(day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T12:00").replace(tzinfo=UTC)


def answer(wish: Communication, day: str) -> Decision:
    return decide_by(laws(), wish, register().catalogue, noon(day))


def law(number: str, clause: str, day: str = "2025-06-03") -> Provision:
    """The provision of a clause on a day, of its first source."""
    return next(
        one
        for one in laws()
        if (str(one.number), one.clause.name) == (number, clause) and one.on(noon(day))
    )


def fitting(terms: Iterable[Term], lists: dict[str, frozenset[str]]) -> Facts:
    """Evidence that meets these terms together."""
    facts: Facts = {}
    numbers: dict[str, list[Compares]] = {}
    for term in terms:
        if isinstance(term, Holds):
            facts[term.key] = term.wanted
        elif isinstance(term, InList):
            facts[term.key] = min(lists[term.list_name])
        else:
            numbers.setdefault(term.key, []).append(term)
    for key, bounds in numbers.items():
        tried = (b.bound + step for b in bounds for step in (-1, 0, 1))
        facts[key] = next(
            n for n in tried if all(b.met({key: n}, lists.__getitem__) for b in bounds)
        )
    return facts


def wish(one: Provision, facts: Facts | None = None, without: str = "") -> Communication:
    """A communication that satisfies a provision, less one fact, with others put in its place."""
    conditions = [r.condition for r in one.requirements]
    terms = [c.terms[0] if isinstance(c, AnyOf) else c for c in conditions]
    held = fitting(terms, dict(one.lists)) | (facts or {})
    held.pop(without, None)
    kind, _, name = min(one.recipients).partition(":")
    if kind == "category":
        parties = register().catalogue.parties.values()
        name = min(party.word for party in parties if name in party.categories)
    return Communication(
        recipient=name if kind in ("party", "category") else "practice",
        role=name if kind == "role" else "",
        source=one.source,
        purpose=one.clause.purpose,
        fields=one.fields,
        form=one.clause.form,
        channel=one.clause.by[0],
        facts=held,
    )


def mine() -> Iterator[Provision]:
    return (one for one in laws() if str(one.number) in NUMBERS)


def lacking(decision: Decision) -> list[str]:
    """What the nearest clause finds missing."""
    assert isinstance(decision, Refusal), decision
    return [lack.detail for lack in decision.nearest[0].missing]
