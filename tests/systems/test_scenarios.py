"""Each row of each system's chapter is a test, through the real gateway over HTTP."""

from collections.abc import Iterator

import pytest

from beraad.demo.scenarios.chapter import Chapter
from beraad.demo.scenarios.run import chapters_in
from tests.systems.conftest import SYSTEMS, Executed

DECIDED = ("fields", "yes", "no", "permit", "refusal")
CHAPTERS = chapters_in(SYSTEMS)


def every_row() -> Iterator[object]:
    for chapter in CHAPTERS:
        for row in chapter.rows:
            yield pytest.param(chapter.system, row.line, id=f"{chapter.system}:{row.line}")


@pytest.mark.parametrize(("system", "line"), [*every_row()])
def test_a_row_holds(all_executed: Executed, system: str, line: int):
    told = [
        f"{wrong.column}: expected {wrong.expected}, got {wrong.got}"
        for wrong in all_executed.outcomes[system, line].differences
    ]
    assert told == []


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda chapter: chapter.system)
def test_every_decision_says_by_number_and_paragraph_what_decides(chapter: Chapter):
    assert [row.line for row in chapter.rows if "answer" not in row.expected] == []
    decided = [row for row in chapter.rows if row.expected["answer"] in DECIDED]
    assert [row.line for row in decided if "by" not in row.expected] == []


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda chapter: chapter.system)
def test_every_scenario_has_a_title_of_its_own_in_plain_words(chapter: Chapter):
    titles = [line for line in chapter.lines if line.startswith("## ")]
    assert len(set(titles)) == len(titles)
    assert all(len(title.split()) >= 3 for title in chapter.scenarios)
