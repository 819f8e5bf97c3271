"""Two short chapters and that of the manual beside the law of the systems, executed once."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from beraad.demo.scenarios.chapter import Chapter
from beraad.demo.scenarios.run import Outcome, chapters_in, execute
from beraad.demo.scenarios.world import World, open_world
from beraad.law.register import Register
from beraad.register.shelf import demonstrations, open_register

ROOT = Path(__file__).parents[3]
CHAPTERS = Path(__file__).parent / "chapters"


@pytest.fixture(scope="session")
def systems(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The systems with the chapters of this folder and no others."""
    copy = tmp_path_factory.mktemp("chapters") / "systems"
    shutil.copytree(ROOT / "systems", copy, ignore=shutil.ignore_patterns("scenarios.md"))
    for path in CHAPTERS.glob("*.md"):
        shutil.copy(path, copy / path.stem / "scenarios.md")
    page = (ROOT / "docs" / "how-to" / "write-a-spec.md").read_text(encoding="utf-8")
    (chapter,) = re.findall(r"^```markdown\n(# VIDIS.*?)^```$", page, re.DOTALL | re.MULTILINE)
    (copy / "vidis" / "scenarios.md").write_text(chapter, encoding="utf-8")
    return copy


@pytest.fixture(scope="session")
def chapters(systems: Path) -> list[Chapter]:
    return chapters_in(systems)


@pytest.fixture(scope="session")
def register(systems: Path) -> Register:
    return open_register([systems, *demonstrations([systems])])


@pytest.fixture(scope="session")
def world(
    tmp_path_factory: pytest.TempPathFactory,
    systems: Path,
    register: Register,
    chapters: list[Chapter],
) -> Iterator[World]:
    home = tmp_path_factory.mktemp("home") / "world"
    with open_world(home, systems, register, chapters) as world:
        yield world


@pytest.fixture(scope="session")
def outcomes(world: World, chapters: list[Chapter]) -> list[Outcome]:
    return [outcome for _, _, outcome in execute(world, chapters)]
