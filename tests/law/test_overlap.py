"""Clauses that permit the same thing."""

from dataclasses import replace

import pytest

from beraad.law.decide import missing, recipient_tokens
from beraad.law.expand import provisions
from beraad.law.overlap import overlaps
from beraad.law.permission import at
from tests.law.questioned import BEFORE, law
from tests.law.world import HISTORY


def overlapping(body: str) -> list[tuple[str, str]]:
    """The pairs of clauses that overlap; each example is tried on both."""
    register = law(body)
    laws = {one.clause.name: one for one in at(provisions(register), BEFORE)}
    found = overlaps(laws.values(), register.catalogue, BEFORE)
    for pair in found:
        tokens = recipient_tokens(pair.communication, register.catalogue, BEFORE)
        assert pair.communication.fields
        for one in (pair.one, pair.other):
            assert not list(missing(laws[one.clause], pair.communication, tokens, BEFORE))
    return [(pair.one.clause, pair.other.clause) for pair in found]


def test_two_clauses_that_one_communication_satisfies_overlap() -> None:
    other = HISTORY.replace("clause history", "clause other").replace("not excluded", "mandate")
    assert overlapping(HISTORY + other) == [("history", "other")]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("not excluded", "excluded"),
        ("for: care", "for: benefits"),
        ("form: identified", "form: pseudonymised"),
        ("by: consult", "by: batch"),
        ("role pharmacist", "role nurse"),
        ("[dispensing.product, dispensing.posology, dispensing.date]", "dispensing.date"),
    ],
)
def test_clauses_that_nothing_satisfies_together_do_not_overlap(old: str, new: str) -> None:
    first = HISTORY.replace("dispensing.posology, dispensing.date", "dispensing.posology")
    other = HISTORY.replace("clause history", "clause other").replace(old, new)
    assert overlapping(first + other) == []


def test_an_organisation_and_a_role_overlap_for_its_people() -> None:
    other = HISTORY.replace("clause history", "clause other").replace("role pharmacist", "town")
    assert overlapping(HISTORY + other) == [("history", "other")]


def test_provisions_of_one_clause_do_not_overlap_with_each_other() -> None:
    (one,) = provisions(law(HISTORY))
    twice = (one, replace(one, requirements=()))
    assert overlaps(twice, law().catalogue, BEFORE) == ()
    other = replace(one, clause=replace(one.clause, name="other"))
    assert len(overlaps((*twice, other, other), law().catalogue, BEFORE)) == 1


def test_clauses_that_ask_the_same_are_each_held_against_the_others() -> None:
    three = [HISTORY.replace("clause history", f"clause {name}") for name in ("a", "b", "c")]
    assert overlapping("".join(three)) == [("a", "b"), ("a", "c"), ("b", "c")]
