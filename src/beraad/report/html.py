"""A document as HTML: a fragment for the pages of the site, or a page that stands on its own."""

from collections.abc import Callable, Iterator
from html import escape
from pathlib import Path
from typing import TypeAlias

from beraad.report.blocks import (
    Block,
    Bullets,
    Document,
    Heading,
    KeyFigures,
    Note,
    Notes,
    Paragraph,
    Span,
    Spans,
    Table,
)

Link: TypeAlias = Callable[[str], str]
STYLE = Path(__file__).parent / "page.css"


def no_link(number: str) -> str:
    """A page on its own has no register to point to."""
    return ""


def page(document: Document) -> str:
    """A self-contained page: its style inside, nothing fetched, no script."""
    title = escape(document.title)
    return (
        f'<!DOCTYPE html>\n<html lang="{document.language}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>\n{STYLE.read_text('utf-8')}</style>\n</head>\n"
        f'<body>\n<main class="report">\n{fragment(document)}\n</main>\n</body>\n</html>\n'
    )


def fragment(document: Document, link: Link = no_link) -> str:
    """The blocks; `link` gives the address of a deliberation's page, or an empty text."""
    return "\n".join(html for block in document.blocks for html in Writer(link).block(block))


class Writer:
    """Writes blocks, with addresses for deliberations."""

    def __init__(self, link: Link) -> None:
        self.link = link

    def block(self, block: Block) -> Iterator[str]:
        """The lines of a block."""
        match block:
            case Heading():
                identity = f' id="{escape(block.anchor)}"'
                yield f"<h{block.level}{identity}>{escape(block.text)}</h{block.level}>"
            case Paragraph():
                yield f"<p>{self.told(block.spans)}</p>"
            case KeyFigures():
                yield '<dl class="key-figures">'
                for one in block.figures:
                    value = self.span(one.value)
                    yield f"<div><dt>{escape(one.label)}</dt><dd>{value}</dd></div>"
                yield "</dl>"
            case Bullets():
                yield "<ul>"
                yield from (f"<li>{self.told(item)}</li>" for item in block.items)
                yield "</ul>"
            case Table():
                yield from self.table(block)
            case Notes():
                yield '<dl class="notes">'
                for note in block.notes:
                    yield from self.note(note)
                yield "</dl>"

    def table(self, block: Table) -> Iterator[str]:
        """A table with caption and scopes; wide ones scroll inside their own region."""
        caption = escape(block.caption)
        yield f'<div class="table-scroll" role="region" aria-label="{caption}" tabindex="0">'
        yield f"<table><caption>{caption}</caption>"
        heads = "".join(
            f'<th scope="col"{numeric(block, n)}>{escape(head)}</th>'
            for n, head in enumerate(block.heads)
        )
        yield f"<thead><tr>{heads}</tr></thead>\n<tbody>"
        for first, *cells in block.rows:
            rest = "".join(
                f"<td{numeric(block, n)}>{self.told(cell)}</td>" for n, cell in enumerate(cells, 1)
            )
            yield f'<tr><th scope="row">{self.told(first)}</th>{rest}</tr>'
        yield "</tbody></table></div>"

    def note(self, note: Note) -> Iterator[str]:
        """A note to which its figure links."""
        yield f'<div id="source-{escape(note.figure)}">'
        yield f"<dt>{escape(note.label)}{note.colon}<strong>{escape(note.value)}</strong></dt>"
        yield f"<dd>{self.told(note.spans)}</dd></div>"

    def told(self, spans: Spans) -> str:
        """Spans as running text."""
        return "".join(map(self.span, spans))

    def span(self, one: Span) -> str:
        """A span with its link and its language."""
        text = escape(one.text)
        if one.figure:
            return f'<a class="figure" href="#source-{escape(one.figure)}">{text}</a>'
        address = one.href or (self.link(one.number) if one.number else "")
        if address:
            text = f'<a href="{escape(address)}">{text}</a>'
        return f'<span lang="{escape(one.lang)}">{text}</span>' if one.lang else text


def numeric(block: Table, column: int) -> str:
    """The class of a column of numbers."""
    return ' class="numeric"' if column in block.numeric else ""
