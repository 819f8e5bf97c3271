"""Dates as they are printed in Dutch and French."""

from datetime import date

import pytest

from beraad.belgium.dates import parse_date


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("16 april 2024", date(2024, 4, 16)),
        ("9 januari \n\n2024", date(2024, 1, 9)),
        ("22 DECEMBER 2020", date(2020, 12, 22)),
        ("6 maart 2018", date(2018, 3, 6)),
        ("1er octobre 2024", date(2024, 10, 1)),
        ("15 août 2024", date(2024, 8, 15)),
        ("29 FÉVRIER 2024", date(2024, 2, 29)),
        ("1 mai 2024", date(2024, 5, 1)),
        ("1 mei 2024", date(2024, 5, 1)),
    ],
)
def test_a_printed_date_is_read_in_both_languages(printed, expected):
    assert parse_date(printed) == expected


@pytest.mark.parametrize(
    ("printed", "says"),
    [
        ("31 februari 2024", "'31 februari 2024' is not in the calendar"),
        ("16 avril", "'16 avril' is not a printed date; expected one like 16 april 2024"),
        ("16 aprile 2024", "is not a printed date"),
        ("2024-04-16", "is not a printed date"),
    ],
)
def test_an_error_quotes_what_stood_there(printed, says):
    with pytest.raises(ValueError, match=says):
        parse_date(printed)
