"""The number of a person: national register and bis numbers."""

from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from stdnum.be import nn, ssn

from beraad.belgium.identifier import InvalidNumberError
from beraad.belgium.ssin import Ssin, check_number, complete_ssin, make_ssin, parse_ssin

TODAY = date(2024, 12, 31)

births = st.dates(date(1900, 1, 1), date(2099, 12, 31))
serials = st.integers(1, 998)
offsets = st.sampled_from([0, 20, 40])
numbers = st.builds(make_ssin, births, serials, offsets)


@pytest.mark.parametrize(
    ("number", "kind", "born", "sex"),
    [
        ("85073003328", "national-register", date(1985, 7, 30), "male"),
        ("17073003384", "national-register", date(2017, 7, 30), "male"),
        ("98472899765", "bis", date(1998, 7, 28), "male"),
        ("01490700185", "bis", date(2001, 9, 7), "male"),
    ],
)
def test_a_number_tells_its_kind_birth_date_and_sex(number, kind, born, sex):
    ssin = parse_ssin(number, TODAY)
    assert (ssin.kind, ssin.birth_date, ssin.sex) == (kind, born, sex)


@pytest.mark.parametrize(
    "written", ["85073003328", "85.07.30-033.28", "85 07 30 033 28", " 850730/033-28 "]
)
def test_people_write_it_with_or_without_separators(written):
    ssin = parse_ssin(written, TODAY)
    assert ssin.digits == "85073003328"
    assert ssin.formatted == "85.07.30-033.28"


@pytest.mark.parametrize(
    ("first_nine", "century", "year", "month", "why"),
    [
        ("850700033", 1900, 1985, 7, "the day was not known"),
        ("850000033", 1900, 1985, None, "nor the month; or the counter of the day was exhausted"),
        ("850001033", 1900, 1985, None, "the counter of 85.00.00 was exhausted as well"),
        ("000001001", 1900, None, None, "nothing was known: the fictitious date 1900/00/01"),
        ("000001001", 2000, None, None, "nothing was known: the fictitious date 2000/00/01"),
        ("002001001", 1900, None, None, "a bis number of which nothing was known"),
        ("012000002", 2000, 2001, None, "a bis number without month and day"),
    ],
)
def test_of_an_incomplete_date_only_the_known_part_is_told(first_nine, century, year, month, why):
    ssin = complete_ssin(first_nine, century)
    assert parse_ssin(ssin.digits, TODAY) == ssin, why
    assert (ssin.birth_year, ssin.birth_month, ssin.birth_date) == (year, month, None), why


@pytest.mark.parametrize(
    ("offset", "serial", "sex"),
    [
        (0, 1, "male"),
        (0, 998, "female"),
        (40, 997, "male"),
        (40, 2, "female"),
        (20, 1, None),
        (20, 2, None),
    ],
)
def test_a_bis_number_raised_by_20_hides_the_sex(offset, serial, sex):
    assert make_ssin(date(1970, 5, 17), serial, offset).sex == sex


def test_serial_000_occurs_and_tells_no_sex():
    assert complete_ssin("700517000", 1900).sex is None


@pytest.mark.parametrize(
    ("text", "part", "says"),
    [
        ("8507300332", "length", "expected 11 digits, found 10"),
        ("850730033281", "length", "expected 11 digits, found 12"),
        ("", "length", "expected 11 digits, found 0"),
        ("85073O03328", "characters", "character 6 is not a digit"),
        ("8507300332²", "characters", "character 11 is not a digit"),
        ("85073003329", "check digits", "found 29, expected 28 (born 19xx) or 57 (born 20xx)"),
        ("00000000000", "check digits", "found 00, expected 97 (born 19xx) or 29 (born 20xx)"),
    ],
)
def test_an_error_says_what_is_wrong(text, part, says):
    with pytest.raises(InvalidNumberError) as caught:
        parse_ssin(text, TODAY)
    assert caught.value.part == part
    assert says in caught.value.problem


@pytest.mark.parametrize(
    ("first_nine", "part", "says"),
    [
        ("851301001", "date", "expected month 00 to 12"),
        ("853301001", "date", "for a bis number 20 to 32 or 40 to 52"),
        ("856001001", "date", "expected month 00 to 12"),
        ("850231001", "date", "expected day 00 to 28 in this month"),
        ("840230001", "date", "expected day 00 to 29 in this month"),
        ("850032001", "date", "expected day 00 to 31 in this month"),
        ("850101999", "serial", "expected at most 998"),
    ],
)
def test_right_check_digits_do_not_save_an_impossible_date_or_serial(first_nine, part, says):
    with pytest.raises(InvalidNumberError) as caught:
        complete_ssin(first_nine, 1900)
    assert caught.value.part == part
    assert says in caught.value.problem


def test_python_stdnum_takes_31_february_for_an_incomplete_date():
    number = f"850231001{check_number(850231001, 1900):02d}"
    assert nn.is_valid(number)
    with pytest.raises(InvalidNumberError):
        Ssin(number)


@pytest.mark.parametrize(
    ("birth", "day_before", "why"),
    [
        (make_ssin(date(2029, 1, 2), 1), date(2029, 1, 1), "the whole date is known"),
        (complete_ssin("290200001", 2000), date(2029, 1, 31), "the day is unknown"),
        (complete_ssin("290000001", 2000), date(2028, 12, 31), "only the year is known"),
    ],
)
def test_a_number_is_valid_from_the_birth_and_the_caller_says_which_day_it_is(
    birth, day_before, why
):
    with pytest.raises(InvalidNumberError, match=f"after {day_before}") as caught:
        parse_ssin(birth.digits, day_before)
    assert caught.value.part == "date"
    assert parse_ssin(birth.digits, date.fromordinal(day_before.toordinal() + 1)) == birth, why


def test_neither_value_nor_error_shows_the_number():
    ssin = make_ssin(date(1985, 7, 30), 33)
    shown = [repr(ssin), str(ssin), f"{ssin}"]
    with pytest.raises(InvalidNumberError) as caught:
        parse_ssin("85.07.30-033.29", TODAY)
    for text in [*shown, str(caught.value)]:
        assert "8507" not in text
        assert "85.07" not in text


@pytest.mark.parametrize(
    ("birth", "serial", "offset", "says"),
    [
        (date(1985, 7, 30), 0, 0, "expected 1 to 998"),
        (date(1985, 7, 30), 999, 0, "expected 1 to 998"),
        (date(1985, 7, 30), 1, 10, "expected 0, 20 or 40"),
        (date(1899, 12, 31), 1, 0, "1900 to 2099"),
        (date(2100, 1, 1), 1, 0, "1900 to 2099"),
    ],
)
def test_a_simulated_person_needs_a_possible_birth_and_serial(birth, serial, offset, says):
    with pytest.raises(ValueError, match=says):
        make_ssin(birth, serial, offset)


@given(births, serials, offsets)
def test_every_made_number_is_read_back(birth, serial, offset):
    ssin = make_ssin(birth, serial, offset)
    assert parse_ssin(ssin.formatted, birth) == ssin
    assert ssin.birth_date == birth
    assert ssin.century == birth.year // 100 * 100
    assert (ssin.kind == "bis") == (offset > 0)
    assert ssin.sex == (None if offset == 20 else "male" if serial % 2 else "female")


@given(st.integers(0, 999_999_999))
def test_check_digits_of_one_century_are_never_those_of_the_other(first_nine):
    """2,000,000,000 modulo 97 is 68, not 0."""
    assert check_number(first_nine, 1900) != check_number(first_nine, 2000)


@given(numbers, st.integers(0, 10), st.integers(0, 9))
def test_one_wrong_digit_is_detected_except_six_years_across_the_centuries(ssin, position, digit):
    """97 is prime, so a wrong digit never keeps the century. It may pass for the other century:
    only in the last digit of the year, six lower (19xx becomes 20xx) or six higher."""
    wrong = ssin.digits[:position] + str(digit) + ssin.digits[position + 1 :]
    assume(wrong != ssin.digits)
    try:
        passed = Ssin(wrong)
    except InvalidNumberError:
        return
    assert position == 1
    assert digit - int(ssin.digits[1]) == (-6 if ssin.century == 1900 else 6)
    assert passed.century != ssin.century


def test_the_exception_is_real_1908_is_mistyped_into_2002():
    born_1908 = make_ssin(date(1908, 3, 4), 5)
    mistyped = parse_ssin("02" + born_1908.digits[2:], TODAY)
    assert mistyped.birth_date == date(2002, 3, 4)


@given(st.builds(make_ssin, st.dates(date(1900, 1, 1), date(2020, 12, 31)), serials, offsets))
def test_python_stdnum_agrees_on_persons_who_are_born(ssin):
    assert ssn.validate(ssin.formatted) == ssin.digits
    assert ssn.get_birth_date(ssin.digits) == ssin.birth_date
    assert ssn.guess_type(ssin.digits) == {"bis": "bis", "national-register": "nn"}[ssin.kind]
    assert ssn.get_gender(ssin.digits) == {"male": "M", "female": "F", None: None}[ssin.sex]
    assert ssn.format(ssin.digits) == ssin.formatted
