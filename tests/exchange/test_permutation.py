"""The pseudonyms of recipients: a bijection, another one for each recipient and purpose."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beraad.exchange.permutation import BLOCK, Permutation, holds, in_bytes
from beraad.exchange.pseudonym import Pseudonyms

KEY = bytes(range(32))
NUMBERS = st.integers(0, 10**11 - 1).map("{:011d}".format)
SOME = st.lists(NUMBERS, max_size=50)
VIKZ = Permutation(KEY, "vikz", "quality-of-support-plans")


@given(SOME)
def test_back_and_forth_is_the_same_number(numbers: list[str]):
    assert VIKZ.numbers(VIKZ.coded(numbers)) == numbers


@given(SOME)
def test_two_numbers_never_have_one_pseudonym_and_one_number_never_two(numbers: list[str]):
    coded = VIKZ.coded(numbers)
    assert len(set(coded)) == len(set(numbers))
    assert coded == [VIKZ.coded([one])[0] for one in numbers]
    assert all(len(one) == BLOCK for one in coded)


@given(NUMBERS)
def test_recipients_and_purposes_cannot_be_laid_side_by_side(number: str):
    secret = Pseudonyms(KEY)
    known = [
        secret.towards(*one).hexadecimal(number)
        for one in (("vikz", "a"), ("vikz", "b"), ("cbss", "a"), ("vik", "za"))
    ]
    assert len(set(known)) == 4
    assert Pseudonyms(KEY[::-1]).towards("vikz", "a").hexadecimal(number) not in known
    assert secret.of("subject", number) not in known
    assert secret.towards("vikz", "b").numbers([bytes.fromhex(known[0])]) == [None]


@given(st.binary(max_size=2 * BLOCK))
def test_what_nobody_enciphered_is_no_number(block: bytes):
    assert VIKZ.numbers([block]) == [None]


@given(NUMBERS)
def test_a_pseudonym_tells_no_digit_of_the_number(number: str):
    (coded,) = VIKZ.coded([number])
    assert number.encode() not in coded
    assert in_bytes(coded.hex()) == coded


@pytest.mark.parametrize("number", ["", "8507300332", "850730033281", "8507300332x", "٠" * 11])
def test_what_is_no_number_has_no_pseudonym(number: str):
    with pytest.raises(ValueError, match="eleven digits"):
        VIKZ.coded(["85073003328", number])


@pytest.mark.parametrize("text", ["", "00", "g" * 32, "0" * 31 + " ", "00 " * 10 + "00"])
def test_what_is_no_pseudonym_is_nothing(text: str):
    assert in_bytes(text) == b""


def test_the_same_key_gives_the_same_pseudonym_for_ever():
    assert VIKZ.hexadecimal("85073003328") == "ccef0dead86a53a8a80ffba1c1fe76e3"


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        ("85073003328", True),
        ("patient 85.07.30-033.28 (again)", True),
        (85073003328, True),
        ("the partner is 60.04.11-001.84", True),
        ("85073003329", False),
        (60041100184, False),
        (None, False),
        (True, False),
        ("2024-05-01", False),
    ],
)
def test_a_cell_that_holds_the_number_is_seen(cell: object, told: bool):
    assert holds(cell, "85073003328") is told


def test_a_number_that_begins_with_zeros_is_seen_where_it_became_a_whole_number():
    assert holds(1010100107, "01010100107")
