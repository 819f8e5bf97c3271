"""The executed chapters of the manual, with their results."""

from tests.scenarios.runner import read_chapter, rendered, world_of

from generator.page import ROOT, Pages, page, table

INTRODUCTION = """\
Each chapter is executed: every row of its tables is a question that was really asked, and the
cells under a head that ends in `?` hold what came back. How to write one is told in [write a
spec](../how-to/write-a-spec.md). Those of the systems are executed by the gateway: see [the systems
of 2024](../reference/systems.md).
"""


def pages() -> Pages:
    """A page a chapter, and their list."""
    names = sorted((ROOT / "tests" / "scenarios").glob("*.md"))
    rows = []
    for path in names:
        chapter = read_chapter(path)
        rows.append((f"[{chapter.title}]({path.name})", str(len(chapter.rows))))
        yield f"specs/{path.name}", "\n".join(rendered(chapter, world_of(chapter)))
    yield "specs/README.md", page("Specs", INTRODUCTION, table(("chapter", "rows"), rows))
