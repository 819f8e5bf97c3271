"""The social-security half of the systems: what stands in it is what the report says."""

import re
import tomllib
from datetime import date
from typing import Any

import pytest

from beraad.law.act import day_of
from tests.systems.social_security import ROOT, SYSTEMS, amendments, deliberation, register

REPORT = ROOT / "tests" / "belgium" / "data" / "activiteitenverslag-2024.txt"
HEADINGS = ["# Subject", "# Assessment", "# Decision"]

# As the report prints them: number, kind (domain.md 2.4), adoption, days of the amendments.
ACTS = [
    ("15/048", "ruleset", "2015-07-07", ["2024"] * 3),
    ("16/008", "infrastructure", "2016-02-02", ["2024"] * 3),
    ("18/046", "ruleset", "2018-04-03", ["2024"] * 8),
    ("18/140", "general", "2018-11-06", []),
    ("20/144", "infrastructure", "2020-06-02", ["2024"]),
    ("23/224", "individual", "2023-11-07", ["2024-09-03"]),
    ("24/044", "good-practice", "2024-03-05", []),
    ("24/130", "individual", "2024-09-03", ["2024-11-05"]),
    ("24/222", "framework", "2024-12-03", []),
]
NUMBERS = [act[0] for act in ACTS]


@pytest.mark.parametrize(("number", "kind", "adopted", "amended"), ACTS, ids=NUMBERS)
def test_numbers_kinds_and_days_are_those_of_the_report(
    number: str, kind: str, adopted: str, amended: list[str]
) -> None:
    one = deliberation(number)
    assert (one.kind, one.head.chamber) == (kind, "social-security-and-health")
    assert [str(adoption.day) for adoption in one.head.adopted] == [adopted]
    days = [str(a.head.adopted[0].day) for a in amendments(number)]
    assert days == amended


@pytest.mark.parametrize("number", ["15/048", "16/008", "18/046"])
def test_undated_amendments_follow_each_other_in_their_own_order(number: str) -> None:
    sequence = [a.head.sequence for a in amendments(number)]
    assert sorted(sequence) == list(range(1, len(sequence) + 1))


IN_FORCE = [
    ("20/144", "2020-06-02"),  # at once
    ("23/224", "2023-11-07"),  # sixteen days before the ten working days came
    ("24/044", "2024-03-20"),
    ("24/130", "2024-09-18"),
    ("24/222", "2024-12-18"),
]


@pytest.mark.parametrize(("number", "day"), IN_FORCE)
def test_ten_working_days_count_only_since_the_law_of_23_november_2023(
    number: str, day: str
) -> None:
    start = register().in_force(deliberation(number).head)
    assert start is not None
    assert day_of(start) == date.fromisoformat(day)


@pytest.mark.parametrize(("number", "day"), [("23/224", "2024-09-18"), ("24/130", "2024-11-21")])
def test_dated_amendments_take_effect_after_ten_working_days(number: str, day: str) -> None:
    start = register().in_force(amendments(number)[0].head)
    assert start is not None
    assert day_of(start) == date.fromisoformat(day)


def test_undated_amendments_never_take_effect_too_early() -> None:
    starts = {
        register().in_force(a.head) for n in ("15/048", "16/008", "18/046") for a in amendments(n)
    }
    assert {day_of(start) for start in starts if start} == {date(2025, 1, 16)}


@pytest.mark.parametrize("number", ["24/044", "24/222"])
def test_good_practice_and_framework_authorise_nothing(number: str) -> None:
    assert deliberation(number).content.clauses == ()


def test_the_good_practices_carry_a_checklist_and_the_framework_a_frame() -> None:
    (checklist,) = deliberation("24/044").content.checklists
    assert checklist.name == "public-cloud"
    assert len(checklist.questions) == 8
    (frame,) = deliberation("24/222").content.frames
    assert (frame.binds, len(frame.requires)) == ("mandate", 4)


@pytest.mark.parametrize("number", NUMBERS)
def test_each_text_has_its_headings_and_says_that_it_is_illustrative(number: str) -> None:
    one = deliberation(number)
    parts = one.document.parts
    paragraphs = [part for part in parts if part.kind == "paragraph"]
    headings = [part.raw.strip() for part in parts if part.kind == "heading"]
    assert [h for h in headings if h.startswith("# ")] == HEADINGS
    assert len(headings) == len(HEADINGS) + 6
    assert 8 <= len(paragraphs) <= 18
    assert one.head.prose == "illustrative"
    texts = [one.document, *(a.document for a in amendments(number))]
    for text in texts:
        written = text.write()
        assert "# Subject\n\n> Illustrative text." in written


def printed(first: int, last: int) -> str:
    """Lines of the report, counted from 1, as one line."""
    lines = REPORT.read_text("utf-8").splitlines()[first - 1 : last]
    return re.sub(r"\s+", " ", " ".join(lines)).replace("- ", "-").strip()


def quoted_parts(passage: str) -> list[str]:
    """A quotation in the parts between its dots of omission."""
    parts = [re.sub(r"\s+", " ", part).replace("- ", "-") for part in passage.split("…")]
    return [part for part in (p.strip(" .;,") for p in parts) if part]


@pytest.mark.parametrize("number", NUMBERS)
def test_passages_stand_in_the_report_at_the_lines_given(number: str) -> None:
    for head in (deliberation(number).head, *(a.head for a in amendments(number))):
        match = re.fullmatch(r"activity report 2024, lines (\d+)-(\d+)", head.source)
        assert match
        text = printed(int(match[1]), int(match[2]))
        assert head.passage
        assert [part for part in quoted_parts(head.passage) if part not in text] == []


def figures() -> list[dict[str, Any]]:
    with (SYSTEMS / "figures-2024.toml").open("rb") as file:
        entries = tomllib.load(file)["figure"]
    assert isinstance(entries, list)
    return entries


@pytest.mark.parametrize("figure", figures(), ids=lambda figure: figure["id"])
def test_figures_stand_in_the_report_at_the_lines_given(figure: dict[str, Any]) -> None:
    text = printed(*figure["lines"])
    assert figure["exactness"] in ("exact", "approximate")
    assert figure["printed"] in text
    assert [part for part in quoted_parts(figure["sentence"]) if part not in text] == []


def test_figures_agree_with_each_other_and_with_the_amendments() -> None:
    value = {f["id"]: f.get("value") for f in figures()}
    assert len(value) == len(figures())
    assert value["sittings"] == 11
    total = (value["requests"], value["requests-social-security"], value["requests-health"])
    assert total == (193, 140, 53) == (140 + 53, 140, 53)
    for number in ("15/048", "16/008", "18/046"):
        assert value[f"amendments-{number.replace('/', '-')}"] == len(amendments(number))
    approximate = {
        f["id"]: f["value"] for f in figures() if f["exactness"] != "exact" and "value" in f
    }
    assert approximate == {
        "transition-years": 5,
        "register-accesses": 20,
        "pseudonymised": 15,
        "state-reform": 10,
    }
