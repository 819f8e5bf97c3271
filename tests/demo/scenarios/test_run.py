"""Rows through the real gateway: those of the short chapters hold; what does not is told."""

from dataclasses import replace
from pathlib import Path

import pytest

from beraad.demo.scenarios.chapter import Chapter, ChapterError, read_chapter, rendered
from beraad.demo.scenarios.run import Outcome, chapters_in, execute, outcome
from beraad.demo.scenarios.world import World
from beraad.journal.store import Journal


def test_every_row_holds(outcomes: list[Outcome]):
    told = [
        f"{one.system}:{one.line} {wrong.column}: expected {wrong.expected}, got {wrong.got}"
        for one in outcomes
        for wrong in one.differences
    ]
    assert told == []


def test_rows_run_in_the_order_of_their_days(world: World, outcomes: list[Outcome]):
    days = [one.asked.at for one in outcomes]
    assert days == sorted(days)
    assert len(outcomes) == 16


def test_each_row_left_its_entry_in_the_journal(world: World, outcomes: list[Outcome]):
    with Journal(world.gateway.files.journal) as journal:
        acts = {
            one.asked.kind: journal.entry(one.came.entry).act
            for one in outcomes
            if one.came.entry is not None and not one.asked.silent
        }
    assert acts == {
        "consult": "communication.refused",
        "explain": "communication.explained",
        "file": "file.refused",
        "publish": "mutation.published",
    }


def test_a_row_that_does_not_hold_is_told_with_what_came_back(
    world: World, chapters: list[Chapter], outcomes: list[Outcome]
):
    chapter = next(one for one in chapters if one.system == "flexi-jobs")
    row = replace(chapter.rows[0], expected={"answer": "no", "missing": "nothing"})
    asked = next(one.asked for one in outcomes if one.asked.name == f"flexi-jobs:{row.line}")
    (wrong,) = outcome(world, chapter, row, asked).differences
    assert (wrong.column, wrong.expected, wrong.got) == ("answer", "no", "yes")
    page = "\n".join(rendered(replace(chapter, rows=(row,)), {row.line: {"answer": "yes"}}))
    assert "**answer? yes**" in page
    assert "*Executed: 0 of 1 rows hold.*" in page


def test_who_stands_how_in_the_directory_is_seen(outcomes: list[Outcome]):
    files = [one for one in outcomes if one.system == "buffer-database"]
    assert [one.line for one in files if one.whom == {"replaced"}] == [46]
    assert [one.line for one in files if one.whom == {"nobody's"}] == [82]


def test_a_window_shows_which_of_its_edges_had_data(outcomes: list[Outcome]):
    career = next(one for one in outcomes if one.asked.source == "sigedis-careers")
    assert career.came.edges == {"first day"}


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ({"who": "pharmasist at pharmacy"}, "'pharmasist' is no role; did you mean 'pharmacist'?"),
        ({"who": "nso"}, "'nso' is no organisation; did you mean 'nsso'?"),
        ({"about": "Fatma"}, "'Fatma' is nobody here; did you mean 'Fatima'?"),
        ({"from": "sigedis-career"}, "'sigedis-career' is no word for `from`; did you mean"),
        ({"day": "2024-7-1"}, "'2024-7-1' is no day; expected a day such as 2024-07-01"),
        ({"source": "sleeps"}, "'sleeps' is no word for `source`; there are: does not answer"),
        ({"colour": "red"}, "'colour' is no column or item; "),
        ({"channel": "post"}, "'post' is no channel; "),
        ({"channel": "notify", "about": "Fatima, Walter"}, "only a file is about several persons"),
    ],
)
def test_what_cannot_be_meant_is_told_with_its_line_before_anything_runs(
    world: World, chapters: list[Chapter], cells: dict[str, str], told: str
):
    chapter = next(one for one in chapters if one.system == "flexi-jobs")
    row = replace(chapter.rows[-1], given={**chapter.rows[-1].given, **cells})
    with pytest.raises(ChapterError, match=r"flexi-jobs/scenarios.md:50: ") as error:
        next(execute(world, [replace(chapter, rows=(row,))]))
    assert told in str(error.value)


def test_a_cell_that_must_be_there_is_told(world: World, chapters: list[Chapter]):
    chapter = next(one for one in chapters if one.system == "flexi-jobs")
    given = {name: cell for name, cell in chapter.rows[0].given.items() if name != "for"}
    row = replace(chapter.rows[0], given=given)
    with pytest.raises(ChapterError, match="`for` is neither a column nor an item"):
        next(execute(world, [replace(chapter, rows=(row,))]))


def test_a_column_that_nothing_fills_is_told(world: World, chapters: list[Chapter]):
    chapter = next(one for one in chapters if one.system == "flexi-jobs")
    row = replace(chapter.rows[0], expected={"anser": "yes"})
    with pytest.raises(
        ChapterError, match="'anser' is no column of what comes back; did you mean 'answer'"
    ):
        next(execute(world, [replace(chapter, rows=(row,))]))


def test_a_system_without_a_chapter_gets_those_that_have_one(systems: Path):
    with pytest.raises(
        LookupError, match=r"no system 'videos'.* buffer-database, flexi-jobs, vidis"
    ):
        chapters_in(systems, ["videos"])
    assert [one.system for one in chapters_in(systems, ["flexi-jobs"])] == ["flexi-jobs"]


def test_a_chapter_knows_its_title_and_its_scenarios(systems: Path):
    chapter = read_chapter(systems / "flexi-jobs" / "scenarios.md")
    assert chapter.title == "Flexi-jobs: yes or no, at once"
    assert chapter.scenarios == (
        "The employer hears yes or no",
        "The Office reads the career, a year back",
    )
