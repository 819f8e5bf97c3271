"""`beraad report`: the activity report of a year."""

import argparse
import sys
from contextlib import nullcontext
from pathlib import Path

from beraad.journal.store import Journal
from beraad.report.printed import Printed, find_printed, newest_year, read_printed
from beraad.report.render import FORMATS, render
from beraad.report.report import report
from beraad.site.commands.options import (
    Commands,
    add_command,
    add_language,
    add_register,
    read_year,
    register_of,
)
from beraad.site.folders import SYSTEMS


def add(commands: Commands) -> None:  # type: ignore[type-arg]
    """`beraad report --year 2024 --lang nl --format html|md|json`."""
    command = add_command(
        commands,
        "report",
        "write the activity report of a year, each figure with its source: the printed sentence, "
        "or the query over register or journal with the entries behind it",
        "beraad report --year 2024 --lang nl --format html --out report-2024.html",
    )
    command.add_argument(
        "--year",
        type=read_year,
        help="such as 2024 (default: the last one of which figures are printed)",
    )
    command.add_argument("--format", choices=FORMATS, default="md", help="default: md")
    command.add_argument("--out", metavar="FILE", type=Path, help="default: the terminal")
    command.add_argument(
        "--figures",
        metavar="FILE",
        type=Path,
        help="the figures that the printed report of the year states "
        "(default: figures-YEAR.toml among the register's folders, if it is there)",
    )
    command.add_argument(
        "--journal", metavar="FILE", type=Path, help="the journal that tells what happened"
    )
    add_language(command)
    add_register(command)
    command.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """Write the report to the file or the terminal."""
    given.year = given.year or newest_year(given.register or [SYSTEMS])
    register = register_of(given)
    with Journal(given.journal) if given.journal else nullcontext() as journal:
        told = report(given.year, register, figures(given), journal)
    if told.empty:
        raise ValueError(f"of {given.year} neither register, figures nor journal tell anything")
    text = render(told, given.lang, given.format)
    if given.out:
        given.out.write_text(text, "utf-8")
        print(f"{given.out} written")
    else:
        sys.stdout.write(text)
    return 0


def figures(given: argparse.Namespace) -> Printed | None:
    """The printed figures: those of the given file, or those of the year among the folders."""
    if not given.figures:
        return find_printed(given.register or [SYSTEMS], given.year)
    return read_printed(given.figures.read_bytes(), str(given.figures))
