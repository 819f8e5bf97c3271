"""`beraad export`: the law in force, in the languages of other engines."""

import argparse
import json
import sys

from beraad.law.cedar import export as cedar
from beraad.law.expand import provisions
from beraad.law.odrl import export as odrl
from beraad.law.permission import at as in_force_at
from beraad.site.commands.options import (
    Commands,
    add_command,
    add_on,
    add_register,
    moment_of,
    register_of,
)


def add(commands: Commands) -> None:  # type: ignore[type-arg]
    """`beraad export odrl|cedar`."""
    command = add_command(
        commands,
        "export",
        "write the clauses in force as ODRL 2.2 (JSON-LD) or as Cedar policies",
        "beraad export odrl --on 2024-07-01 > policies.jsonld",
    )
    command.add_argument("format", choices=("odrl", "cedar"), help="odrl or cedar")
    for option in (add_on, add_register):
        option(command)
    command.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """The export on standard output."""
    register, at = register_of(given), moment_of(given)
    laws = in_force_at(provisions(register), at)
    if given.format == "cedar":
        sys.stdout.write(cedar(laws, at) + "\n")
    else:
        exported = odrl(laws, register.catalogue, at)
        sys.stdout.write(json.dumps(exported, ensure_ascii=False, indent=2) + "\n")
    return 0
