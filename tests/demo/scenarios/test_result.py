"""What a run came to is kept, and what was kept of other systems stays."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from beraad.demo.scenarios.chapter import Chapter
from beraad.demo.scenarios.result import FILE, keep, read_kept, result
from beraad.demo.scenarios.run import Difference, Outcome
from beraad.law.register import Register

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def test_a_scenario_passes_if_all_its_rows_hold(
    chapters: list[Chapter], register: Register, outcomes: list[Outcome]
):
    chapter = next(one for one in chapters if one.system == "flexi-jobs")
    found = result(chapter, register, outcomes, NOW)
    assert (found.deliberations, found.passed, found.failed) == (["15/048"], 2, 0)
    wrong = (Difference("answer", "no", "yes"),)
    changed = [replace(one, differences=wrong) if one.line == 37 else one for one in outcomes]
    failed = result(chapter, register, changed, NOW)
    assert (failed.passed, failed.failed) == (1, 1)
    (failure,) = failed.failures
    assert failure.place.endswith("flexi-jobs/scenarios.md:37")
    assert (failure.column, failure.expected, failure.got) == ("answer", "no", "yes")


def test_results_are_kept_by_system(
    tmp_path: Path, chapters: list[Chapter], register: Register, outcomes: list[Outcome]
):
    one, other = (result(chapter, register, outcomes, NOW) for chapter in chapters[:2])
    keep(tmp_path / "state", {one.system: one})
    keep(tmp_path / "state", {other.system: other})
    assert read_kept(tmp_path / "state") == {one.system: one, other.system: other}


def test_nothing_is_kept_where_nothing_was_run(tmp_path: Path):
    assert read_kept(tmp_path) == {}


def test_a_file_of_another_kind_is_told_and_replaced_by_the_next_run(
    tmp_path: Path, chapters: list[Chapter], register: Register, outcomes: list[Outcome]
):
    (tmp_path / FILE).write_text("[]")
    with pytest.raises(ValueError, match=r"systems.json: .*delete it, and run `beraad systems`"):
        read_kept(tmp_path)
    found = result(chapters[0], register, outcomes, NOW)
    keep(tmp_path, {found.system: found})
    assert read_kept(tmp_path) == {found.system: found}
