"""The literate document: prose that people read and blocks that the machine enforces, in one file.

A document is a tuple of parts, each with its exact text; writing them out gives back every byte.
Amendments change parts, and the clauses are read from the changed document, so text and clauses
cannot part ways.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, TypeAlias

from beraad.law.block import Block, Line, read_block
from beraad.law.place import MOST_FAULTS, Fault, LawError, Place, fault, gather, nearest

PartKind: TypeAlias = Literal["front", "heading", "paragraph", "note", "block", "blank"]
MOST_BYTES = 1_000_000
HEADING = re.compile(r"(#{1,6}) (.+)")
PARAGRAPH = re.compile(r"([1-9][0-9]{0,3})\. (.+)")
FENCE = "```"
# Control signs, zero-width signs, fillers, direction signs, tags, and line ends other than \n and
# \r\n: what a reader cannot see must not change what the machine enforces.
INVISIBLE = re.compile(
    "[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u2028-\u202e\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb"
    "\U000e0000-\U000e0fff]|\r(?!\n)"
)
ORDER = (
    "# Subject",
    "# Assessment",
    "## Competence",
    "## Lawfulness",
    "## Purpose limitation",
    "## Data minimisation",
    "## Storage limitation",
    "## Integrity and confidentiality",
    "# Decision",
)
MAIN = ("# Subject", "# Assessment", "# Decision")


@dataclass(frozen=True, slots=True)
class Part:
    """Whole lines. `number` counts for paragraphs, `block` for front matter and blocks.

    `origins` are the places of the inner lines of a block that amendments have put together.
    """

    kind: PartKind
    raw: str
    place: Place
    number: int = 0
    block: Block | None = None
    origins: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A document as it stands in its file."""

    file: str
    parts: tuple[Part, ...]

    def write(self) -> str:
        """The text, byte for byte as it was read."""
        return "".join(part.raw for part in self.parts)

    @property
    def front(self) -> Block:
        """The entries between the two lines `---` at the top."""
        front = self.parts[0].block
        assert front is not None  # parse() sees to it
        return front

    def blocks(self, kind: str = "") -> Iterator[tuple[int, Block]]:
        """Fenced blocks (of one kind) with the number of the paragraph above them, 0 for none."""
        paragraph = 0
        for part in self.parts[1:]:
            paragraph = part.number or paragraph
            if part.kind == "block" and part.block and kind in ("", part.block.kind):
                yield paragraph, part.block


def decode(content: bytes, file: str) -> str:
    """Text of a file: at most a million bytes of UTF-8 without control or direction signs."""
    if len(content) > MOST_BYTES:
        what = f"more than {MOST_BYTES:,} bytes"
        raise fault(Place(file, 1), "too-large", what, f"at most {MOST_BYTES:,}")
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise fault(Place(file, line), "encoding", "not UTF-8", "a file saved as UTF-8") from None
    if found := INVISIBLE.search(text):
        line = text.count("\n", 0, found.start()) + 1
        what = f"sign U+{ord(found[0]):04X} that cannot be seen"
        raise fault(Place(file, line), "invisible-sign", what, "visible signs and line ends")
    return text


def parse(content: bytes, file: str) -> Document:
    """A document from the bytes of its file; LawError tells the faults of all its parts."""
    lines = decode(content, file).splitlines(keepends=True)
    place = Place(file, 1)
    if not lines or lines[0].rstrip() != "---":
        raise fault(place, "no-front-matter", "no front matter", "'---' on the first line")
    end = next((n for n, line in enumerate(lines[1:], 1) if line.rstrip() == "---"), None)
    if end is None:
        raise fault(place, "open-front-matter", "front matter not closed", "a second '---'")
    ranges: list[tuple[PartKind, int, int]] = [("front", 0, end + 1)]
    while ranges[-1][2] < len(lines):
        ranges.append(extent(lines, ranges[-1][2]))
    faults: list[Fault] = []
    parts = gather(faults, lambda one: read_part(lines, *one, file), ranges, MOST_FAULTS)
    if faults:
        raise LawError(faults)
    return Document(file, tuple(parts))


def extent(lines: Sequence[str], at: int) -> tuple[PartKind, int, int]:
    """Kind, first line and line after the last of the part that begins at a line."""
    text = lines[at].rstrip()
    if not text:
        return "blank", at, at + 1
    if text.startswith(FENCE):
        return "block", at, block_end(lines, at)
    if HEADING.fullmatch(text):
        return "heading", at, at + 1
    if text.startswith(">"):
        return "note", at, at + 1
    return "paragraph", at, paragraph_end(lines, at)


def block_end(lines: Sequence[str], at: int) -> int:
    """The line after the closing fence; where the block is not closed, the line that tells so."""
    for end in range(at + 1, len(lines)):
        if lines[end].startswith(FENCE):
            return end + 1 if lines[end].rstrip() == FENCE else end
    return len(lines)


def paragraph_end(lines: Sequence[str], at: int) -> int:
    """The next blank line, heading, fence, note or numbered line."""
    for end in range(at + 1, len(lines)):
        text = lines[end].rstrip()
        if not text or text.startswith((FENCE, ">")):
            return end
        if HEADING.match(text) or PARAGRAPH.match(text):
            return end
    return len(lines)


def read_part(lines: Sequence[str], kind: PartKind, at: int, end: int, file: str) -> Part:
    """The part that runs from one line up to another, counted from 0."""
    raw, place, text = "".join(lines[at:end]), Place(file, at + 1), lines[at].rstrip()
    if kind == "paragraph":
        match = PARAGRAPH.match(text)
        if not match:
            expected = "a heading, a numbered paragraph '1. ...', a note '> ...' or a fenced block"
            raise fault(place, "loose-text", f"loose text '{text[:40]}'", expected)
        return Part(kind, raw, place, int(match[1]))
    if kind == "block" and (end - at == 1 or lines[end - 1].rstrip() != FENCE):
        raise fault(place, "open-block", f"block '{text}' not closed", "a line of three backticks")
    if kind in ("front", "block"):
        info = "front-matter" if kind == "front" else text[len(FENCE) :]
        inner = numbered(lines[at + 1 : end - 1], Place(file, at + 2))
        return Part(kind, raw, place, block=read_block(info, inner, place))
    return Part(kind, raw, place)


def numbered(lines: Sequence[str], first: Place) -> Iterator[Line]:
    """Lines without their ends, each with its place."""
    for number, line in enumerate(lines, first.line):
        yield Place(first.file, number), line.rstrip("\r\n")


def check_structure(document: Document) -> None:
    """Headings in the fixed order, the three main ones present; paragraphs numbered upwards."""
    faults: list[Fault] = []
    headings = [part for part in document.parts if part.kind == "heading"]
    gather(faults, check_heading, headings, MOST_FAULTS)
    if not faults:
        gather(faults, lambda pair: check_order(*pair), pairwise(headings), MOST_FAULTS)
    if not faults:
        gather(faults, lambda heading: check_stands(heading, document), MAIN)
    paragraphs = [part for part in document.parts if part.kind == "paragraph"]
    gather(faults, lambda pair: check_numbers(*pair), pairwise(paragraphs), MOST_FAULTS)
    if faults:
        raise LawError(faults)


def check_heading(part: Part) -> None:
    """A heading of the fixed order."""
    heading = part.raw.rstrip()
    if heading not in ORDER:
        what = f"unknown heading '{heading}'"
        raise fault(part.place, "heading", what, ", ".join(ORDER), nearest(heading, ORDER))


def check_order(one: Part, other: Part) -> None:
    """A heading that lies behind the one before it in the fixed order."""
    before, heading = one.raw.rstrip(), other.raw.rstrip()
    if ORDER.index(heading) <= ORDER.index(before):
        what = f"heading '{heading}' after '{before}'"
        raise fault(other.place, "heading-order", what, "the fixed order " + ", ".join(ORDER))


def check_stands(heading: str, document: Document) -> None:
    """One of the main headings, which each deliberation has."""
    if all(part.raw.rstrip() != heading for part in document.parts if part.kind == "heading"):
        what = f"no heading '{heading}'"
        raise fault(Place(document.file, 1), "missing-heading", what, ", ".join(ORDER))


def check_numbers(one: Part, other: Part) -> None:
    """A paragraph whose number is above that of the one before it."""
    if other.number <= one.number:
        what = f"paragraph {other.number} after paragraph {one.number}"
        raise fault(other.place, "paragraph-order", what, f"a number above {one.number}")
