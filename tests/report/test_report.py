"""What the report of a year tells, whence, and what it leaves open."""

import re

import pytest
from msgspec.structs import replace

from beraad.law.load import load
from beraad.report.plan import read_plan
from beraad.report.printed import Printed
from beraad.report.report import report
from tests.law.world import CATALOGUE
from tests.report.annual import printed, register, report_2024

NAMED = re.findall(
    "[0-9]{2}/[0-9]{3}",
    """
    12/082 13/094 15/048 16/008 17/015 17/053 18/046 18/140 20/144 22/056 23/224 24/002 24/008
    24/018 24/028 24/036 24/042 24/044 24/062 24/102 24/106 24/120 24/124 24/130 24/132 24/134
    24/164 24/176 24/200 24/202 24/206 24/220 24/222 25/052
    """,
)
SECTIONS = """
general social-security registers research-policy supplementary-advantages state-reform flexi-jobs
public-cloud mandates health health-research vidis shared-pharmaceutical-file
flemish-social-protection vikz iriscare walcarenet cancer-registry mult-emediatt healthdata trio
patient-channel other further
"""


def test_193_is_140_and_53_and_the_register_counts_3_8_and_3_amendments():
    told = [
        (check.kind, check.claimed, check.printed, check.found, check.agrees)
        for check in report_2024().checks
    ]
    assert told == [
        ("sum", "requests", 193, 193, True),
        ("amendments", "amendments-16-008", 3, 3, True),
        ("amendments", "amendments-18-046", 8, 8, True),
        ("amendments", "amendments-15-048", 3, 3, True),
    ]


def test_a_total_that_is_not_the_sum_of_its_parts_is_told():
    wrong = replace(printed().figures["requests"], value=194)
    figures = Printed(2024, {**printed().figures, "requests": wrong})
    told = report(2024, register(), figures).checks[0]
    assert (told.printed, told.found, told.agrees) == (194, 193, False)


def test_a_register_without_the_amendments_does_not_agree():
    told = report(2024, load({"catalogue.md": CATALOGUE.encode()}), printed()).checks
    assert [(check.found, check.agrees) for check in told[1:]] == [(0, False)] * 3


def test_every_printed_figure_is_in_the_report_as_it_was_printed():
    for identity, figure in printed().figures.items():
        assert report_2024().figures[identity] == figure


def test_what_can_be_traced_is_counted_with_the_entries_behind_it():
    figures = report_2024().figures
    told = {
        name: figures[name].value for name in figures if figures[name].source.kind == "register"
    }
    assert told == {
        "numbers-named": 34,
        "numbers-named-social-security": 9,
        "numbers-named-health": 25,
        "deliberations-new": 23,
        "amendments": 22,
        "acts-traced": 45,
        "sittings-traced": 10,
        "amendments-of-16-008": 3,
        "amendments-of-18-046": 8,
        "amendments-of-15-048": 3,
    }
    assert list(figures["numbers-named"].source.entries) == NAMED
    assert "2024-04-16" in figures["sittings-traced"].source.entries
    assert (
        "harmonised-statuses/18-046-amendment-8.md"
        in figures["amendments-of-18-046"].source.entries
    )


def test_the_sections_stand_in_the_order_of_the_original_and_hold_every_number_once():
    sections = [section.id for section in report_2024().plan.sections]
    assert " ".join(sections) == " ".join(SECTIONS.split())
    listed = [one.row.number for some in report_2024().sections.values() for one in some]
    assert sorted(listed) == NAMED
    assert report_2024().sections["other"] == ()


def test_the_original_is_silent_on_these_and_the_report_says_so():
    for name in read_plan().beyond:
        figure = report_2024().figures[name]
        assert (figure.value, figure.exactness, figure.source.kind) == (None, None, "not-recorded")


def test_printed_figures_of_another_year_do_not_count():
    told = report(2023, register(), printed())
    assert told.figures["requests"].source.kind == "not-recorded"
    assert told.checks == ()
    assert not told.printed


@pytest.mark.parametrize(("year", "named"), [(2024, 34), (2022, None), (2030, None)])
def test_no_report_that_was_not_printed_is_said_to_name_numbers(year: int, named: int | None):
    told = report(year, register(), printed() if year == 2024 else None).figures
    found = [one for name, one in told.items() if name.startswith("numbers-named")]
    assert len(found) == (3 if named else 0)
    assert [one.value for one in found[:1]] == ([named] if named else [])
