"""Numbers follow the order of intake, roughly: one far out of order is told, never refused.

A complete request is treated at the next sitting or the one after (report of 2024).
"""

from datetime import date

import pytest

from beraad.law.order import second_sitting_after
from tests.law.world import deliberation, register


@pytest.mark.parametrize(
    ("day", "second"),
    [
        ("2024-02-06", "2024-04-02"),
        ("2024-05-07", "2024-07-02"),
        ("2024-06-30", "2024-09-03"),  # none in August
        ("2024-07-31", "2024-10-01"),
        ("2024-12-31", "2025-02-04"),
    ],
)
def test_sittings_are_on_first_tuesdays_and_none_in_august(day: str, second: str) -> None:
    assert second_sitting_after(date.fromisoformat(day)) == date.fromisoformat(second)


@pytest.mark.parametrize(
    ("lower", "higher", "warned"),
    [
        (("24/062", "2024-05-07"), ("24/106", "2024-02-06"), True),
        (("24/102", "2024-10-01"), ("24/120", "2024-07-02"), False),
        (("24/132", "2024-10-01"), ("24/134", "2024-09-03"), False),
        (("24/202", "2024-12-03"), ("24/206", "2024-11-05"), False),
        (("23/224", "2024-05-07"), ("24/002", "2024-02-06"), False),  # another year
    ],
)
def test_a_number_far_before_its_neighbours_is_told(
    lower: tuple[str, str], higher: tuple[str, str], warned: bool
) -> None:
    acts = [deliberation(number=number, adopted=day) for number, day in (higher, lower)]
    warnings = [str(warning) for warning in register(*acts).warnings]
    told = (
        f"1.md:1: number {higher[0]} of {higher[1]}, but the lower {lower[0]} is of {lower[1]}, "
        f"expected a number below {lower[0]}, or a day near {lower[1]}"
    )
    assert warnings == ([told] if warned else [])


def test_each_chamber_counts_for_itself() -> None:
    federal = deliberation(number="24/106", adopted="2024-02-06").replace(
        "chamber: social-security-and-health", "chamber: federal"
    )
    assert register(federal, deliberation(number="24/062", adopted="2024-05-07")).warnings == ()
