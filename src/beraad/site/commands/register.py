"""`beraad register`: the deliberations, as a list."""

import argparse
from collections import Counter
from collections.abc import Iterable

from beraad.law.act import day_of
from beraad.register.listing import rows
from beraad.site.commands.options import (
    Commands,
    add_command,
    add_json,
    add_language,
    add_on,
    add_register,
    moment_of,
    print_json,
    print_rows,
    register_of,
)


def add(commands: Commands) -> None:  # type: ignore[type-arg]
    """`beraad register list`."""
    command = add_command(
        commands, "register", "the deliberations", "beraad register list --json --on 2024-07-01"
    )
    verbs = command.add_subparsers(metavar="list", required=True)
    listing = add_command(
        verbs,
        "list",
        "list the deliberations with dates, kind, titles and status",
        "beraad register list --json --on 2024-07-01",
    )
    for option in (add_json, add_on, add_language, add_register):
        option(listing)
    listing.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """The list, as a table or as JSON."""
    register = register_of(given)
    found = list(rows(register, day_of(moment_of(given))))
    if given.json:
        print_json(found)
        return 0
    print_rows(
        ("number", "adopted", "amended", "kind", "status", "title"),
        [
            (
                row.number,
                ", ".join(day.date for day in row.adopted),
                counted(row.amended),
                row.kind,
                row.status,
                row.titles[given.lang],
            )
            for row in found
        ],
    )
    print(f"{len(found)} deliberations; titles in full: beraad register list --json")
    for warning in register.warnings:
        print(f"warning: {warning}")
    return 0


def counted(days: Iterable[str]) -> str:
    """`2024 x8` for eight amendments of which only the year is known."""
    counts = Counter(days)
    return ", ".join(day if n == 1 else f"{day} x{n}" for day, n in counts.items())
