"""Each row of each chapter of the manual is a test; those of the systems: tests/systems."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.scenarios.questions import World
from tests.scenarios.runner import ROOT, Chapter, Row, read_chapter, rendered, run, world_of

CHAPTERS = sorted(Path(__file__).parent.glob("*.md"))


def every_row() -> Iterator[object]:
    for path in CHAPTERS:
        chapter = read_chapter(path)
        for row in chapter.rows:
            yield pytest.param(chapter, row, id=f"{path.relative_to(ROOT)}:{row.line}")


@cache
def world(path: Path) -> World:
    return world_of(read_chapter(path))


@pytest.mark.parametrize(("chapter", "row"), [*every_row()])
def test_a_row_holds(chapter: Chapter, row: Row):
    assert run(row, world(chapter.path)) == row.expected


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.name)
def test_a_chapter_has_rows_each_with_an_expectation(path: Path):
    rows = read_chapter(path).rows
    assert rows
    assert all(row.expected for row in rows)


def chapter_of(tmp_path: Path, text: str) -> Chapter:
    path = tmp_path / "chapter.md"
    path.write_text(text, encoding="utf-8")
    return read_chapter(path)


def test_a_row_that_does_not_hold_shows_what_came_back(tmp_path: Path):
    chapter = chapter_of(
        tmp_path, "# Sittings\n\n| sitting | in force? |\n|---|---|\n| 2024-01-09 | 2024-01-10 |\n"
    )
    page = "\n".join(rendered(chapter, world_of(chapter)))
    assert "| 2024-01-09 | 2024-01-10 | **in force? 2024-01-24**" in page
    assert "*Executed: 0 of 1 rows hold.*" in page


def test_columns_that_no_question_has_are_told_with_those_that_there_are(tmp_path: Path):
    chapter = chapter_of(tmp_path, "| sitting | colour? |\n|---|---|\n| 2024-01-09 | red |\n")
    with pytest.raises(ValueError, match=r"line 3: no question with the columns sitting, colour\?"):
        run(chapter.rows[0], world_of(chapter))


def test_a_row_with_another_number_of_cells_is_told_with_its_line(tmp_path: Path):
    with pytest.raises(ValueError, match=r"chapter\.md:3: 1 cells under 2 heads"):
        chapter_of(tmp_path, "| sitting | in force? |\n|---|---|\n| 2024-01-09 |\n")
