"""A row a deliberation: exact dates, and where it stands on a day."""

from datetime import date

import pytest

from beraad.register.listing import Dated, Row, rows
from tests.law.world import HISTORY, amendment, deliberation, register


def row_on(day: date, *texts: str) -> Row:
    (found,) = rows(register(*texts), day)
    return found


def test_a_row_says_what_the_front_matter_says():
    row = row_on(date(2024, 7, 1), deliberation(more="source: report, line 1\n"))
    assert row == Row(
        number="22/056",
        chamber="social-security-and-health",
        adopted=(Dated("2022-03-01", ""),),
        amended=(),
        kind="individual",
        titles={"nl": "titel", "fr": "titre", "de": "Titel", "en": "title"},
        status="in-force",
        in_force="2022-03-01T00:00:00+01:00",
        in_force_reckoned=False,
        as_printed="",
        probably=(),
        parties=(),
        illustrative_parties=(),
        companion=(),
        source="report, line 1",
    )


def test_a_day_of_effect_that_is_reckoned_from_the_year_alone_is_marked():
    row = row_on(date(2024, 7, 1), deliberation(adopted="2022"))
    assert (row.in_force, row.in_force_reckoned) == ("2022-12-31T00:00:00+01:00", True)


def test_two_sections_adopt_on_two_days():
    text = deliberation(
        number="17/053", adopted="2017-09-05 (social-security), 2017-09-19 (health)"
    )
    row = row_on(date(2024, 7, 1), text)
    assert row.adopted == (Dated("2017-09-05", "social-security"), Dated("2017-09-19", "health"))


def test_amendments_are_told_by_day_or_by_year_in_their_order():
    change = "- set looking-back of clause history: {}"
    row = row_on(
        date(2024, 7, 1),
        deliberation(),
        amendment(change.format("2 months"), adopted="2024", more="sequence: 2\n"),
        amendment(change.format("1 month"), adopted="2024", more="sequence: 1\n"),
        amendment(change.format("3 months"), adopted="2024-03-05"),
    )
    assert row.amended == ("2024-03-05", "2024", "2024")


def test_rows_stand_in_the_order_of_their_numbers():
    texts = [
        deliberation(number=number, adopted="2024-12-03")
        for number in ("24/102", "24/002", "08/020", "23/224")
    ]
    found = [row.number for row in rows(register(*texts), date(2025, 7, 1))]
    assert found == ["08/020", "23/224", "24/002", "24/102"]


@pytest.mark.parametrize(
    ("day", "more", "status"),
    [
        (date(2024, 3, 4), "", "not-yet-adopted"),
        (date(2024, 3, 5), "", "not-yet-in-force"),
        (date(2024, 3, 19), "", "not-yet-in-force"),
        (date(2024, 3, 20), "", "in-force"),
        (date(2024, 6, 30), "until: 2024-06-30\n", "in-force"),
        (date(2024, 7, 1), "until: 2024-06-30\n", "ended"),
        (date(2025, 2, 18), "in-force: when law(2025-01-31) is in force\n", "waits-for-law"),
        (date(2025, 2, 19), "in-force: when law(2025-01-31) is in force\n", "in-force"),
        (date(2030, 1, 1), "in-force: when law(someday) is in force\n", "waits-for-law"),
        (date(2024, 3, 4), "in-force: when law(someday) is in force\n", "not-yet-adopted"),
    ],
)
def test_a_status_is_of_a_day(day: date, more: str, status: str):
    text = deliberation(number="24/044", adopted="2024-03-05", more=more)
    assert row_on(day, text).status == status


@pytest.mark.parametrize(
    ("day", "status"),
    [(date(2025, 3, 18), "in-force"), (date(2025, 3, 19), "ended"), (date(2030, 1, 1), "ended")],
)
def test_a_repealed_deliberation_has_ended_once_its_repeal_is_in_force(day: date, status: str):
    """Adopted on 4 March 2025, in force ten working days later."""
    repeal = amendment("- repeal deliberation", adopted="2025-03-04")
    assert row_on(day, deliberation(), repeal).status == status


def test_a_repeal_that_another_amendment_follows_with_a_clause_has_not_ended():
    lines = [f"    {line}" for line in HISTORY.splitlines()[1:-1]]
    back = "\n".join(["- insert clause again after paragraph 3", *lines])
    texts = (
        deliberation(),
        amendment("- repeal deliberation", adopted="2025-03-04"),
        amendment(back, adopted="2025-05-06"),
    )
    assert row_on(date(2025, 4, 1), *texts).status == "ended"
    assert row_on(date(2025, 7, 1), *texts).status == "in-force"


def test_what_ends_before_it_would_begin_has_ended():
    text = deliberation(number="24/044", adopted="2024-03-05", more="until: 2024-03-10\n")
    assert row_on(date(2024, 3, 10), text).status == "not-yet-in-force"
    assert row_on(date(2024, 4, 1), text).status == "ended"


def test_what_waits_for_a_law_without_a_day_has_no_instant_of_effect():
    text = deliberation(more="in-force: when law(someday) is in force\n")
    assert row_on(date(2024, 7, 1), text).in_force is None


def test_a_printed_oddity_is_kept_with_what_is_probable():
    text = deliberation(
        number="25/052", adopted="2024-04-16", more="as-printed: 25/052\nprobably: 24/052\n"
    )
    row = row_on(date(2024, 7, 1), text)
    assert (row.number, row.as_printed, row.probably) == ("25/052", "25/052", ("24/052",))
