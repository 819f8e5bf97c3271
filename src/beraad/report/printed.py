"""The figures that a printed report states, each with its sentence: a TOML file for a year."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, cast, get_args

from beraad.report.figure import Exactness, Figure, Source

NEEDED = {"id": str, "exactness": str, "printed": str, "sentence": str, "lines": list, "about": str}
OPTIONAL = {"value": int, "date": date}
EXACTNESS = get_args(Exactness)


class FiguresError(ValueError):
    """A figures file that cannot be read; says which statement, what was expected."""


@dataclass(frozen=True, slots=True)
class Printed:
    """The statements of one printed report, by id."""

    year: int
    figures: Mapping[str, Figure]


def read_printed(content: bytes, file: str) -> Printed:
    """The statements of a figures file; FiguresError where it is not one."""
    try:
        tables = tomllib.loads(content.decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise FiguresError(f"{file}: {error}; expected a TOML file of [[figure]] tables") from None
    year, statements = tables.get("year"), tables.get("figure", [])
    if type(year) is not int or not isinstance(statements, list):
        raise FiguresError(f"{file}: expected 'year = 2024' and [[figure]] tables")
    figures: dict[str, Figure] = {}
    for position, statement in enumerate(statements, 1):
        figure = read_figure(statement, f"activity report {year}", f"{file}: figure {position}")
        if figure.id in figures:
            raise FiguresError(f"{file}: figure {position}: id '{figure.id}' stands twice")
        figures[figure.id] = figure
    return Printed(year, figures)


def read_figure(table: Any, document: str, where: str) -> Figure:
    """One statement."""
    check_table(table, where)
    if table["exactness"] not in EXACTNESS:
        raise FiguresError(
            f"{where}: exactness '{table['exactness']}', expected {' or '.join(EXACTNESS)}"
        )
    lines = table["lines"]
    if len(lines) != 2 or not all(type(n) is int for n in lines) or not 0 < lines[0] <= lines[1]:
        raise FiguresError(f"{where}: lines {lines}, expected [first, last] such as [57, 63]")
    source = Source("printed", document, table["sentence"], (lines[0], lines[1]))
    exactness = cast(Exactness, table["exactness"])
    value, day = table.get("value"), table.get("date")
    return Figure(table["id"], value, exactness, source, day, table["printed"])


def check_table(table: Any, where: str) -> None:
    """Each key known, of its type, and none of the needed ones missing."""
    if not isinstance(table, dict):
        raise FiguresError(f"{where}: expected a [[figure]] table")
    known = NEEDED | OPTIONAL
    for key in NEEDED:
        if key not in table:
            raise FiguresError(f"{where}: no '{key}', expected {', '.join(NEEDED)}")
    for key, value in table.items():
        if key not in known:
            raise FiguresError(f"{where}: unknown key '{key}', expected {', '.join(known)}")
        if type(value) is not known[key]:
            raise FiguresError(f"{where}: '{key}' is {value!r}, expected {known[key].__name__}")
    if table.get("value", 0) < 0 or {"value", "date"} <= table.keys():
        raise FiguresError(f"{where}: expected a value from 0 on, or a date, or neither")


def newest_year(folders: Iterable[Path]) -> int:
    """The last year of which one of these folders holds the printed figures."""
    found = [path for folder in folders for path in folder.glob("figures-*.toml")]
    years = [int(path.stem[-4:]) for path in found if path.stem[-4:].isdecimal()]
    if not years:
        raise FiguresError("no figures-YEAR.toml among the register's folders: give a year")
    return max(years)


def find_printed(folders: Iterable[Path], year: int) -> Printed | None:
    """The figures of a year from `figures-YEAR.toml` in one of these folders, if it is there."""
    for folder in folders:
        path = folder / f"figures-{year}.toml"
        if path.exists():
            return read_printed(path.read_bytes(), path.name)
    return None
