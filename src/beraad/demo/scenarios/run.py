"""Chapters executed: each row asked, in order of its day, and compared with what it expects."""

import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from beraad.demo.scenarios.asked import Asked, Kind, asked_in
from beraad.demo.scenarios.cast import Cast
from beraad.demo.scenarios.chapter import Cells, Chapter, Row, read_chapter
from beraad.demo.scenarios.consult import consult, explain
from beraad.demo.scenarios.file import send
from beraad.demo.scenarios.publication import publish
from beraad.demo.scenarios.raw import standing
from beraad.demo.scenarios.told import Came, same
from beraad.demo.scenarios.world import Running, World, open_world
from beraad.law.register import Register

NAME = "scenarios.md"
Way = Callable[[World, Running, Cast, Asked], Came]
WAYS: Mapping[Kind, Way] = {
    "consult": consult,
    "explain": explain,
    "file": send,
    "publish": publish,
}


@dataclass(frozen=True, slots=True)
class Difference:
    """A column that does not hold."""

    column: str
    expected: str
    got: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """A row that was executed: what was asked, what came back, and what is not as expected.

    `whom` says whether somebody is asked about under a number that nobody has, or one that was
    replaced.
    """

    system: str
    line: int
    scenario: str
    asked: Asked
    whom: frozenset[str]
    expected: Cells
    came: Came
    differences: tuple[Difference, ...]

    @property
    def holds(self) -> bool:
        """Whether all is as expected."""
        return not self.differences


def chapters_in(systems: Path, names: Iterable[str] = ()) -> list[Chapter]:
    """The chapters of these systems, or of all that have one; LookupError names another word."""
    found = {path.parent.name: path for path in sorted(systems.glob(f"*/{NAME}"))}
    if not found:
        raise LookupError(f"{systems} holds no system with a chapter {NAME}")
    wanted = list(dict.fromkeys(names)) or list(found)
    for name in wanted:
        if name not in found:
            told = ", ".join(found)
            raise LookupError(f"no system '{name}' with a chapter {NAME}; there are: {told}")
    return [read_chapter(found[name]) for name in wanted]


def execute(world: World, chapters: Iterable[Chapter]) -> Iterator[tuple[Chapter, Row, Outcome]]:
    """Every row in order of its day; ChapterError where a row cannot be meant, before any runs."""
    catalogue = world.register.catalogue
    asked = [
        (asked_in(row, chapter, world.casts[chapter.system], catalogue), chapter, row)
        for chapter in chapters
        for row in chapter.rows
    ]
    for question, chapter, row in sorted(asked, key=lambda one: one[0].at):
        yield chapter, row, outcome(world, chapter, row, question)


def outcome(world: World, chapter: Chapter, row: Row, asked: Asked) -> Outcome:
    """One row executed."""
    people = world.casts[chapter.system]
    world.clock.at = asked.at
    gateway = world.silent if asked.silent else world.gateway
    came = WAYS[asked.kind](world, gateway, people, asked)
    wrong = [
        Difference("raw read", "as the law and the source have it", one) for one in came.faults
    ]
    for name, expected in row.expected.items():
        got = came.cells.get(name, "")
        if not same(expected, got, people):
            wrong.append(Difference(name, expected, got))
    whom = frozenset(kind for one in asked.about if (kind := standing(world.stores, one)))
    there = (chapter.system, row.line, row.scenario)
    return Outcome(*there, asked, whom, row.expected, came, tuple(wrong))


@contextmanager
def executed(
    systems: Path, register: Register, chapters: list[Chapter]
) -> Iterator[tuple[World, list[Outcome]]]:
    """The outcomes of all rows of these chapters, in a world that is there until the end."""
    with (
        tempfile.TemporaryDirectory(prefix="beraad-scenarios-") as folder,
        open_world(Path(folder) / "world", systems, register, chapters) as world,
    ):
        yield world, [outcome for _, _, outcome in execute(world, chapters)]
