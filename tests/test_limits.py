"""The limits that keep every room readable: short modules, short functions, one shape."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MODULES = sorted((ROOT / "src").rglob("*.py"))
TEXTS = sorted(p for p in ROOT.rglob("*.md") if not {".venv", "build", "node_modules"} & {*p.parts})
MOST_LINES, MOST_FUNCTION_LINES = 400, 40
BANNED = ("Manager", "Helper", "Utils", "Service")


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_and_its_functions_are_short(path: Path):
    text = path.read_text()
    assert text.count("\n") <= MOST_LINES
    long = [
        f"{path}:{one.lineno} {one.name}"
        for one in functions(ast.parse(text))
        if (one.end_lineno or 0) - one.lineno + 1 > MOST_FUNCTION_LINES
    ]
    assert long == []


@pytest.mark.parametrize("path", sorted((ROOT / "tests").rglob("*.py")), ids=name_of)
def test_a_file_of_tests_is_short(path: Path):
    assert path.read_text().count("\n") <= MOST_LINES


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_no_class_is_named_after_nothing(path: Path):
    names = [n.name for n in ast.walk(ast.parse(path.read_text())) if isinstance(n, ast.ClassDef)]
    assert [name for name in names if name.endswith(BANNED)] == []


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_every_module_with_content_says_what_it_is(path: Path):
    tree = ast.parse(path.read_text())
    assert not tree.body or ast.get_docstring(tree)


def test_every_package_opens_with_a_readme():
    packages = [p for p in (ROOT / "src" / "beraad").iterdir() if (p / "__init__.py").exists()]
    filled = [p for p in packages if any(f.name != "__init__.py" for f in p.glob("*.py"))]
    assert [p.name for p in filled if not (p / "README.md").exists()] == []


def test_decisions_are_short_and_numbered_once():
    records = sorted((ROOT / "docs" / "adr").glob("[0-9]*.md"))
    numbers = [record.name[:4] for record in records]
    assert len(set(numbers)) == len(numbers)
    lengths = {record.name: record.read_text().count("\n") for record in records}
    assert {name: n for name, n in lengths.items() if not 10 <= n <= 40} == {}
