"""What no row shows is told; what one shows is not."""

from dataclasses import replace

import pytest

from beraad.demo.scenarios.coverage import Coverage, coverage
from beraad.demo.scenarios.run import Outcome
from beraad.demo.scenarios.world import World


@pytest.fixture
def flexi(world: World, outcomes: list[Outcome]) -> Coverage:
    return coverage("flexi-jobs", world.register, world.laws, outcomes)


@pytest.mark.parametrize(
    "sentence",
    [
        "2 scenarios; at least 5 are wanted",
        "15/048 paragraph 11 (pension) is permitted in no row",
        "15/048 paragraph 10 (career) is refused to no other recipient",
        "15/048 paragraph 10 (career) is refused in no row for: condition about(flexi-job-workers)",
        "15/048 paragraph 13 (eligibility) is refused in no row for: "
        "condition sector in list flexi-job-sectors",
        "nothing from sigedis-careers is refused for another purpose",
        "15-048-amendment-1: no row of 15/048 on the day before it takes effect, 2025-01-15",
        "15-048-amendment-1: no row of 15/048 on the day it takes effect, 2025-01-16",
        "15/048 paragraph 10 (career): no row has data of the day before the first day of its "
        "1 year",
        "15/048 paragraph 11 (pension): no row has data of the first day of its 9 months",
        "there is no row about a number that nobody has",
        "there is no row that is answered about a number that was replaced",
    ],
)
def test_what_the_short_chapter_leaves_out_is_told_once(flexi: Coverage, sentence: str):
    assert list(flexi.missing()).count(sentence) == 1


@pytest.mark.parametrize(
    "sentence",
    [
        "15/048 paragraph 10 (career) is permitted in no row",
        "15/048 paragraph 13 (eligibility) is refused in no row for: "
        "condition about(workers-declared-by-recipient)",
        "15/048 paragraph 10 (career): no row has data of the first day of its 1 year",
        "there is no row in which a source does not answer",
    ],
)
def test_what_it_shows_is_not_told(flexi: Coverage, sentence: str):
    assert sentence in list(replace(flexi, outcomes=()).missing())
    assert sentence not in list(flexi.missing())


def test_without_rows_everything_is_missing(flexi: Coverage):
    nothing = list(replace(flexi, outcomes=()).missing())
    assert nothing[0] == "0 scenarios; at least 5 are wanted"
    assert len(nothing) > len(list(flexi.missing()))
    assert "there is no row in which a source does not answer" in nothing


def test_a_framework_must_be_seen_to_stop_a_clause(world: World, outcomes: list[Outcome]):
    told = list(coverage("mandates", world.register, world.laws, outcomes).missing())
    assert [one for one in told if one.startswith("24/222")] != []


def test_the_rows_of_another_system_do_not_count(world: World, outcomes: list[Outcome]):
    own = coverage("buffer-database", world.register, world.laws, outcomes)
    assert {one.system for one in own.outcomes} == {"buffer-database"}
    assert "there is no row in which a source does not answer" not in list(own.missing())
