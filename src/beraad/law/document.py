"""The literate document: prose that people read and blocks that the machine enforces, in one file.

A document is a tuple of parts, each with its exact text; writing them out gives back every byte.
Amendments change parts, and the clauses are read from the changed document, so text and clauses
cannot part ways.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from beraad.law.block import Block, read_block
from beraad.law.place import Place, fault, nearest

PartKind: TypeAlias = Literal["front", "heading", "paragraph", "note", "block", "blank"]
MOST_BYTES = 1_000_000
HEADING = re.compile(r"(#{1,6}) (.+)")
PARAGRAPH = re.compile(r"(\d{1,4})\. (.+)")
FENCE = "```"
# Control signs, zero-width signs, direction signs and line ends other than \n and \r\n: what a
# reader cannot see must not change what the machine enforces.
INVISIBLE = re.compile(
    "[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\ufeff]|\r(?!\n)"
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


@dataclass(frozen=True, slots=True)
class Part:
    """Whole lines. `number` counts for paragraphs, `block` for front matter and blocks."""

    kind: PartKind
    raw: str
    place: Place
    number: int = 0
    block: Block | None = None


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
        what = f"{len(content):,} bytes"
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
    """A document from the bytes of its file."""
    lines = decode(content, file).splitlines(keepends=True)
    if not lines or lines[0].rstrip() != "---":
        raise fault(Place(file, 1), "no-front-matter", "no front matter", "'---' on the first line")
    end = next((n for n, line in enumerate(lines[1:], 1) if line.rstrip() == "---"), None)
    if end is None:
        raise fault(
            Place(file, 1), "open-front-matter", "front matter not closed", "a second '---'"
        )
    inner = [line.rstrip("\r\n") for line in lines[1:end]]
    block = read_block("front-matter", inner, file, 1)
    front = Part("front", "".join(lines[: end + 1]), Place(file, 1), block=block)
    return Document(file, (front, *read_parts(lines, end + 1, file)))


def read_parts(lines: Sequence[str], start: int, file: str) -> Iterator[Part]:
    """The parts below the front matter; `start` counts lines from 0."""
    at = start
    while at < len(lines):
        part = read_part(lines, at, file)
        yield part
        at += part.raw.count("\n") or 1


def read_part(lines: Sequence[str], at: int, file: str) -> Part:
    """The one part that begins at this line."""
    text, place = lines[at].rstrip(), Place(file, at + 1)
    if not text:
        return Part("blank", lines[at], place)
    if text.startswith(FENCE):
        return read_fenced(lines, at, file)
    if HEADING.fullmatch(text):
        return Part("heading", lines[at], place)
    if text.startswith(">"):
        return Part("note", lines[at], place)
    match = PARAGRAPH.match(text)
    if not match:
        expected = "a heading, a numbered paragraph '1. ...', a note '> ...' or a fenced block"
        raise fault(place, "loose-text", f"loose text '{text[:40]}'", expected)
    return Part("paragraph", "".join(paragraph_lines(lines, at)), place, int(match[1]))


def paragraph_lines(lines: Sequence[str], at: int) -> Iterator[str]:
    """The lines of a paragraph: up to a blank line, a heading, a fence or the next number."""
    yield lines[at]
    for line in lines[at + 1 :]:
        text = line.rstrip()
        if not text or text.startswith((FENCE, ">")) or HEADING.match(text):
            return
        if PARAGRAPH.match(text):
            return
        yield line


def read_fenced(lines: Sequence[str], at: int, file: str) -> Part:
    """A fenced block with both its fences."""
    for end in range(at + 1, len(lines)):
        if lines[end].rstrip() == FENCE:
            inner = [line.rstrip("\r\n") for line in lines[at + 1 : end]]
            block = read_block(lines[at].rstrip()[len(FENCE) :], inner, file, at + 1)
            return Part("block", "".join(lines[at : end + 1]), Place(file, at + 1), block=block)
    raise fault(Place(file, at + 1), "open-block", "block not closed", "a line of three backticks")


def check_structure(document: Document) -> None:
    """Headings in the fixed order, the three main ones present; paragraphs numbered upwards."""
    seen, last = -1, 0
    for part in document.parts:
        if part.kind == "heading":
            seen = check_heading(part, seen)
        if part.kind == "paragraph":
            if part.number <= last:
                what = f"paragraph {part.number} after paragraph {last}"
                raise fault(part.place, "paragraph-order", what, f"a number above {last}")
            last = part.number
    headings = {part.raw.rstrip() for part in document.parts if part.kind == "heading"}
    for heading in ("# Subject", "# Assessment", "# Decision"):
        if heading not in headings:
            what = f"no heading '{heading}'"
            raise fault(Place(document.file, 1), "missing-heading", what, ", ".join(ORDER))


def check_heading(part: Part, seen: int) -> int:
    """The position of a heading in the fixed order, which must lie behind that of the last one."""
    heading = part.raw.rstrip()
    if heading not in ORDER:
        what = f"unknown heading '{heading}'"
        raise fault(part.place, "heading", what, ", ".join(ORDER), nearest(heading, ORDER))
    if ORDER.index(heading) <= seen:
        what = f"heading '{heading}' after '{ORDER[seen]}'"
        raise fault(part.place, "heading-order", what, "the fixed order " + ", ".join(ORDER))
    return ORDER.index(heading)
