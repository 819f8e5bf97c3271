"""Every act at every stage by every role: what the table of transitions lets through."""

from itertools import product
from typing import get_args

import pytest

from beraad.committee.stages import TRANSITIONS, File, Role, Stage, StageError, check_act

ACTS = sorted({act for _, act in TRANSITIONS})
CASES = list(product(get_args(Stage), ACTS, get_args(Role)))


@pytest.mark.parametrize(("stage", "act", "role"), CASES)
def test_an_act_is_open_at_its_stage_and_to_its_owner_only(stage: Stage, act: str, role: Role):
    file = File("25/002", stage)
    owner = TRANSITIONS.get((stage, act), (None, None))[1]
    if role == owner:
        assert check_act(file, act, role) == TRANSITIONS[stage, act][0]
    else:
        with pytest.raises(StageError) as refused:
            check_act(file, act, role)
        assert "25/002" in str(refused.value)
        assert (owner or "open:") in str(refused.value)


def test_every_stage_but_new_is_reached_by_some_act():
    assert {stage for stage, _ in TRANSITIONS.values()} == set(get_args(Stage)) - {"new"}


def test_what_is_refused_withdrawn_or_published_stays_so():
    ends = set(get_args(Stage)) - {stage for stage, _ in TRANSITIONS}
    assert ends == {"refused", "withdrawn", "published"}
