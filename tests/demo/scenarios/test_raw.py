"""The look at the source itself: whatever an answer adds, hides or changes is noticed."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from beraad.demo.scenarios.raw import Claim, compare
from beraad.demo.scenarios.run import Outcome
from beraad.demo.scenarios.world import World

Change = Callable[[dict[str, Any]], None]


@pytest.fixture
def career(outcomes: list[Outcome]) -> Outcome:
    return next(one for one in outcomes if one.asked.source == "sigedis-careers")


def claim_of(one: Outcome, change: Change) -> Claim:
    answer = one.came.exchanges[0].answer
    changed: dict[str, Any] = {
        "permit": dict(answer["permit"]),
        "rows": [dict(row) for row in answer["rows"]],
        "yes": answer["yes"],
    }
    change(changed)
    return Claim(one.asked.source, **changed)


def test_the_answer_that_came_is_what_the_source_holds(world: World, career: Outcome):
    assert compare(world, career.asked, claim_of(career, lambda answer: None)).faults == ()


@pytest.mark.parametrize(
    "change",
    [
        lambda answer: answer["rows"].pop(),
        lambda answer: answer["rows"].append(answer["rows"][0]),
        lambda answer: answer["rows"][0].update({"career.quarter": "2023-04-01"}),
        lambda answer: answer["rows"][0].update({"career.employer": "somebody"}),
        lambda answer: answer["rows"][0].pop("career.quarter"),
    ],
    ids=["a row less", "a row more", "another value", "a field more", "a field less"],
)
def test_rows_that_are_others_are_noticed(world: World, career: Outcome, change: Change):
    (fault,) = compare(world, career.asked, claim_of(career, change)).faults
    assert fault.startswith("the source holds 5 such rows, the answer")


def test_a_field_that_the_clause_does_not_pass_is_noticed(world: World, career: Outcome):
    claim = claim_of(career, lambda answer: answer["permit"].update(passed=["career.quarter"]))
    assert "the clause passes career.quarter, career.four_fifths_elsewhere" in " ".join(
        compare(world, career.asked, claim).faults
    )


def test_a_clause_that_is_not_in_force_is_noticed(world: World, career: Outcome):
    claim = claim_of(career, lambda answer: answer["permit"].update(clause="pension"))
    (fault,) = compare(world, career.asked, claim).faults
    assert fault.startswith("no provision in force")


def test_a_yes_that_is_a_no_is_noticed(world: World, outcomes: list[Outcome]):
    one = next(one for one in outcomes if one.came.cells["answer"] == "no")
    claim = claim_of(one, lambda answer: answer.update(yes=True))
    assert compare(world, one.asked, claim).faults == ("the source says the contrary",)


def test_what_is_told_about_another_person_is_noticed(
    world: World, career: Outcome, outcomes: list[Outcome]
):
    walter = next(one for one in outcomes if one.line == 37 and one.system == "flexi-jobs")
    asked = replace(career.asked, about=walter.asked.about)
    assert compare(world, asked, claim_of(career, lambda answer: None)).faults
