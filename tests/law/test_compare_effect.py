"""A change is told by its effect: by what comes to decide, and not at all where nothing does."""

import os
from typing import TypeAlias

import pytest
from hypothesis import given, settings

from beraad.law.compare import compare
from beraad.law.compare_sentences import sentences
from beraad.law.provision import Provision
from beraad.law.widens import widens
from tests.law.compared import amended, both_ways, clause
from tests.law.generate_change import changes
from tests.law.world import HISTORY, register

Laws: TypeAlias = tuple[Provision, ...]

NIGHTLY = "BERAAD_NIGHTLY" in os.environ

# Several clauses for one thing --------------------------------------------------------------------


def test_of_two_clauses_for_one_thing_only_the_one_that_changes_is_told() -> None:
    own = HISTORY.replace("clause history", "clause longer").replace("6 months", "2 years")
    own = own.replace("consent(informed)", "consent(worker)")
    comparison, _ = amended("- set looking-back of clause longer: 3 years", HISTORY + own)
    (row,) = comparison.changed
    assert row.aspects == ("looking_back",)
    assert [where.clause for where in row.grounds] == ["longer"]
    assert comparison.unchanged == 3


def test_a_clause_that_goes_beside_one_that_stays() -> None:
    own = HISTORY.replace("clause history", "clause longer").replace("6 months", "2 years")
    own = own.replace("consent(informed)", "consent(worker)")
    comparison, law = amended("- repeal clause longer", HISTORY + own)
    (row,) = comparison.removed
    assert row.before
    assert row.before.looking_back == "2 years"
    assert not row.aspects
    assert sentences(comparison, law.catalogue, "de")[0].startswith("Entfällt: Apotheker, für")


# What is written otherwise but acts as before -----------------------------------------------------


def test_who_already_had_it_as_anyone_gains_and_loses_nothing() -> None:
    less, more = both_ways(clause("a", "anyone"), clause("a", "role nurse"))
    assert not less.added
    assert not more.removed
    assert [row.recipients for row in (*less.removed, *more.added)] == [("anyone",)] * 2


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(
            clause("a", "category municipality"),
            clause("a", "category municipality") + clause("b", "town"),
            id="a member of the category by name",
        ),
        pytest.param(
            clause("a"),
            clause("a")
            + clause("b", when="[consent(informed), not excluded, mandate, therapeutic-relation]"),
            id="a second clause with one more condition",
        ),
        pytest.param("", clause("a", when="[sources > 14, sources < 10]"), id="never met"),
        pytest.param("", clause("a", when="[excluded, not excluded]"), id="met and not met"),
        pytest.param(
            clause("a", when="mandate"),
            clause("a", when="[mandate, any of (mandate, excluded)]"),
            id="a choice that holds anyhow",
        ),
        pytest.param(
            clause("a", when="sources > 14"), clause("a", when="sources >= 15"), id="whole numbers"
        ),
        pytest.param(
            clause("a"), clause("a") + clause("b", looking_back="2 years"), id="decided before"
        ),
    ],
)
def test_what_acts_as_before_is_no_change_either_way(one: str, other: str) -> None:
    for comparison in both_ways(one, other):
        assert (*comparison.added, *comparison.removed, *comparison.changed) == ()
        assert comparison.together == ()


def test_a_retention_that_had_run_out_before_the_amendment_is_no_change() -> None:
    """Until a day that is past is nothing: neither side lets anything be kept from then on."""
    body = HISTORY.replace("keep: nothing", "keep: until 2023-06-30")
    comparison, _ = amended("- set keep of clause history: nothing", body)
    assert (*comparison.added, *comparison.removed, *comparison.changed) == ()
    assert comparison.together == ()


def test_a_clause_that_comes_to_the_fore_is_told_though_its_text_stays() -> None:
    """Repealing the clause that went first lets the later one decide, and go further back."""
    longer = clause("b", looking_back="2 years")
    more, less = both_ways(clause("a") + longer, longer)
    (wider,), (narrower,) = more.changed, less.changed
    assert (*more.added, *more.removed, *less.added, *less.removed) == ()
    assert wider.before
    assert wider.after
    assert (wider.before.looking_back, wider.after.looking_back) == ("6 months", "2 years")
    assert (narrower.before, narrower.after) == (wider.after, wider.before)
    assert [where.clause for where in wider.grounds] == ["a", "b"]


def test_a_longer_history_for_some_of_all_is_a_change_and_not_new() -> None:
    nurses = clause("a", "role nurse", looking_back="1 year")
    (row,) = both_ways(clause("b", "anyone"), nurses + clause("b", "anyone"))[0].changed
    assert row.recipients == ("role:nurse",)
    assert row.aspects == ("looking_back",)


@settings(max_examples=1000 if NIGHTLY else 60, deadline=None)
@given(changes())
def test_what_is_told_agrees_with_what_is_proven(change: tuple[Laws, Laws]) -> None:
    """Nothing widens: nothing is new. Nothing narrows: nothing goes. Either: something is told."""
    before, after = change
    catalogue = register().catalogue
    wider, narrower = widens(before, after, catalogue), widens(after, before, catalogue)
    for told, found in (
        (compare(before, after, catalogue), (wider, narrower)),
        (compare(after, before, catalogue), (narrower, wider)),
    ):
        assert found[0] or not told.added
        assert found[1] or not told.removed
        assert any(found) or not told.changed
        alone = told.added or told.removed or told.changed
        assert alone or told.together or not any(found)
