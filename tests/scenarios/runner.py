"""The chapters of the manual, executed by the reference interpreter: docs/how-to/write-a-spec.md.

The names of the columns say what is asked: see `questions.py`. Chapters of systems are executed by
the gateway instead: beraad/demo/scenarios.
"""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from beraad.demo.scenarios.chapter import Chapter, Row, read_chapter
from beraad.demo.scenarios.chapter import rendered as rendered_with
from beraad.law.load import load
from beraad.register.shelf import find_files
from tests.scenarios.questions import QUESTIONS, Answer, World, by_reference

__all__ = ["Chapter", "Row", "read_chapter"]

ROOT = Path(__file__).parents[2]


@cache
def system_files() -> dict[str, bytes]:
    """The documents of the systems, by the name that messages may show."""
    files = find_files([ROOT / "systems"])
    return {str(Path(name).relative_to(ROOT)): content for name, content in files.items()}


def world_of(chapter: Chapter, answer: Answer = by_reference) -> World:
    """The systems with the chapter's own documents."""
    return World(load(system_files() | chapter.documents), answer)


def run(row: Row, world: World) -> dict[str, str]:
    """What comes back, by column; ValueError where no question has these columns."""
    for wants, may, gives, ask in QUESTIONS:
        if wants <= row.given.keys() <= wants | may and row.expected.keys() <= gives:
            found = ask(row.given, world)
            # French sets a no-break space before a colon; in a table nobody would see it missing.
            return {name: found[name].replace("\xa0", " ") for name in row.expected}
    known = "; ".join(f"{', '.join(sorted(q[0]))} -> {', '.join(sorted(q[2]))}" for q in QUESTIONS)
    names = ", ".join([*row.given, *(f"{name}?" for name in row.expected)])
    raise ValueError(f"line {row.line}: no question with the columns {names}; there are: {known}")


def rendered(chapter: Chapter, world: World) -> Iterator[str]:
    """The lines of the chapter with its results."""
    return rendered_with(chapter, {row.line: run(row, world) for row in chapter.rows})
