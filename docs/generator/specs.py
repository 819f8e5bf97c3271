"""The executed chapters, with their results."""

from tests.scenarios.runner import Chapter, read_chapter, rendered, world_of

from generator.page import ROOT, Pages, page, table

INTRODUCTION = """\
Each chapter is executed: every row of its tables is a question that was really asked, and the
cells under a head that ends in `?` hold what came back. How to write one is told in [write a
spec](../how-to/write-a-spec.md).
"""


def pages() -> Pages:
    """A page a chapter, and their list."""
    names = sorted((ROOT / "tests" / "scenarios").glob("*.md"))
    names += sorted((ROOT / "systems").glob("*/scenarios.md"))
    rows = []
    for path in names:
        chapter = read_chapter(path)
        name = f"{path.parent.name}.md" if path.stem == "scenarios" else path.name
        rows.append((f"[{title(chapter)}]({name})", str(len(chapter.rows))))
        yield f"specs/{name}", "\n".join(rendered(chapter, world_of(chapter)))
    yield "specs/README.md", page("Specs", INTRODUCTION, table(("chapter", "rows"), rows))


def title(chapter: Chapter) -> str:
    """The first heading."""
    return next(line.removeprefix("# ") for line in chapter.lines if line.startswith("# "))
