"""The numbers of enterprises and establishment units."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from stdnum.be import vat

from beraad.belgium.cbe import (
    EnterpriseNumber,
    EstablishmentNumber,
    make_enterprise,
    make_establishment,
    parse_enterprise,
    parse_establishment,
)
from beraad.belgium.identifier import InvalidNumberError


@pytest.mark.parametrize(
    ("written", "formatted"),
    [
        ("0207.451.227", "0207.451.227"),
        ("0207451227", "0207.451.227"),
        ("BE 0207 451 227", "0207.451.227"),
        ("be0207.451.227", "0207.451.227"),
        ("207.451.227", "0207.451.227"),
        ("BE403019261", "0403.019.261"),
    ],
)
def test_an_enterprise_number_is_written_in_many_ways(written, formatted):
    assert parse_enterprise(written).formatted == formatted


@pytest.mark.parametrize(
    ("text", "part", "says"),
    [
        ("02074512", "length", "expected 10 digits, found 8"),
        ("0207.451.22X", "characters", "character 10 is not a digit"),
        ("2207.451.227", "first digit", "expected 0 to 1, found 2"),
        ("0207.451.228", "check digits", "expected 27, found 28"),
    ],
)
def test_an_error_says_what_is_wrong(text, part, says):
    with pytest.raises(InvalidNumberError, match="enterprise number") as caught:
        parse_enterprise(text)
    assert caught.value.part == part
    assert says in caught.value.problem


@pytest.mark.parametrize("number", ["0000009700", "0000009698", "0000009599"])
def test_python_stdnum_accepts_check_digits_that_the_formula_never_gives(number):
    assert vat.is_valid(number)
    with pytest.raises(InvalidNumberError) as caught:
        parse_enterprise(number)
    assert caught.value.part == "check digits"


@pytest.mark.parametrize("number", ["1000.000.046", "9000.000.083"])
def test_an_establishment_unit_starts_with_2_to_8(number):
    with pytest.raises(InvalidNumberError) as caught:
        parse_establishment(number)
    assert caught.value.part == "first digit"


@pytest.mark.parametrize(
    ("make", "first_eight"),
    [
        (make_enterprise, 0),
        (make_enterprise, 20_000_000),
        (make_establishment, 19_999_999),
        (make_establishment, 90_000_000),
    ],
)
def test_a_simulated_number_must_lie_in_its_range(make, first_eight):
    with pytest.raises(ValueError, match="expected"):
        make(first_eight)


@given(st.integers(1, 19_999_999))
def test_every_made_enterprise_number_is_read_back(first_eight):
    number = make_enterprise(first_eight)
    assert parse_enterprise(number.formatted) == number
    assert parse_enterprise(f"BE{number}") == number
    assert vat.validate(str(number)) == number.digits


@given(st.integers(20_000_000, 89_999_999))
def test_every_made_establishment_number_is_read_back(first_eight):
    number = make_establishment(first_eight)
    assert parse_establishment(str(number)) == number
    assert not vat.is_valid(number.digits)


@given(st.integers(1, 89_999_999), st.integers(0, 9), st.integers(0, 9))
def test_every_single_wrong_digit_is_detected(first_eight, position, digit):
    kind = EnterpriseNumber if first_eight < 20_000_000 else EstablishmentNumber
    right = f"{first_eight:08d}{97 - first_eight % 97:02d}"
    wrong = right[:position] + str(digit) + right[position + 1 :]
    assume(wrong != right)
    with pytest.raises(InvalidNumberError):
        kind(wrong)
