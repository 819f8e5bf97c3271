"""The list of architecture decisions."""

import re

from generator.page import ROOT, Pages, page, table

TITLE = re.compile(r"# (?:0*\d+\. )?(.+)")
INTRODUCTION = """\
Choices that shape the whole, each with its context and its price. A decision that was replaced
stays and says by which.
"""


def pages() -> Pages:
    """One page."""
    rows = []
    for file in sorted((ROOT / "docs" / "adr").glob("[0-9]*.md")):
        match = TITLE.match(file.read_text(encoding="utf-8"))
        if not match:
            raise ValueError(f"docs/adr/{file.name}: expected a first line '# NNNN. Title'")
        rows.append((file.name[:4], f"[{match[1]}]({file.name})"))
    yield "adr/README.md", page("Architecture decisions", INTRODUCTION, table(("", "title"), rows))
