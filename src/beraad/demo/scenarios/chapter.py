"""Chapters: sentences and small tables, read into facts that are given and rows that are executed.

A table is executed when a head of one of its columns ends in `?`. Such a column holds what must
come back; the other columns, and a list `- name: value` above the table, hold what goes in. A table
whose first head is `given TABLE` holds facts. docs/how-to/write-a-spec.md tells the form.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

Cells: TypeAlias = Mapping[str, str]

FILE = re.compile(r"````markdown (\S+)")
LISTED = re.compile(r"- ([a-z ]+): (.+)")
GIVEN = "given "


class ChapterError(ValueError):
    """What stands in a chapter cannot be meant; the message begins with file and line."""

    def __init__(self, chapter: str, line: int, what: str) -> None:
        super().__init__(f"{chapter}:{line}: {what}")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table that is executed: what goes in, and what must come back.

    `scenario` is the heading under which it stands.
    """

    line: int
    scenario: str
    given: Cells
    expected: Cells


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of a table of facts: about whom, and the other cells by their heads."""

    line: int
    table: str
    who: str
    cells: Cells


@dataclass(frozen=True, slots=True)
class Chapter:
    """A file with its rows and facts, and the documents that it adds to the register."""

    path: Path
    lines: tuple[str, ...]
    rows: tuple[Row, ...]
    facts: tuple[Fact, ...]
    documents: Mapping[str, bytes]

    @property
    def system(self) -> str:
        """The folder in which it stands: the word of a system."""
        return self.path.parent.name

    @property
    def title(self) -> str:
        """The first heading."""
        return next((one.removeprefix("# ") for one in self.lines if one.startswith("# ")), "")

    @property
    def scenarios(self) -> tuple[str, ...]:
        """The headings under which rows are executed, in their order."""
        return tuple(dict.fromkeys(row.scenario for row in self.rows))

    def wrong(self, line: int, what: str) -> ChapterError:
        """The error that something in this line cannot be meant."""
        return ChapterError(f"{self.system}/{self.path.name}", line, what)


def read_chapter(path: Path) -> Chapter:
    """A chapter; ValueError names the line that cannot be read."""
    reading = Reading(path.read_text(encoding="utf-8").splitlines())
    try:
        reading.whole()
    except ValueError as error:
        place = f"{path.parent.name}/{path.name}:{reading.at + 1}"
        raise ValueError(f"{place}: {error}") from None
    return Chapter(
        path,
        tuple(reading.lines),
        tuple(reading.rows),
        tuple(reading.facts),
        reading.documents,
    )


@dataclass(slots=True)
class Reading:
    """A chapter while it is read, line by line."""

    lines: list[str]
    at: int = 0
    scenario: str = ""
    shared: Cells = field(default_factory=dict)
    head: list[str] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    documents: dict[str, bytes] = field(default_factory=dict)

    def whole(self) -> None:
        """Read all lines."""
        while self.at < len(self.lines):
            line = self.lines[self.at]
            if line.startswith("|"):
                self.in_table(line)
            else:
                self.head = []
                self.outside(line)
            self.at += 1

    def outside(self, line: str) -> None:
        """A line of no table."""
        if match := FILE.fullmatch(line):
            end = self.lines.index("````", self.at)
            text = "".join(f"{one}\n" for one in self.lines[self.at + 1 : end])
            self.documents[match[1]] = text.encode()
            self.at = end
        elif line.startswith("#"):
            self.shared, self.scenario = {}, line.lstrip("#").strip()
        elif match := LISTED.fullmatch(line):
            goes_on = self.at > 0 and LISTED.fullmatch(self.lines[self.at - 1])
            self.shared = {**(self.shared if goes_on else {}), match[1]: match[2]}

    def in_table(self, line: str) -> None:
        """A line of a table."""
        if not self.head:
            self.head = columns(line)
            self.at += 1  # the line of dashes
        elif self.head[0].startswith(GIVEN):
            who, *cells = self.cells_of(line)
            found = zip(self.head[1:], cells, strict=True)
            table = self.head[0].removeprefix(GIVEN).strip()
            self.facts.append(Fact(self.at + 1, table, who, {n: c for n, c in found if c}))
        elif any(name.endswith("?") for name in self.head):
            self.rows.append(self.row_of(line))

    def row_of(self, line: str) -> Row:
        """A row; an empty cell gives and expects nothing."""
        found = [pair for pair in zip(self.head, self.cells_of(line), strict=True) if pair[1]]
        given = {name: cell for name, cell in found if not name.endswith("?")}
        expected = {name[:-1]: cell for name, cell in found if name.endswith("?")}
        return Row(self.at + 1, self.scenario, {**self.shared, **given}, expected)

    def cells_of(self, line: str) -> list[str]:
        """The cells of a line, as many as there are heads; ValueError otherwise."""
        cells = columns(line)
        if len(cells) != len(self.head):
            raise ValueError(f"{len(cells)} cells under {len(self.head)} heads")
        return cells


def columns(line: str) -> list[str]:
    """The cells of a line of a table."""
    inside = line.strip().removeprefix("|").removesuffix("|")
    return [cell.strip().strip("`") for cell in inside.split("|")]


def rendered(chapter: Chapter, results: Mapping[int, Cells]) -> Iterator[str]:
    """The lines of the chapter with its results, what came back by line and column: what does not
    hold is told in its cell."""
    rows = {row.line: row for row in chapter.rows}
    done: list[bool] = []
    for number, line in enumerate((*chapter.lines, ""), 1):
        told = line
        if row := rows.get(number):
            got = results[number]
            wrong = [n for n, wanted in row.expected.items() if got.get(n, "") != wanted]
            done.append(not wrong)
            told += "".join(f" **{name}? {got.get(name, '')}**" for name in wrong)
        elif done and not line.startswith("|"):
            yield f"\n*Executed: {sum(done)} of {len(done)} rows hold.*"
            done = []
        yield told
