"""What the pages are made of, and the register that they are read from."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TypeAlias

from beraad.law.load import load
from beraad.law.register import Register
from beraad.register.shelf import find_files

ROOT = Path(__file__).resolve().parents[2]
Pages: TypeAlias = Iterator[tuple[str, str]]


@cache
def systems() -> Register:
    """The register of the report, its files named as in the repository."""
    files = find_files([ROOT / "systems"])
    return load({str(Path(name).relative_to(ROOT)): text for name, text in files.items()})


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of Markdown; a bar inside a cell is escaped."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "".join(f"| {' | '.join(map(cell, line))} |\n" for line in lines)


def cell(text: str) -> str:
    """A text that stays in its cell."""
    return " ".join(text.split()).replace("|", "\\|")


def code(text: str) -> str:
    """A text as it is typed; nothing for nothing."""
    return f"`{text}`" if text else ""


def codes(words: Iterable[str]) -> str:
    """Words as they are typed."""
    return ", ".join(map(code, words))


def page(title: str, *parts: str) -> str:
    """A page from its parts."""
    return "\n".join(
        part if part.endswith("\n") else f"{part}\n" for part in (f"# {title}", *parts)
    )


def covered(what: str, meanings: Mapping[str, object], known: Iterable[str]) -> None:
    """ValueError where something known has no meaning here, or a meaning has nothing known."""
    words = set(known)
    silent, idle = words - set(meanings), set(meanings) - words
    if silent or idle:
        raise ValueError(f"{what}: undocumented {sorted(silent)}; no longer there {sorted(idle)}")


def found_in(folders: Sequence[str], search: Callable[[str], Iterable[str]]) -> set[str]:
    """All that a search finds in the Python files below these folders."""
    files = (file for folder in folders for file in sorted((ROOT / folder).rglob("*.py")))
    return {one for file in files for one in search(file.read_text(encoding="utf-8"))}
