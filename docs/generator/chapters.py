"""The chapters of the systems with their results, and the list of the systems."""

import logging
from collections.abc import Iterable

from beraad.demo.scenarios.chapter import rendered
from beraad.demo.scenarios.result import Result, result
from beraad.demo.scenarios.run import Outcome, chapters_in, executed
from beraad.register.shelf import demonstrations, open_register
from beraad.site.folders import SATURDAY
from generator.page import ROOT, Pages, page, table

SYSTEMS = ROOT / "systems"
INTRODUCTION = """\
The systems of the activity report of 2024 that are shown at work: each has a chapter whose rows
were asked of a real gateway over HTTP, on simulated persons. `beraad systems` runs them again, and
`beraad systems vidis --show` walks through one of them step by step, with the clause that decides
and the proof that it was recorded. How a chapter is written is told in [write a
spec](../how-to/write-a-spec.md).
"""
HEADS = ("system", "deliberations", "scenarios", "passed", "rows")


def pages() -> Pages:
    """A page a chapter, and their list."""
    logging.getLogger("beraad.gateway").addHandler(logging.NullHandler())
    chapters = chapters_in(SYSTEMS)
    register = open_register([SYSTEMS, *demonstrations([SYSTEMS])], saturday=SATURDAY)
    with executed(SYSTEMS, register, chapters) as (world, outcomes):
        found = [result(one, register, outcomes, world.clock()) for one in chapters]
    for chapter in chapters:
        own = {one.line: cells(one) for one in outcomes if one.system == chapter.system}
        yield f"systems/{chapter.system}.md", "\n".join(rendered(chapter, own))
    parts = (INTRODUCTION, table(HEADS, map(line, found)), *map(section, found))
    yield "reference/systems.md", page("The systems of 2024", *parts)


def cells(one: Outcome) -> dict[str, str]:
    """What came back; a cell that holds, as the chapter writes it."""
    wrong = {difference.column: difference.got for difference in one.differences}
    return {**one.came.cells, **one.expected, **wrong}


def line(one: Result) -> tuple[str, ...]:
    """A row of the list."""
    counts = (len(one.scenarios), one.passed, sum(scenario.rows for scenario in one.scenarios))
    linked = f"[{one.system}](../systems/{one.system}.md)"
    return linked, ", ".join(one.deliberations), *map(str, counts)


def section(one: Result) -> str:
    """The scenarios of a system."""
    return f"## {one.title}\n\n{listed(scenario.title for scenario in one.scenarios)}"


def listed(titles: Iterable[str]) -> str:
    """A list."""
    return "".join(f"- {title}\n" for title in titles)
