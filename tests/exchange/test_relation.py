"""How long a therapeutic relation lasts: each kind with its last day and the day after it."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beraad.exchange.reckoning import relation_until
from beraad.exchange.relation import KINDS, until

LASTS = [
    # the fact, its day, the last day on which the relation holds
    ("eid", "2024-01-10", "2025-04-09"),
    ("eid", "2023-11-30", "2025-02-27"),  # no 30 February: kept inside its month
    ("dispensing", "2024-03-15", "2025-06-14"),
    ("referral", "2024-11-30", "2025-02-27"),
    ("stay", "2024-02-29", "2024-05-28"),
    ("on-call", "2024-01-31", "2024-02-28"),
    ("file", "2024-02-29", "2025-02-27"),
]


@pytest.mark.parametrize(("kind", "begin", "last"), LASTS)
def test_a_relation_holds_until_and_with_its_last_day(kind: str, begin: str, last: str):
    end = until(kind, date.fromisoformat(begin))
    assert end == date.fromisoformat(last) + timedelta(days=1)
    assert relation_until(kind, begin, None, None) == end.isoformat()


RENEWALS = [
    # opened, renewed on, the first day no longer
    ("2022-05-10", (), "2023-05-10"),
    ("2022-05-10", ("2023-01-15",), "2024-05-10"),
    ("2022-05-10", ("2023-05-09",), "2024-05-10"),  # on the last day
    ("2022-05-10", ("2023-05-10",), "2023-05-10"),  # a day late: it must be opened anew
    ("2022-05-10", ("2024-05-09", "2023-05-09"), "2025-05-10"),  # in whatever order they are kept
    ("2022-05-10", ("2024-05-09",), "2023-05-10"),  # a year is left out
    ("2024-02-29", ("2025-01-01", "2026-01-01", "2027-01-01"), "2028-02-29"),
]


@pytest.mark.parametrize(("opened", "renewed", "end"), RENEWALS)
def test_a_medical_file_lasts_a_year_and_a_year_more_per_renewal_while_it_runs(
    opened: str, renewed: tuple[str, ...], end: str
):
    assert relation_until("file", opened, ",".join(renewed), None) == end


ENDED = [
    ("eid", "2024-06-01T10:00:00", "2024-06-01T10:00:00"),
    ("eid", "2026-01-01", "2025-04-10"),  # it had run out before
    ("declared", None, None),
    ("declared", "2030-01-01", "2030-01-01"),
]


@pytest.mark.parametrize(("kind", "ended", "end"), ENDED)
def test_the_patient_may_end_it_earlier_and_never_later(
    kind: str, ended: str | None, end: str | None
):
    assert relation_until(kind, "2024-01-10", None, ended) == end


def test_an_unknown_kind_is_told_and_not_guessed():
    with pytest.raises(ValueError, match="relation of kind 'friend': expected one of eid"):
        until("friend", date(2024, 1, 1))


@given(
    st.sampled_from(sorted(KINDS)),
    st.dates(date(2000, 1, 1), date(2030, 1, 1)),
    st.lists(st.dates(date(2000, 1, 1), date(2040, 1, 1)), max_size=4),
    st.dates(date(2000, 1, 1), date(2040, 1, 1)),
)
def test_what_lies_ahead_of_a_day_does_not_change_whether_a_relation_holds_on_it(
    kind: str, begin: date, renewals: list[date], on: date
):
    now = [day for day in renewals if day <= on]
    ends = [until(kind, begin, days) for days in (renewals, now)]
    assert len({end is None or end > on for end in ends}) == 1
