"""The manual is true: what is generated is current, what is shown happens, links lead somewhere."""

import importlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from beraad.law.catalogue import LANGUAGES
from beraad.site.commands.ask import QUESTIONS
from tests.report.annual import report_2024

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
FENCE = re.compile(r"^(`{3,})(\w+)?(?: (\S+))?\n(.*?)^\1$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)|!\[[^\]]*\]\(([^)\s]+)\)")
CODE = re.compile(r"^(`{3,}).*?^\1$|`[^`\n]*`", re.MULTILINE | re.DOTALL)
NOT_OURS = {".venv", "build", "node_modules", ".git", ".hypothesis", ".pytest_cache"}
PAGES = sorted(p for p in ROOT.rglob("*.md") if not NOT_OURS & {*p.relative_to(ROOT).parts})
TRIED = [DOCS / "tutorial.md", *sorted((DOCS / "how-to").glob("*.md"))]
ANY, SOME = "...", "…"
"""In an output: a line that stands for any lines, none included; and any text within a line."""


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block: what it is, the file that it is to be saved as, its text, its line."""

    kind: str
    file: str
    text: str
    line: int


def blocks(page: Path) -> Iterator[Block]:
    text = page.read_text(encoding="utf-8")
    for match in FENCE.finditer(text):
        _, kind, file, inner = match.groups()
        yield Block(kind or "", file or "", inner, text.count("\n", 0, match.start()) + 1)


def steps(text: str) -> Iterator[tuple[str, list[str]]]:
    """Each command of a console with the lines that it shows."""
    command, shown = "", list[str]()
    for line in text.splitlines():
        if line.startswith("$ "):
            if command:
                yield command, shown
            command, shown = line[2:], []
        elif command.endswith("\\"):
            command += f"\n{line}"
        else:
            shown.append(line)
    yield command, shown


def run(command: str, folder: Path) -> list[str]:
    """What a command shows on a terminal of 80 columns, both streams."""
    ran = subprocess.run(
        ["bash", "-c", command],
        cwd=folder,
        env={
            "PATH": f"{folder / 'bin'}:/usr/bin:/bin",
            "PYTHONPATH": str(ROOT / "src"),
            "BERAAD_SYSTEMS": str(folder / "systems"),
            "COLUMNS": "80",
            "LC_ALL": "C.UTF-8",
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=300,
        check=False,
    )
    return ran.stdout.splitlines()


def as_shown(shown: list[str], got: list[str]) -> bool:
    """Whether an output is the one shown."""
    pattern = "".join(
        r"(?:.*\n)*?" if one == ANY else ".*".join(map(re.escape, one.split(SOME))) + r"\n"
        for one in shown
    )
    return re.fullmatch(pattern, "".join(f"{line}\n" for line in got)) is not None


def workplace(folder: Path) -> Path:
    """A folder with a copy of `systems`, and the commands `beraad` and `python` on the path."""
    shutil.copytree(ROOT / "systems", folder / "systems")
    (folder / "bin").mkdir()
    for name, given in (("beraad", "-m beraad.site.command "), ("python", "")):
        command = folder / "bin" / name
        command.write_text(f'#!/bin/sh\nexec "{sys.executable}" {given}"$@"\n')
        command.chmod(0o755)
    return folder


@pytest.mark.parametrize("page", TRIED, ids=name_of)
def test_what_a_page_shows_is_what_happens(page: Path, tmp_path: Path):
    folder = workplace(tmp_path)
    tried = 0
    for block in blocks(page):
        if block.file:
            path = folder / block.file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.text, encoding="utf-8")
        elif block.kind == "console":
            for command, shown in steps(block.text):
                got = run(command, folder)
                told = "\n".join([f"{name_of(page)}:{block.line}", f"$ {command}", *got])
                assert as_shown(shown, got), told
                tried += 1
    assert tried


def test_what_is_generated_is_up_to_date():
    ran = subprocess.run(
        [sys.executable, "docs/generate.py", "--check"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_link_leads_somewhere(page: Path):
    text = CODE.sub("", page.read_text(encoding="utf-8"))
    targets = [one or other for one, other in LINK.findall(text)]
    inside = [target for target in targets if not re.match(r"[a-z]+:|#", target)]
    dead = [one for one in inside if not (page.parent / one.partition("#")[0]).exists()]
    assert dead == []


def linked(page: Path) -> set[Path]:
    """The pages to which a page links."""
    text = CODE.sub("", page.read_text(encoding="utf-8"))
    return {(page.parent / one.partition("#")[0]).resolve() for one, _ in LINK.findall(text) if one}


def test_the_contents_lead_to_every_page():
    found, todo = set[Path](), [DOCS / "README.md"]
    while todo:
        page = todo.pop().resolve()
        if page not in found and page.suffix == ".md" and page.exists():
            found.add(page)
            todo.extend(linked(page))
    assert sorted(p for p in DOCS.rglob("*.md") if p.resolve() not in found) == []


@pytest.mark.parametrize("folder", sorted(p for p in DOCS.rglob("*") if p.is_dir()), ids=name_of)
def test_no_page_of_the_manual_is_empty(folder: Path):
    assert [p.name for p in folder.glob("*.md") if len(p.read_text(encoding="utf-8")) < 200] == []


def glossary() -> list[list[str]]:
    lines = (DOCS / "glossary.md").read_text(encoding="utf-8").splitlines()
    rows = [
        [cell.strip() for cell in line.strip()[1:-1].split("|")]
        for line in lines
        if line.startswith("| ")
    ]
    return [row for row in rows if not row[0].startswith("---")]


def test_the_glossary_has_every_term_in_four_languages():
    head, *rows = glossary()
    assert head[:4] == list(LANGUAGES)
    assert [row for row in rows if len(row) != len(head) or not all(row[:4])] == []


def test_the_glossary_has_each_dutch_term_once_and_in_order():
    terms = [row[0] for row in glossary()[1:]]
    assert len(set(terms)) == len(terms)
    assert terms == sorted(terms, key=str.casefold)


@pytest.mark.parametrize(
    ("shown", "got", "same"),
    [
        (["a"], ["a"], True),
        (["a"], ["b"], False),
        (["a"], ["a", "b"], False),
        (["a", ANY], ["a"], True),
        (["a", ANY, "c"], ["a", "b", "b", "c"], True),
        ([ANY, "c"], ["a", "d"], False),
        (["a.c"], ["abc"], False),
        (["a…c"], ["a b c"], True),
        (["a…c"], ["a", "c"], False),
        ([], [], True),
        ([], ["a"], False),
    ],
)
def test_an_output_is_compared_line_by_line(shown: list[str], got: list[str], same: bool):
    assert as_shown(shown, got) is same


def test_the_json_of_every_question_is_documented():
    text = (ROOT / "docs" / "reference" / "json.md").read_text(encoding="utf-8")
    for name, *_ in QUESTIONS:
        assert f"## beraad ask {name} --json\n" in text


def test_a_figure_without_a_number_is_as_the_manual_says(monkeypatch: pytest.MonkeyPatch):
    """A day, not recorded, or words of the printed report, which are then given."""
    monkeypatch.syspath_prepend(ROOT / "docs")
    meanings = importlib.import_module("generator.meanings").REPORT
    figures = report_2024().figures.values()
    words = [f for f in figures if f.value is None and f.day is None and f.recorded]
    assert len(words) == 12
    assert all(f.printed and f.exactness for f in words)
    assert "words for it, which are in `printed`" in meanings["figures[].value"]
    assert "of words without a number" in meanings["figures[].exactness"]
    assert any(f.source.kind == "register" and f.source.entries for f in figures)
    assert "of the register" in meanings["figures[].source.entries"]
