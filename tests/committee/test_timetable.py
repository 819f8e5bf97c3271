"""When the chamber sits, and by when a complete request is treated."""

from datetime import date
from itertools import islice

import pytest

from beraad.committee.convene.timetable import latest_sitting, next_sitting, sittings


def test_the_chamber_sits_eleven_times_a_year_and_never_in_august():
    year = list(islice(sittings(date(2023, 12, 31)), 11))
    assert {day.year for day in year} == {2024}
    assert [day.month for day in year] == [1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 12]
    assert {day.weekday() for day in year} == {1}


@pytest.mark.parametrize(
    ("complete", "following", "latest"),
    [
        ("2025-02-10", "2025-03-04", "2025-04-01"),
        ("2025-03-04", "2025-04-01", "2025-05-06"),
        ("2025-07-02", "2025-09-02", "2025-10-07"),
        ("2025-12-31", "2026-01-06", "2026-02-03"),
    ],
)
def test_a_complete_request_is_treated_at_the_next_sitting_or_the_one_after(
    complete: str, following: str, latest: str
):
    day = date.fromisoformat(complete)
    assert next_sitting(day) == date.fromisoformat(following)
    assert latest_sitting(day) == date.fromisoformat(latest)
