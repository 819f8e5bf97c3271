"""The health half of the systems: what stands in it is what the report says."""

import re
from datetime import date

import pytest

from beraad.law.act import day_of
from tests.systems.health import ACTS, NUMBERS, ROOT, amendments, begins, deliberation, register

REPORT = ROOT / "tests" / "belgium" / "data" / "activiteitenverslag-2024.txt"


@pytest.mark.parametrize(("number", "kind", "adopted", "amended"), ACTS, ids=NUMBERS)
def test_numbers_kinds_and_days_are_those_of_the_report(
    number: str, kind: str, adopted: list[str], amended: list[str]
) -> None:
    one = deliberation(number)
    assert (one.kind, one.head.chamber) == (kind, "social-security-and-health")
    assert [str(adoption.day) for adoption in one.head.adopted] == adopted
    assert [str(a.head.adopted[0].day) for a in amendments(number)] == amended


def test_the_two_sections_of_17_053_decided_on_two_days() -> None:
    sections = [adoption.section for adoption in deliberation("17/053").head.adopted]
    assert sections == ["social-security", "health"]


def test_two_numbers_are_kept_as_printed_and_told_and_no_other() -> None:
    assert [(w.kind, w.nearest) for w in register().warnings] == [
        ("number-late", "24/052"),
        ("number-order", "24/016 or 24/006"),
    ]


ODDITIES = [
    ("25/052", "nr. 25/052 van 16 april 2024", "24/052"),
    ("24/106", "nr. 24/106 van 6 februari 2024", "24/016 or 24/006"),
    ("17/053", "Multi-eMediatt", "Mult-eMediatt"),
    ("24/220", "2044-11:  Breast Cancer Screening", ""),
    ("24/120", "Vlaams Instituut voor Kwaliteit en Zorg (VIKZ)", "van Zorg (VIKZ)"),
    ("24/164", "Vlaams Instituut voor Kwaliteit en Zorg (VIKZ)", "van Zorg (VIKZ)"),
    ("24/200", "beraadslaging nr 24/200 van 5 november 2024", ""),
    ("24/028", "Stichting kankerregister", ""),
]


@pytest.mark.parametrize(("number", "printed", "probably"), ODDITIES)
def test_oddities_stand_as_printed(number: str, printed: str, probably: str) -> None:
    head = deliberation(number).head
    assert head.as_printed == printed
    assert " or ".join(head.probably).endswith(probably)


def squeezed(text: str) -> str:
    """One line, words that a line or page end broke made whole."""
    return re.sub(r"\s+", " ", text).replace("- ", "-").strip(" .;,")


@pytest.mark.parametrize("number", NUMBERS)
def test_passages_stand_in_the_report_at_the_lines_given(number: str) -> None:
    lines = REPORT.read_text("utf-8").splitlines()
    for head in (deliberation(number).head, *(a.head for a in amendments(number))):
        match = re.fullmatch(r"activity report 2024, lines (\d+)-(\d+)", head.source)
        assert match
        text = squeezed(" ".join(lines[int(match[1]) - 1 : int(match[2])]))
        parts = [squeezed(part) for part in head.passage.split("…")]
        assert head.passage
        assert [part for part in parts if part not in text] == []


@pytest.mark.parametrize("number", NUMBERS)
def test_each_text_has_its_headings_and_says_that_it_is_illustrative(number: str) -> None:
    one = deliberation(number)
    for document, headings in [(one.document, 9), *((a.document, 9) for a in amendments(number))]:
        kinds = [part.kind for part in document.parts]
        assert (kinds.count("heading"), document.front.entries["prose"].text) == (
            headings,
            "illustrative",
        )
        assert "# Subject\n\n> Illustrative text." in document.write()
        assert 8 <= kinds.count("paragraph") <= 14


@pytest.mark.parametrize(
    ("number", "day"),
    [
        *[("12/082", "2012-09-18"), ("22/056", "2022-03-01"), ("24/002", "2024-01-24")],
        *[("24/018", "2024-02-21"), ("24/036", "2024-03-20"), ("25/052", "2024-05-01")],
        *[("24/062", "2024-05-24"), ("24/120", "2024-07-17"), ("24/134", "2024-09-18")],
        *[("24/102", "2024-10-16"), ("24/200", "2024-11-21"), ("24/202", "2024-12-18")],
        ("24/206", "2025-02-19"),
    ],
)
def test_entry_into_force_follows_the_regime_of_the_day(number: str, day: str) -> None:
    assert begins(number) == date.fromisoformat(day)


@pytest.mark.parametrize(
    ("number", "day"),
    [
        *[("12/082", "2025-01-16"), ("22/056", "2025-01-16"), ("13/094", "2025-01-16")],
        *[("17/053", "2024-10-16"), ("17/015", "2024-11-21")],
    ],
)
def test_amendments_without_a_date_never_work_too_early(number: str, day: str) -> None:
    (amendment,) = amendments(number)
    start = register().in_force(amendment.head)
    assert start is not None
    assert day_of(start) == date.fromisoformat(day)


def test_the_day_of_the_law_of_trio_is_told_as_taken_and_not_as_known() -> None:
    """What is known is only that the platform was operational from that day."""
    for file in ("24-206.md", "catalogue.md"):
        told = " ".join((ROOT / "systems" / "trio" / file).read_text("utf-8").split())
        assert "the platform was operational" in told
        assert re.search(r"taken [^.]*\(illustration\)", told.replace("> ", "")), file
