"""How far two clauses differ on a day, and on which days that can change."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from beraad.law.extent import MEAN_MONTH, MONTHS_STRAY, rivals
from beraad.law.span import LONGEST, Span

DAYS = st.dates(date(2001, 1, 1), date(2400, 12, 31))


@given(st.integers(1, LONGEST * 12), DAYS)
def test_months_never_stray_so_far_from_their_mean_length(months: int, day: date) -> None:
    span = Span(months)
    for length in ((span.after(day) - day).days, (day - span.before(day)).days):
        assert abs(length - months * MEAN_MONTH) < MONTHS_STRAY


@given(st.integers(1, 60), st.integers(1, 2000), DAYS, DAYS)
def test_spans_that_are_no_rivals_have_one_rank_on_every_day(
    months: int, days: int, one: date, other: date
) -> None:
    long, short = Span(months), Span(0, days)
    assert rivals(long, short) == rivals(short, long)
    if not rivals(long, short):
        ranks = {long.after(day) > short.after(day) for day in (one, other)}
        assert len(ranks) == 1
        assert len({long.before(day) > short.before(day) for day in (one, other)}) == 1


def test_only_months_and_about_as_many_days_are_rivals() -> None:
    assert rivals(Span(6), Span(0, 182))
    assert rivals(Span(0, 182), Span(6))
    assert not rivals(Span(6), Span(0, 160))
    assert not rivals(Span(6), Span(7))
    assert not rivals(None, Span(6))
    assert not rivals(Span(6), None)
