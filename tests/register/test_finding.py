"""Finding deliberations in the register of the report."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beraad.register.finding import Wish, find, folded, years
from beraad.register.listing import rows
from beraad.register.shelf import open_register

SYSTEMS = Path(__file__).parents[2] / "systems"
ROWS = list(rows(open_register([SYSTEMS]), date(2025, 6, 1)))


@pytest.mark.parametrize(
    ("wish", "numbers"),
    [
        (Wish("vidis"), ["22/056"]),
        (Wish("22/056"), ["22/056"]),
        (Wish("flexi-jobs"), ["15/048"]),
        (Wish("bases de donnees tampon"), []),
        (Wish("banque de donnees tampon"), ["16/008"]),
        (Wish("DONNÉES tampon"), ["16/008"]),
        (Wish("24/052"), ["25/052"]),
        (Wish("multi-emediatt"), ["17/053"]),
        (Wish(kind="framework"), ["24/222"]),
        (Wish(kind="good-practice"), ["24/202", "24/044"]),
        (Wish(year="2017"), ["17/053", "17/015"]),
        (Wish("vidis", kind="framework"), []),
        (Wish("vidis", year="2024"), ["22/056"]),
        (Wish("vidis", year="2023"), []),
        (Wish(status="waits-for-law"), []),
        (Wish(kind="no such kind"), []),
    ],
    ids=str,
)
def test_words_and_choices_narrow_the_list_newest_first(wish: Wish, numbers: list[str]):
    assert [row.number for row in find(ROWS, wish)] == numbers


def test_no_wish_finds_all():
    found = find(ROWS, Wish())
    assert len(found) == 34
    assert found[0].number == "25/052"


def test_a_year_is_that_of_adoption_or_of_an_amendment():
    vidis = next(row for row in ROWS if row.number == "22/056")
    assert years(vidis) == {"2022", "2024"}


@given(st.text())
def test_folding_twice_is_folding_once_and_finding_never_fails(text: str):
    assert folded(folded(text)) == folded(text)
    assert len(find(ROWS, Wish(text))) <= 34
