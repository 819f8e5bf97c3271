"""The prose of a document as HTML: Markdown without raw HTML, images or foreign addresses."""

import re

from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

NUMBERED = re.compile(r"[1-9][0-9]{0,3}\. ")
HERE = re.compile(r"#|/(?![/\\])")
"""How an address on this site begins: two strokes, of whatever slant, would lead to another."""
QUOTED = re.compile(r"^> ?", re.MULTILINE)
MARKDOWN = MarkdownIt("commonmark", {"html": False}).disable(["image", "autolink"])
MARKDOWN.validateLink = lambda address: bool(HERE.match(address))  # type: ignore[method-assign]


def paragraph(raw: str) -> SafeString:
    """A numbered paragraph without its number."""
    return html(NUMBERED.sub("", raw, count=1))


def note(raw: str) -> SafeString:
    """Lines of a note without their marks."""
    return html(QUOTED.sub("", raw))


def html(text: str) -> SafeString:
    """Markdown as HTML; markdown-it escapes whatever is not its own markup."""
    return mark_safe(MARKDOWN.render(text))  # noqa: S308
