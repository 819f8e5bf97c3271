"""Later years are read from the journal: the committee's acts and the flows."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beraad.journal.entry import Entry
from beraad.journal.note import SigningKey
from beraad.journal.store import Journal
from beraad.report.happened import happened, runs
from beraad.report.report import report
from tests.report.annual import noon, printed, register

KEY = SigningKey("beraad.example/journal", bytes(range(32)))
STORY = """
2030-01-07 26/001 request.submitted
2030-01-09 26/001 request.found-incomplete
2030-01-14 26/001 request.found-complete treat_by=2030-03-05
2030-01-15 26/002 request.submitted
2030-01-16 26/002 request.found-complete treat_by=2030-02-05
2030-01-20 26/001 request.put-on-agenda sitting=2030-02-05
2030-01-20 26/002 request.put-on-agenda sitting=2030-02-05
2030-02-05 26/001 request.adopted
2030-02-05 26/002 request.adjourned
2030-02-20 26/002 request.put-on-agenda sitting=2030-03-05
2030-03-05 26/002 request.refused
2030-06-01 26/001 communication.permitted
2030-06-02 26/001 communication.refused
2030-06-03 26/001 communication.permitted
2031-01-02 26/003 request.submitted
"""


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    with Journal(tmp_path / "journal.db", KEY) as journal:
        journal.append([entry(line) for line in STORY.split("\n") if line])
        yield journal


def entry(line: str) -> Entry:
    day, about, act, *facts = line.split()
    told = dict(fact.split("=") for fact in facts)
    return Entry(at=noon(day), act=act, actor="somebody", about=about, facts=told)


def test_the_figures_of_a_year_are_counted_with_the_entries_behind_them(journal: Journal):
    told = {one.id: (one.value, one.source.entries) for one in happened(journal, 2030)}
    assert told == {
        "requests-submitted": (2, ("0", "3")),
        "requests-incomplete": (1, ("1",)),
        "requests-complete": (2, ("2", "4")),
        "requests": (1, ("7",)),
        "requests-refused": (1, ("10",)),
        "requests-adjourned": (1, ("8",)),
        "requests-withdrawn": (0, ()),
        "flows-permitted": (2, ("11", "13")),
        "flows-refused": (1, ("12",)),
        "sittings": (2, ("7-8", "10")),
        "lead-time": (49, ("0", "3", "7", "10")),
        "requests-late": (1, ("7", "10")),
    }


def test_a_journal_that_was_not_kept_counts_nothing_not_zero(journal: Journal):
    for year, kept in ((2029, set()), (2031, {"requests-submitted", "requests"})):
        figures = {one.id: one for one in happened(journal, year)}
        assert {name for name in kept if figures[name].recorded} == kept
        assert not figures["flows-permitted"].recorded
        assert not figures["lead-time"].recorded
    assert not any(one.recorded for one in happened(None, 2030))


def test_a_year_begins_at_midnight_in_brussels(tmp_path: Path):
    with Journal(tmp_path / "journal.db", KEY) as journal:
        at = datetime(2029, 12, 31, 23, 30, tzinfo=UTC)
        journal.append([Entry(at=at, act="request.submitted", actor="town", about="30/001")])
        told = [next(iter(happened(journal, year))).value for year in (2029, 2030)]
    assert told == [None, 1]


def test_the_report_of_a_later_year_comes_from_the_journal(journal: Journal):
    told = report(2030, register(), printed(), journal)
    assert told.figures["requests"].value == 1
    assert told.figures["requests"].source.kind == "journal"
    assert told.figures["requests-social-security"].source.kind == "not-recorded"
    assert told.figures["requests-refused"].value == 1


def test_what_was_printed_stands_and_the_journal_fills_what_was_not(journal: Journal):
    told = report(2024, register(), printed(), journal)
    assert told.figures["requests"].value == 193
    assert told.figures["requests-refused"].source.kind == "not-recorded"


@given(st.sets(st.integers(0, 60)))
def test_runs_hold_every_position_and_no_other(positions: set[int]):
    told: list[int] = []
    for run in runs(positions):
        first, _, last = run.partition("-")
        told += range(int(first), int(last or first) + 1)
    assert told == sorted(positions)


DELIVERIES = [
    # recipient, place and delivery of each entry, how many communications that is
    (["fpd", "fpd"], 2),
    (["fpd 1 1", "fpd 2 1", "nemo 1 1"], 3),
    (["fpd 1 1", "fpd 1 2", "fpd 1 3", "fpd"], 2),
    (["fpd 1 2", "fpd 1 3"], 1),  # what it brought at first failed
]


@pytest.mark.parametrize(("deliveries", "counted"), DELIVERIES)
@pytest.mark.parametrize("end", ["permitted", "refused"])
def test_a_notification_that_is_delivered_again_is_one_communication(
    tmp_path: Path, deliveries: list[str], counted: int, end: str
):
    with Journal(tmp_path / "journal.db", KEY) as journal:
        for line in deliveries:
            facts = dict(zip(("recipient", "place", "delivery"), line.split(), strict=False))
            act = f"communication.{end}"
            journal.append([Entry(at=noon("2030-06-01"), act=act, actor="gateway", facts=facts)])
        (figure,) = [one for one in happened(journal, 2030) if one.id == f"flows-{end}"]
    assert figure.value == counted
