"""The number of a care professional."""

from contextlib import suppress

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from beraad.belgium.identifier import InvalidNumberError
from beraad.belgium.nihdi import NihdiNumber, make_nihdi, parse_nihdi


def test_the_public_sample_passes_modulo_89_and_not_modulo_97():
    number = parse_nihdi("101857-48")
    assert number.moduli == (89,)
    assert number.profession == "doctor"
    assert number.competence is None
    assert str(number) == number.person == "10185748"


def test_the_old_check_of_the_same_six_digits_is_another_person():
    old, new = parse_nihdi("101857-90"), parse_nihdi("101857-48")
    assert old.moduli == (97,)
    assert old.digits[:6] == new.digits[:6]
    assert old.person != new.person


def test_the_long_form_adds_the_competence():
    number = parse_nihdi("1 01857 48 004")
    assert (number.person, number.competence) == ("10185748", "004")


@pytest.mark.parametrize(
    ("first_digit", "profession"),
    [
        (1, "doctor"),
        (2, "pharmacist"),
        (3, "dentist"),
        (4, "nurse"),
        (5, "physiotherapist"),
        (9, None),
    ],
)
def test_the_first_digit_names_the_profession_when_it_is_recorded(first_digit, profession):
    assert make_nihdi(first_digit, 12345).profession == profession


@pytest.mark.parametrize(
    ("text", "part", "says"),
    [
        ("1018574", "length", "expected 11 or 8 digits, found 7"),
        ("101857-48-04", "length", "expected 11 or 8 digits, found 10"),
        ("101857-4B", "characters", "character 8 is not a digit"),
        ("101857-49", "check digits", "expected 90 (modulo 97) or 48 (modulo 89), found 49"),
    ],
)
def test_an_error_says_what_is_wrong(text, part, says):
    with pytest.raises(InvalidNumberError, match="NIHDI number") as caught:
        parse_nihdi(text)
    assert caught.value.part == part
    assert says in caught.value.problem


@pytest.mark.parametrize(("profession", "serial"), [(10, 1), (-1, 1), (1, 100_000), (1, -1)])
def test_a_simulated_number_must_lie_in_its_range(profession, serial):
    with pytest.raises(ValueError, match="expected a profession of one digit"):
        make_nihdi(profession, serial)


made = st.tuples(
    st.integers(0, 9),
    st.integers(0, 99_999),
    st.sampled_from(["", "000", "004"]),
    st.sampled_from([97, 89]),
)


@given(made)
def test_every_made_number_is_read_back(parts):
    number = make_nihdi(*parts)
    assert parse_nihdi(number.digits) == number
    assert parts[3] in number.moduli
    assert number.competence == (parts[2] or None)


@given(made, st.integers(0, 7), st.integers(0, 9))
def test_one_wrong_digit_never_passes_the_check_that_the_number_was_made_with(
    parts, position, digit
):
    right = make_nihdi(*parts)
    wrong = right.digits[:position] + str(digit) + right.digits[position + 1 :]
    assume(wrong != right.digits)
    with suppress(InvalidNumberError):
        assert parts[3] not in NihdiNumber(wrong).moduli


def test_but_it_may_pass_the_other_check_so_two_checks_detect_less_than_one():
    assert parse_nihdi("101000-74").moduli == (97,)
    assert parse_nihdi("101030-74").moduli == (89,)


def test_some_numbers_pass_both_checks():
    assert make_nihdi(0, 5, modulus=97).moduli == (97,)
    both = [n for n in range(97 * 89) if 97 - n % 97 == 89 - n % 89]
    assert both
    assert make_nihdi(0, both[0]).moduli == (97, 89)
