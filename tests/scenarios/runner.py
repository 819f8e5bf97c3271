"""Chapters that are executed: sentences, small tables, expectations; docs/how-to/write-a-spec.md.

A table is executed when a head of one of its columns ends in `?`. Such a column holds what must
come back; the other columns, and a list `- name: value` above the table, hold what goes in. The
names of the columns say what is asked: see `questions.py`.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from beraad.law.load import load
from beraad.register.shelf import find_files
from tests.scenarios.questions import QUESTIONS, Answer, Cells, World, by_reference

ROOT = Path(__file__).parents[2]
FILE = re.compile(r"````markdown (\S+)")
LISTED = re.compile(r"- ([a-z ]+): (.+)")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table: what goes in, and what must come back."""

    line: int
    given: Cells
    expected: Cells


@dataclass(frozen=True, slots=True)
class Chapter:
    """A file with its rows, and the documents that it adds to the register."""

    path: Path
    lines: tuple[str, ...]
    rows: tuple[Row, ...]
    documents: Mapping[str, bytes]


@cache
def system_files() -> dict[str, bytes]:
    """The documents of the systems, by the name that messages may show."""
    files = find_files([ROOT / "systems"])
    return {str(Path(name).relative_to(ROOT)): content for name, content in files.items()}


def world_of(chapter: Chapter, answer: Answer = by_reference) -> World:
    """The systems with the chapter's own documents."""
    return World(load(system_files() | chapter.documents), answer)


def read_chapter(path: Path) -> Chapter:
    """A chapter; ValueError names the line that cannot be read."""
    lines = path.read_text(encoding="utf-8").splitlines()
    documents: dict[str, bytes] = {}
    rows: list[Row] = []
    shared: dict[str, str] = {}
    head: list[str] = []
    at = 0
    while at < len(lines):
        line = lines[at]
        if match := FILE.fullmatch(line):
            end = lines.index("````", at)
            documents[match[1]] = "".join(f"{one}\n" for one in lines[at + 1 : end]).encode()
            at = end
        elif line.startswith("#"):
            shared = {}
        elif match := LISTED.fullmatch(line):
            shared = {**(shared if LISTED.fullmatch(lines[at - 1]) else {}), match[1]: match[2]}
        elif line.startswith("|") and not head:
            head = columns(line)
            at += 1  # the line of dashes
        elif line.startswith("|") and any(name.endswith("?") for name in head):
            rows.append(read_row(head, columns(line), shared, at + 1))
        elif not line.startswith("|"):
            head = []
        at += 1
    return Chapter(path, tuple(lines), tuple(rows), documents)


def columns(line: str) -> list[str]:
    """The cells of a line of a table."""
    return [cell.strip().strip("`") for cell in line.strip().strip("|").split("|")]


def read_row(head: list[str], cells: list[str], shared: Cells, line: int) -> Row:
    """A row; an empty cell gives and expects nothing."""
    if len(cells) != len(head):
        raise ValueError(f"line {line}: {len(cells)} cells under {len(head)} heads")
    found = [(name, cell) for name, cell in zip(head, cells, strict=True) if cell]
    given = {name: cell for name, cell in found if not name.endswith("?")}
    expected = {name[:-1]: cell for name, cell in found if name.endswith("?")}
    return Row(line, {**shared, **given}, expected)


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
    """The lines of the chapter with its results: what does not hold is told in its cell."""
    rows = {row.line: row for row in chapter.rows}
    done: list[bool] = []
    for number, line in enumerate((*chapter.lines, ""), 1):
        if row := rows.get(number):
            wrong = [
                f" **{name}? {got}**"
                for name, got in run(row, world).items()
                if got != row.expected[name]
            ]
            done.append(not wrong)
            line += "".join(wrong)
        elif done and not line.startswith("|"):
            yield f"\n*Executed: {sum(done)} of {len(done)} rows hold.*"
            done = []
        yield line
