"""Lengths of time as the law writes them, and dates of which only a part is known."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beraad.law.place import LawError, Place
from beraad.law.span import YEARS, Day, Span, read_date, read_day, read_span

HERE = Place("a.md", 1)


@pytest.mark.parametrize(
    ("text", "span", "said"),
    [
        ("12 months", Span(months=12), "1 year"),
        ("1 year", Span(months=12), "1 year"),
        ("2 years", Span(months=24), "2 years"),
        ("18 months", Span(months=18), "18 months"),
        ("1 month", Span(months=1), "1 month"),
        ("2 weeks", Span(days=14), "14 days"),
        ("1 day", Span(days=1), "1 day"),
        ("9999 days", Span(days=9999), "9999 days"),
        ("100 years", Span(months=1200), "100 years"),
        ("5217 weeks", Span(days=36_519), "36519 days"),
    ],
)
def test_a_span_is_months_or_days(text: str, span: Span, said: str) -> None:
    assert read_span(text, HERE) == span
    assert str(span) == said
    assert read_span(said, HERE) == span


@pytest.mark.parametrize(
    "text", ["", "0 days", "101 years", "1201 months", "5218 weeks", "1 fortnight", "٣ days"]
)
def test_what_is_no_span_is_a_fault(text: str) -> None:
    with pytest.raises(LawError, match="is not a span"):
        read_span(text, HERE)


@pytest.mark.parametrize(
    ("day", "text", "before", "after"),
    [
        ("2024-05-01", "6 months", "2023-11-01", "2024-11-01"),
        ("2024-03-31", "1 month", "2024-02-29", "2024-04-30"),
        ("2023-03-31", "1 month", "2023-02-28", "2023-04-30"),
        ("2024-02-29", "1 year", "2023-02-28", "2025-02-28"),
        ("2024-01-01", "1 day", "2023-12-31", "2024-01-02"),
        ("2024-12-31", "2 weeks", "2024-12-17", "2025-01-14"),
    ],
)
def test_months_are_reckoned_by_the_calendar_and_kept_inside_the_month(
    day: str, text: str, before: str, after: str
) -> None:
    span = read_span(text, HERE)
    assert span.before(date.fromisoformat(day)) == date.fromisoformat(before)
    assert span.after(date.fromisoformat(day)) == date.fromisoformat(after)


@given(st.dates(date(1901, 1, 1), date(2099, 12, 31)), st.integers(1, 1200), st.integers(0, 9999))
def test_a_span_before_a_day_never_leaves_the_calendar(day: date, months: int, days: int) -> None:
    assert Span(months).before(day) < day < Span(months).after(day)
    assert Span(days=days).before(day) <= day <= Span(days=days).after(day)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2024-03-05", date(2024, 3, 5), date(2024, 3, 5)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2024", date(2024, 1, 1), date(2024, 12, 31)),
    ],
)
def test_a_day_may_be_known_in_part(text: str, first: date, last: date) -> None:
    day = read_day(text, HERE)
    assert day == Day(first, last)
    assert str(day) == text
    assert day.exact is (first == last)


@pytest.mark.parametrize("text", ["2024-13", "2024-02-30", "24", "1900", "2100", "2024-00", "soon"])
def test_what_is_no_day_is_a_fault(text: str) -> None:
    with pytest.raises(LawError, match=f"from {YEARS[0]} to {YEARS[-1]}"):
        read_day(text, HERE)


def test_where_a_full_date_is_wanted_a_year_does_not_do() -> None:
    assert read_date("2024-03-05", HERE) == date(2024, 3, 5)
    with pytest.raises(LawError, match="'2024' is not a full date"):
        read_date("2024", HERE)
