"""The code of a municipality, its region and its mergers."""

from datetime import date

import pytest

from beraad.belgium.identifier import InvalidNumberError
from beraad.belgium.nis import MERGERS_2025, Merger, NisCode, municipality_on, parse_nis


@pytest.mark.parametrize(
    ("code", "arrondissement", "province", "region"),
    [
        ("11002", "11", "antwerp", "flanders"),
        ("21004", "21", None, "brussels"),
        ("23024", "23", "flemish-brabant", "flanders"),
        ("24062", "24", "flemish-brabant", "flanders"),
        ("25072", "25", "walloon-brabant", "wallonia"),
        ("31005", "31", "west-flanders", "flanders"),
        ("44021", "44", "east-flanders", "flanders"),
        ("52011", "52", "hainaut", "wallonia"),
        ("62063", "62", "liege", "wallonia"),
        ("71066", "71", "limburg", "flanders"),
        ("81001", "81", "luxembourg", "wallonia"),
        ("92094", "92", "namur", "wallonia"),
    ],
)
def test_the_first_digits_tell_the_place(code, arrondissement, province, region):
    nis = parse_nis(code)
    assert (nis.arrondissement, nis.province, nis.region) == (arrondissement, province, region)
    assert str(nis) == code


@pytest.mark.parametrize(
    ("text", "part", "says"),
    [
        ("1100", "length", "expected 5 digits, found 4"),
        ("1100A", "characters", "character 5 is not a digit"),
        ("22001", "first digit", "in Brabant arrondissement 21, 23, 24 or 25"),
        ("09001", "first digit", "expected a province 1 to 9"),
        ("02000", "serial", "no municipality"),
        ("20001", "serial", "no municipality"),
        ("71000", "serial", "no municipality"),
    ],
)
def test_an_error_says_what_is_wrong(text, part, says):
    with pytest.raises(InvalidNumberError, match="NIS code") as caught:
        parse_nis(text)
    assert caught.value.part == part
    assert says in caught.value.problem


@pytest.mark.parametrize(
    ("code", "day", "expected", "what"),
    [
        ("73006", date(2024, 12, 31), "73006", "Bilzen, the day before"),
        ("73006", date(2025, 1, 1), "73110", "Bilzen-Hoeselt: a new municipality, a new code"),
        ("11007", date(2025, 1, 1), "11002", "Borsbeek is taken in by Antwerpen"),
        ("11002", date(2025, 1, 1), "11002", "which keeps its code"),
        ("11056", date(2025, 1, 1), "46030", "Zwijndrecht moves to another province"),
        ("21004", date(2025, 1, 1), "21004", "Brussels did not merge"),
    ],
)
def test_a_code_leads_to_the_municipality_of_the_day(code, day, expected, what):
    assert municipality_on(NisCode(code), day, MERGERS_2025) == NisCode(expected), what


def test_of_the_mergers_of_2025_one_keeps_a_code_and_one_crosses_a_provincial_border():
    keeps = [merger.whole.digits for merger in MERGERS_2025 if merger.whole in merger.parts]
    crosses = [
        merger.whole.digits
        for merger in MERGERS_2025
        if {part.province for part in merger.parts} != {merger.whole.province}
    ]
    assert (keeps, crosses) == (["11002"], ["46030"])
    parts = [part for merger in MERGERS_2025 for part in merger.parts]
    assert len(parts) == len(set(parts))


def test_mergers_follow_each_other_whatever_their_order_in_the_list():
    first = Merger(date(2019, 1, 1), (NisCode("31001"), NisCode("31002")), NisCode("31003"))
    second = Merger(date(2025, 1, 1), (NisCode("31003"), NisCode("31004")), NisCode("31005"))
    assert municipality_on(NisCode("31001"), date(2025, 1, 1), [second, first]).digits == "31005"
    assert municipality_on(NisCode("31001"), date(2024, 1, 1), [second, first]).digits == "31003"
