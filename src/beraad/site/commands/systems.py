"""`beraad systems`: the systems of the report, executed through the gateway."""

import argparse
import logging
from collections.abc import Iterable

from beraad.demo.scenarios.chapter import Chapter
from beraad.demo.scenarios.run import Outcome, chapters_in, executed
from beraad.register.shelf import open_register
from beraad.site.commands.options import Commands, add_command, print_rows
from beraad.site.folders import SATURDAY, SYSTEMS


def add(commands: Commands) -> None:  # type: ignore[type-arg]
    """`beraad systems vidis`."""
    command = add_command(
        commands,
        "systems",
        "execute the scenarios of the systems through the gateway, and tell which hold",
        "beraad systems flexi-jobs",
    )
    command.add_argument(
        "names", metavar="NAME", nargs="*", help="a system, such as vidis (default: all)"
    )
    command.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """Execute, and print a table; 1 if a scenario fails."""
    logging.getLogger("beraad.gateway").addHandler(logging.NullHandler())
    chapters = chapters_in(SYSTEMS, given.names)
    register = open_register([SYSTEMS], saturday=SATURDAY)
    with executed(SYSTEMS, register, chapters) as (_, outcomes):
        failed = tell(chapters, outcomes)
    return 1 if failed else 0


def tell(chapters: Iterable[Chapter], outcomes: list[Outcome]) -> bool:
    """Print what failed, row by row, and the table; whether anything did."""
    for one in sorted(outcomes, key=lambda one: (one.system, one.line)):
        for wrong in one.differences:
            print(f"{SYSTEMS}/{one.system}/scenarios.md:{one.line}: {wrong.column}?")
            print(f"  expected: {wrong.expected}")
            print(f"  got:      {wrong.got}")
    rows = []
    for chapter in chapters:
        own = [one for one in outcomes if one.system == chapter.system]
        bad = {one.scenario for one in own if not one.holds}
        passed = len(chapter.scenarios) - len(bad)
        rows.append((chapter.system, str(len(own)), str(passed), str(len(bad))))
    print_rows(("system", "rows", "scenarios passed", "failed"), rows)
    return any(not one.holds for one in outcomes)
