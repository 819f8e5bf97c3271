"""Every act at every stage by every role: what the table of transitions lets through.

The table below is written out by hand, apart from that of the code: one of them changes alone, and
a test fails.
"""

from datetime import UTC, datetime
from itertools import product
from typing import get_args

import pytest

from beraad.committee.actor import Actor, Role
from beraad.committee.stages import ACTS, TRANSITIONS, File, Stage, StageError, check_act, fold
from beraad.journal.entry import Entry

ALLOWED = """
new         request.submitted         applicant    submitted
submitted   request.found-incomplete  secretariat  incomplete
submitted   request.found-complete    secretariat  complete
submitted   request.withdrawn         applicant    withdrawn
incomplete  request.supplemented      applicant    submitted
incomplete  request.withdrawn         applicant    withdrawn
complete    request.put-on-agenda     secretariat  on-agenda
complete    request.withdrawn         applicant    withdrawn
on-agenda   request.adjourned         chair        complete
on-agenda   request.adopted           chair        adopted
on-agenda   request.refused           chair        refused
adopted     deliberation.published    secretariat  published
"""
STAGES = [
    "new",
    "submitted",
    "incomplete",
    "complete",
    "on-agenda",
    "adopted",
    "published",
    "refused",
    "withdrawn",
]
ROLES = ["applicant", "secretariat", "chair"]
ROWS = [line.split() for line in ALLOWED.split("\n") if line]
NEXT = {(stage, act, role): then for stage, act, role, then in ROWS}
NAMES = sorted({act for _, act, _, _ in ROWS})


def test_the_table_has_no_other_stage_act_or_role():
    assert list(get_args(Stage)) == STAGES
    assert list(get_args(Role)) == ROLES
    assert sorted(ACTS) == NAMES
    assert len(TRANSITIONS) == len(ROWS)


@pytest.mark.parametrize(("stage", "act", "role"), list(product(STAGES, NAMES, ROLES)))
def test_an_act_is_open_at_its_stage_and_to_its_owner_only(stage: Stage, act: str, role: Role):
    file, by = File("25/002", stage), Actor("somebody", role)
    if (stage, act, role) in NEXT:
        assert check_act(file, act, by) == NEXT[stage, act, role]
        return
    with pytest.raises(StageError) as refused:
        check_act(file, act, by)
    owners = [owner for was, name, owner in NEXT if (was, name) == (stage, act)]
    assert "25/002" in str(refused.value)
    assert (f"for the {owners[0]}, not" if owners else "is not open; open:") in str(refused.value)


def test_an_act_out_of_its_turn_changes_nothing():
    """Such as one that was slipped into the journal beside the office."""
    at = datetime(2025, 2, 10, 9, tzinfo=UTC)
    file = fold("25/002", [Entry(at, "request.adopted", "an", "25/002", facts={"draft": "0" * 64})])
    assert file.stage == "new"
    with pytest.raises(LookupError, match="request 25/002 has no draft on file"):
        file.paper("draft")


def test_what_is_refused_withdrawn_or_published_stays_so():
    assert set(STAGES) - {stage for stage, *_ in ROWS} == {"refused", "withdrawn", "published"}
