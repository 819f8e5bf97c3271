"""Which deliberations a printed text refers to, with which dates."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beraad.belgium.references import Adoption, references

REPORT = (Path(__file__).parent / "data" / "activiteitenverslag-2024.txt").read_text("utf-8")

THE_34_NUMBERS = (
    "12/082 13/094 15/048 16/008 17/015 17/053 18/046 18/140 20/144 22/056 23/224 24/002 24/008 "
    "24/018 24/028 24/036 24/042 24/044 24/062 24/102 24/106 24/120 24/124 24/130 24/132 24/134 "
    "24/164 24/176 24/200 24/202 24/206 24/220 24/222 25/052"
)


def _read(text):
    """number: dates of adoption [/ dates of amendment]"""
    lines = []
    for found in references(text):
        adopted = " ".join(adoption.on.isoformat() for adoption in found.adopted)
        amended = " ".join(day.isoformat() for day in found.amended)
        lines.append(f"{found.number}: {adopted}" + (f" / {amended}" if amended else ""))
    return lines


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("de beraadslaging nr. 24/044 van 5 maart 2024.", ["24/044: 2024-03-05"]),
        ("(beraadslaging nr 24/200 van 5 november \n\n2024)", ["24/200: 2024-11-05"]),
        ("de beraadslaging nr. \n\n25/052 van 16 april 2024", ["25/052: 2024-04-16"]),
        ("de beraadslaging nr. 24/\n\n052 van 16 \n\napril 2024", ["24/052: 2024-04-16"]),
        ("Beraadslaging N° 08/020 van 8 april 2008", ["08/020: 2008-04-08"]),
        ("beraadslaging nr. 13/094", ["13/094: "]),
    ],
)
def test_a_reference_is_found_however_it_is_printed(printed, expected):
    assert _read(printed) == expected


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        (
            "nr. 24/018 en nr. 24/106 van 6 februari 2024",
            ["24/018: 2024-02-06", "24/106: 2024-02-06"],
        ),
        (
            "beraadslagingen nr. 24/120 van 2 juli 2024 en nr. 24/164 van 1 \n\noktober 2024",
            ["24/120: 2024-07-02", "24/164: 2024-10-01"],
        ),
        (
            "beraadslagingen nrs. 24/002, 24/004 en 24/006 van 9 januari 2024",
            ["24/002: 2024-01-09", "24/004: 2024-01-09", "24/006: 2024-01-09"],
        ),
        (
            "beraadslagingen nr. 24/002 van 9 januari 2024 en nr. 24/004",
            ["24/002: 2024-01-09", "24/004: "],
        ),
    ],
)
def test_several_numbers_share_a_date_that_follows_them(printed, expected):
    assert _read(printed) == expected


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        (
            "BERAADSLAGING NR. 20/296 VAN 22 DECEMBER 2020, GEWIJZIGD OP 2 FEBRUARI 2021",
            ["20/296: 2020-12-22 / 2021-02-02"],
        ),
        (
            "beraadslaging nr. 24/002 van 9 januari 2024, gewijzigd op 5 maart 2024, 4 juni 2024 "
            "en 2 juli 2024",
            ["24/002: 2024-01-09 / 2024-03-05 2024-06-04 2024-07-02"],
        ),
        (
            "De wijziging van beraadslaging nr. 24/002 van 9 januari 2024 werd goedgekeurd tijdens "
            "de vergadering van 4 juni 2024.",
            ["24/002: 2024-01-09 / 2024-06-04"],
        ),
        (
            "Tijdens de vergadering van 4 juni 2024 keurde de kamer de wijziging goed van "
            "beraadslaging nr. 24/002.",
            ["24/002:  / 2024-06-04"],
        ),
    ],
)
def test_an_amendment_has_its_own_date(printed, expected):
    assert _read(printed) == expected


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        (
            "Het project werd onderzocht tijdens de vergadering van 2 juli 2024 "
            "(beraadslaging nr. 24/124).",
            ["24/124: 2024-07-02"],
        ),
        (
            "De mededeling (beraadslaging nr. 24/132) werd \n\nonderzocht op 1 oktober 2024.",
            ["24/132: 2024-10-01"],
        ),
        (
            "De kamer keurde op 3 december 2024 beraadslaging nr. \n\n24/202 goed.",
            ["24/202: 2024-12-03"],
        ),
        (
            "Tijdens de vergadering van 2 juli 2024 verwees de kamer naar beraadslaging nr. 18/140 "
            "van 6 november 2018.",
            ["18/140: 2018-11-06"],
        ),
        (
            "De vergadering was tijdens de vergadering van 2 juli 2024. Zie beraadslaging "
            "nr. 24/124.",
            ["24/124: "],
        ),
    ],
)
def test_a_number_without_a_date_has_the_date_of_the_sitting_in_its_sentence(printed, expected):
    assert _read(printed) == expected


@pytest.mark.parametrize(
    ("printed", "sections"),
    [
        (
            "nr. 17/053 van 5 september 2017 (afdeling sociale zekerheid) \n\nen 19 september 2017 "
            "(afdeling gezondheid)",
            [(date(2017, 9, 5), "sociale zekerheid"), (date(2017, 9, 19), "gezondheid")],
        ),
        (
            "nr. 17/114 van 19 december 2017 (afdeling gezondheid) en 9 januari 2018 (afdeling "
            "sociale\nzekerheid)",
            [(date(2017, 12, 19), "gezondheid"), (date(2018, 1, 9), "sociale zekerheid")],
        ),
    ],
)
def test_two_sections_may_decide_on_two_days_in_either_order(printed, sections):
    (found,) = references(printed)
    assert found.adopted == tuple(Adoption(on, section) for on, section in sections)


@pytest.mark.parametrize(
    "printed",
    [
        "ADVIES NR 12/25 van 6 maart 2012",
        "aanbeveling nr. 11/03 van 19 juli 2011",
        "artikel 35/1, § 1, van de wet van 15 augustus 2012",
        "het document IVC/KSZG/22/044",
        "beraadslaging FO nr. 08/2015 van 19 maart 2015",
        "",
    ],
)
def test_other_acts_with_like_numbers_are_no_deliberations(printed):
    assert references(printed) == ()


def test_a_date_that_does_not_exist_is_an_error_and_not_left_out():
    with pytest.raises(ValueError, match="'31 februari 2024' is not in the calendar"):
        references("beraadslaging nr. 24/018 van 31 februari 2024")


def test_the_report_of_2024_names_34_deliberations_each_once():
    numbers = sorted(str(found.number) for found in references(REPORT))
    assert numbers == THE_34_NUMBERS.split()


def test_the_dates_that_the_report_gives():
    assert _read(REPORT) == [
        "20/144: 2020-06-02",
        "23/224: 2023-11-07 / 2024-09-03",
        "24/130: 2024-09-03 / 2024-11-05",
        "18/140: 2018-11-06",
        "16/008: 2016-02-02",
        "18/046: 2018-04-03",
        "15/048: 2015-07-07",
        "24/044: 2024-03-05",
        "24/222: 2024-12-03",
        "24/008: 2024-02-06",
        "24/036: 2024-03-05",
        "24/200: 2024-11-05",
        "24/124: 2024-07-02",
        "24/042: 2024-03-05",
        "24/062: 2024-05-07",
        "24/102: 2024-10-01",
        "22/056: 2022-03-01",
        "12/082: 2012-09-18",
        "24/018: 2024-02-06",
        "24/106: 2024-02-06",
        "24/120: 2024-07-02",
        "24/164: 2024-10-01",
        "24/002: 2024-01-09",
        "24/176: 2024-10-01",
        "24/028: 2024-02-06",
        "25/052: 2024-04-16",  # as printed, though the year of the number is that after the date
        "24/134: 2024-09-03",
        "24/132: 2024-10-01",
        "24/220: 2024-12-03",
        "17/053: 2017-09-05 2017-09-19 / 2024-10-01",
        "13/094: 2013-10-22",
        "17/015: 2017-02-21 / 2024-11-05",
        "24/206: 2024-11-05",
        "24/202: 2024-12-03",
    ]


def test_a_reference_keeps_the_printed_words_and_their_place():
    (found,) = [found for found in references(REPORT) if str(found.number) == "25/052"]
    assert found.printed == "nr. 25/052 van 16 april 2024"
    assert " ".join(REPORT[found.start :].split()).startswith(found.printed)


@given(st.lists(st.sampled_from([" ", "\n", "\n\n", "  \n\n "]), min_size=7, max_size=7))
def test_a_line_may_break_wherever_a_space_stands(breaks):
    words = ["beraadslaging", "nr.", "24/134", "van", "3", "september", "2024"]
    text = "".join(word + gap for word, gap in zip(words, breaks, strict=True))
    assert _read(text) == ["24/134: 2024-09-03"]


@given(st.text())
def test_any_text_is_read_without_a_crash(text):
    assert all(text[found.start :] for found in references(text))
