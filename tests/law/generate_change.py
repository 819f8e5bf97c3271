"""Small worlds of provisions, and changes of them, for Hypothesis."""

from dataclasses import replace
from datetime import date
from itertools import combinations

from hypothesis import strategies as st

from beraad.belgium.numbers import DeliberationNumber
from beraad.law.act import instant
from beraad.law.clause import Clause, Population, Recipients, Retention
from beraad.law.condition import read_condition
from beraad.law.place import Place
from beraad.law.provision import Provision, Requirement
from beraad.law.span import Span

PLACE = Place("test.md", 1)
TOKENS = ("anyone", "role:pharmacist", "party:town", "category:municipality")
FIELDS = ("dispensing.product", "dispensing.date")
THREE = (*FIELDS, "dispensing.posology")
CONDITIONS = (
    *("excluded", "not excluded", "sources > 1", "sources <= 2", "sources = 2", "sector in list s"),
    *("any of (excluded, sources > 2)", "any of (not excluded, sector in list s)"),
)


def parts(fields: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """Every choice of at least one of these fields, all of them first."""
    sizes = range(len(fields), 0, -1)
    return tuple(part for size in sizes for part in combinations(fields, size))


@st.composite
def laws(draw: st.DrawFn, fields: tuple[str, ...] = FIELDS) -> tuple[Provision, ...]:
    """Up to three provisions of one source."""
    return tuple(draw(one_law(position, fields)) for position in range(draw(st.integers(0, 3))))


@st.composite
def changes(
    draw: st.DrawFn, fields: tuple[str, ...] = FIELDS
) -> tuple[tuple[Provision, ...], tuple[Provision, ...]]:
    """Provisions before and after: some repealed, some changed in one term, perhaps one added."""
    before = draw(laws(fields))
    after = []
    for law in before:
        other = draw(one_law(law.position, fields))
        kept = replace(law, recipients=other.recipients)
        told = replace(law, clause=other.clause, fields=other.fields)
        asked = replace(law, requirements=other.requirements, lists=other.lists)
        after += draw(st.sampled_from(((law,), (law,), (), (kept,), (told,), (asked,), (other,))))
    added = draw(st.sampled_from(((), (draw(one_law(9, fields)),))))
    return before, (*after, *added)


@st.composite
def one_law(draw: st.DrawFn, position: int, of: tuple[str, ...]) -> Provision:
    fields = draw(st.sampled_from(parts(of)))
    number = DeliberationNumber(2024, draw(st.integers(1, 2)))
    clause = Clause(
        *(f"c{position}", PLACE, ("gfd",), Recipients("anyone"), "care", fields, "identified"),
        by=("consult",),
        about=Population("everyone"),
        keep=draw(st.sampled_from((Retention(), Retention(Span(1)), Retention(Span(0, 30))))),
        looking_back=draw(st.sampled_from((None, Span(1), Span(0, 30)))),
        answer=draw(st.sampled_from(("fields", "yes-no"))),
        until=draw(st.sampled_from((None, None, date(2024, 6, 30)))),
    )
    conditions = draw(st.lists(st.sampled_from(CONDITIONS), max_size=2, unique=True))
    members = draw(st.frozensets(st.sampled_from(("a", "b"))))
    acceded = draw(st.sampled_from((None, None, {"town": frozenset(FIELDS[:1])})))
    return Provision(
        *("social-security-and-health", number, 1, position, clause, "gfd", fields),
        draw(st.frozensets(st.sampled_from(TOKENS), min_size=1, max_size=2)),
        tuple(Requirement(read_condition(text, PLACE), number, 1) for text in conditions),
        {"s": members},
        acceded,
        instant(date(2024, 2, 1)),
        None,
    )
