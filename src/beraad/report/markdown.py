"""A document as Markdown; figures are footnotes, so that each keeps its source."""

import re
from collections.abc import Iterator

from beraad.report.blocks import (
    Block,
    Bullets,
    Document,
    Heading,
    KeyFigures,
    Notes,
    Paragraph,
    Span,
    Spans,
    Table,
)

SPECIAL = re.compile(r"([\\`*_\[\]<>#|~])")


def markdown(document: Document) -> str:
    """The whole text."""
    return "\n".join(line for block in document.blocks for line in (*lines(block), ""))


def lines(block: Block) -> Iterator[str]:
    """The lines of a block."""
    match block:
        case Heading():
            yield f"{'#' * block.level} {escape(block.text)}"
        case Paragraph():
            yield told(block.spans)
        case KeyFigures():
            yield from (f"- **{told((one.value,))}** {one.label}" for one in block.figures)
        case Bullets():
            yield from (f"- {told(item)}" for item in block.items)
        case Table():
            yield from table(block)
        case Notes():
            for note in block.notes:
                named = f"{escape(note.label)}{note.colon}{escape(note.value)}"
                yield f"[^{note.figure}]: {named}. {told(note.spans)}"


def table(block: Table) -> Iterator[str]:
    """A table with its caption as a line above it."""
    yield f"*{escape(block.caption)}*"
    yield ""
    yield row(list(map(escape, block.heads)))
    yield row(["---:" if n in block.numeric else "---" for n in range(len(block.heads))])
    yield from (row(list(map(told, cells))) for cells in block.rows)


def row(cells: list[str]) -> str:
    """One line of a table."""
    return f"| {' | '.join(cells)} |"


def told(spans: Spans) -> str:
    """Spans as running text."""
    return "".join(map(span, spans))


def span(one: Span) -> str:
    """A span; a figure carries its footnote."""
    text = escape(one.text)
    if one.href:
        return f"[{text}]({one.href})"
    return f"{text}[^{one.figure}]" if one.figure else text


def escape(text: str) -> str:
    """Text in which no sign is taken for markup."""
    return SPECIAL.sub(r"\\\1", text)
