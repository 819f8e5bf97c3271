"""Each system shows all that its law says: what the rows leave out is derived from the register."""

import pytest

from beraad.demo.scenarios.coverage import coverage
from tests.systems.conftest import SYSTEMS, Executed

NAMED = (
    *("registers", "data-warehouse", "buffer-database", "harmonised-statuses"),
    *("sixth-state-reform", "flexi-jobs", "mandates", "public-cloud", "vidis"),
    *("shared-pharmaceutical-file", "flemish-social-protection", "vikz", "iriscare", "walcarenet"),
    *("mult-emediatt", "healthdata", "trio", "patient-channel"),
)


@pytest.mark.parametrize("system", NAMED)
def test_a_system_has_a_chapter(system: str):
    assert (SYSTEMS / system / "scenarios.md").exists()


@pytest.mark.parametrize("system", NAMED)
def test_its_rows_leave_nothing_out(all_executed: Executed, system: str):
    outcomes = all_executed.outcomes.values()
    told = coverage(system, all_executed.register, all_executed.laws, outcomes).missing()
    assert list(told) == [], f"see `beraad systems {system} --missing`"
