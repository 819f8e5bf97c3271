"""Working days, and the day on which a deliberation enters into force."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beraad.belgium.calendar import (
    ZONE,
    add_working_days,
    entry_into_force,
    first_tuesday,
    is_working_day,
    midnight,
    nth_weekday,
    public_holidays,
)

days = st.dates(date(1990, 1, 1), date(2099, 12, 31))


@pytest.mark.parametrize(
    ("meeting", "in_force", "if_saturday_counts", "why"),
    [
        (date(2024, 1, 9), date(2024, 1, 24), date(2024, 1, 21), ""),
        (date(2024, 2, 6), date(2024, 2, 21), date(2024, 2, 18), ""),
        (date(2024, 3, 5), date(2024, 3, 20), date(2024, 3, 17), ""),
        (date(2024, 4, 16), date(2024, 5, 1), date(2024, 4, 28), "enters into force on a holiday"),
        (date(2024, 5, 7), date(2024, 5, 24), date(2024, 5, 22), "Ascension, Whit Monday"),
        (date(2024, 6, 4), date(2024, 6, 19), date(2024, 6, 16), ""),
        (date(2024, 7, 2), date(2024, 7, 17), date(2024, 7, 14), ""),
        (date(2024, 9, 3), date(2024, 9, 18), date(2024, 9, 15), ""),
        (date(2024, 10, 1), date(2024, 10, 16), date(2024, 10, 13), ""),
        (date(2024, 11, 5), date(2024, 11, 21), date(2024, 11, 19), "11 November"),
        (date(2024, 12, 3), date(2024, 12, 18), date(2024, 12, 15), ""),
    ],
)
def test_a_deliberation_enters_into_force_after_ten_working_days(
    meeting, in_force, if_saturday_counts, why
):
    assert entry_into_force(meeting) == in_force, why
    assert entry_into_force(meeting, saturday=True) == if_saturday_counts, why


def test_without_a_waiting_period_it_would_be_the_next_day():
    assert entry_into_force(date(2024, 1, 9), working_days=0) == date(2024, 1, 10)


def test_belgium_has_ten_legal_holidays():
    assert sorted(public_holidays(2024)) == [
        date(2024, 1, 1),
        date(2024, 4, 1),  # Easter Monday
        date(2024, 5, 1),
        date(2024, 5, 9),  # Ascension
        date(2024, 5, 20),  # Whit Monday
        date(2024, 7, 21),
        date(2024, 8, 15),
        date(2024, 11, 1),
        date(2024, 11, 11),
        date(2024, 12, 25),
    ]


def test_when_ascension_falls_on_1_may_nine_dates_remain():
    assert len(public_holidays(2008)) == 9
    assert date(2008, 5, 1) in public_holidays(2008)


@pytest.mark.parametrize(
    ("easter"),
    [date(1961, 4, 2), date(2000, 4, 23), date(2019, 4, 21), date(2025, 4, 20), date(2038, 4, 25)],
)
def test_three_holidays_follow_easter(easter):
    holidays = public_holidays(easter.year)
    assert {easter + timedelta(days=after) for after in (1, 39, 50)} <= holidays
    assert easter not in holidays
    assert easter + timedelta(days=49) not in holidays


@pytest.mark.parametrize(
    ("day", "working", "if_saturday_counts"),
    [
        (date(2024, 1, 9), True, True),  # a Tuesday
        (date(2024, 1, 13), False, True),  # a Saturday
        (date(2024, 1, 14), False, False),  # a Sunday
        (date(2024, 4, 1), False, False),  # Easter Monday
        (date(2022, 1, 1), False, False),  # New Year on a Saturday
    ],
)
def test_whether_saturday_is_a_working_day_is_a_setting(day, working, if_saturday_counts):
    assert is_working_day(day) == working
    assert is_working_day(day, saturday=True) == if_saturday_counts


@given(days, st.integers(1, 60), st.booleans())
def test_between_the_days_lie_just_so_many_working_days(day, count, saturday):
    end = add_working_days(day, count, saturday)
    after = [day + timedelta(days=n) for n in range(1, (end - day).days + 1)]
    assert sum(is_working_day(each, saturday) for each in after) == count
    assert is_working_day(end, saturday)


@given(days, st.integers(0, 30))
def test_counting_saturday_never_comes_later(day, count):
    assert entry_into_force(day, count, saturday=True) <= entry_into_force(day, count)


def test_working_days_are_not_counted_backwards():
    with pytest.raises(ValueError, match="-1 working days: expected 0 or more"):
        add_working_days(date(2024, 1, 9), -1)


@pytest.mark.parametrize("year", [1900, 2101])
def test_holidays_outside_the_table_are_an_error_not_a_year_without_holidays(year):
    with pytest.raises(ValueError, match="known for 1901 to 2100"):
        public_holidays(year)


@pytest.mark.parametrize(
    ("year", "month", "tuesday"),
    [
        (2024, 1, date(2024, 1, 2)),  # the sitting was on the 9th, the second Tuesday
        (2024, 2, date(2024, 2, 6)),
        (2024, 10, date(2024, 10, 1)),
        (2024, 12, date(2024, 12, 3)),
    ],
)
def test_the_first_tuesday_of_a_month(year, month, tuesday):
    assert first_tuesday(year, month) == tuesday


def test_an_extra_sitting_was_on_a_fourth_tuesday():
    assert nth_weekday(2020, 12, 1, 4) == date(2020, 12, 22)


@pytest.mark.parametrize(("weekday", "nth"), [(1, 0), (0, 5), (7, 1), (-1, 1)])
def test_a_weekday_that_the_month_does_not_have_is_an_error(weekday, nth):
    with pytest.raises(ValueError, match="2024-02 has no weekday"):
        nth_weekday(2024, 2, weekday, nth)


@given(days, st.integers(1, 5))
def test_the_nth_weekday_is_in_its_week(day, nth):
    if (day.day - 1) // 7 + 1 == nth:
        assert nth_weekday(day.year, day.month, day.weekday(), nth) == day


@pytest.mark.parametrize(
    ("day", "instant"),
    [
        (date(2024, 1, 24), "2024-01-24T00:00:00+01:00"),
        (date(2024, 7, 17), "2024-07-17T00:00:00+02:00"),
    ],
)
def test_a_day_begins_at_midnight_in_brussels_in_winter_and_summer_time(day, instant):
    assert midnight(day).isoformat() == instant
    assert midnight(day) == datetime(day.year, day.month, day.day, tzinfo=ZONE)
