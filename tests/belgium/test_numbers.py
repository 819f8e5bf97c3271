"""The number of a deliberation and the number of its document."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beraad.belgium.numbers import (
    SERIES,
    DeliberationNumber,
    DocumentNumber,
    parse_deliberation_number,
    parse_document_number,
)


@pytest.mark.parametrize(
    ("printed", "year", "serial"),
    [
        ("24/102", 2024, 102),
        ("nr. 24/008", 2024, 8),
        ("nr 24/200", 2024, 200),
        ("NR. 20/296", 2020, 296),
        ("N° 08/020", 2008, 20),
        ("nr. \n\n25/052", 2025, 52),
        ("03/85", 2003, 85),
        ("96/001", 1996, 1),
    ],
)
def test_a_deliberation_number_is_printed_in_many_ways(printed, year, serial):
    assert parse_deliberation_number(printed) == DeliberationNumber(year, serial)


@pytest.mark.parametrize(
    ("number", "printed"),
    [
        (DeliberationNumber(2024, 102), "24/102"),
        (DeliberationNumber(2003, 85), "03/085"),
        (DocumentNumber("IVC/KSZG", 2022, 44), "IVC/KSZG/22/044"),
        (DocumentNumber("SCSZ", 2008, 20), "SCSZ/08/020"),
    ],
)
def test_a_number_is_written_in_one_way(number, printed):
    assert str(number) == printed


def test_numbers_sort_by_year_then_serial_across_the_century():
    printed = ["24/102", "00/010", "99/300", "24/062"]
    in_order = sorted(parse_deliberation_number(number) for number in printed)
    assert [str(number) for number in in_order] == ["99/300", "00/010", "24/062", "24/102"]


@pytest.mark.parametrize(
    ("printed", "series"),
    [
        ("IVC/KSZG/22/044", "IVC/KSZG"),
        ("SCSZG/17/114", "SCSZG"),
        ("SCSZ/08/020", "SCSZ"),
        ("TC/03/100", "TC"),
    ],
)
def test_a_document_number_names_its_series(printed, series):
    number = parse_document_number(printed)
    assert number.series == series
    assert str(number) == printed


def test_a_series_that_was_never_seen_is_for_the_caller_to_add():
    with pytest.raises(ValueError, match="unknown series CSI/CSSS; expected IVC/KSZG"):
        parse_document_number("CSI/CSSS/22/044")
    number = parse_document_number("CSI/CSSS/22/044", series=(*SERIES, "CSI/CSSS"))
    assert number == DocumentNumber("CSI/CSSS", 2022, 44)


@pytest.mark.parametrize(
    ("parse", "text", "says"),
    [
        (parse_deliberation_number, "24-102", "expected one like 24/102"),
        (parse_deliberation_number, "24/1025", "expected one like 24/102"),
        (parse_deliberation_number, "08/2015", "expected one like 24/102"),
        (parse_deliberation_number, "٢٤/102", "expected one like 24/102"),
        (parse_deliberation_number, "24/١٠٢", "expected one like 24/102"),
        (parse_document_number, "IVC/KSZG/٢٢/044", "expected one like IVC/KSZG/22/044"),
        (parse_deliberation_number, "24/000", "serial 0: expected 1 to 999"),
        (parse_document_number, "22/044", "expected one like IVC/KSZG/22/044"),
        (parse_document_number, "IVC/KSZG/22/44", "expected one like IVC/KSZG/22/044"),
    ],
)
def test_an_error_shows_what_was_expected(parse, text, says):
    with pytest.raises(ValueError, match=says):
        parse(text)


@pytest.mark.parametrize("year", [24, 1989, 2090])
def test_the_year_has_four_digits_and_starts_with_the_law_of_1990(year):
    with pytest.raises(ValueError, match="expected four digits, 1990 to 2089"):
        DeliberationNumber(year, 1)


@given(st.integers(1990, 2089), st.integers(1, 999))
def test_every_number_is_read_back(year, serial):
    number = DeliberationNumber(year, serial)
    assert parse_deliberation_number(str(number)) == number
    document = DocumentNumber("SCSZG", year, serial)
    assert parse_document_number(str(document)) == document
