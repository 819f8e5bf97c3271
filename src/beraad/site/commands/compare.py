"""`beraad compare`: what changes in practice between two states of the law."""

import argparse
from datetime import datetime
from pathlib import Path
from typing import TypeAlias

from beraad.belgium.numbers import DeliberationNumber
from beraad.law.compare import compare, to_json
from beraad.law.compare_sentences import sentences
from beraad.law.expand import provisions
from beraad.law.permission import at as in_force_at
from beraad.law.provision import Provision
from beraad.law.register import Register
from beraad.law.widens import widens
from beraad.register.shelf import lists_of, open_register
from beraad.register.widening import plain_widening, say_widening
from beraad.site.commands.options import (
    Commands,
    add_command,
    add_json,
    add_language,
    add_on,
    add_register,
    moment_of,
    number_given,
    print_json,
    print_text,
    read_instant,
    register_of,
)

Side: TypeAlias = tuple[tuple[Provision, ...], Register]


def add(commands: Commands) -> None:  # type: ignore[type-arg]
    """`beraad compare BEFORE AFTER --json`."""
    command = add_command(
        commands,
        "compare",
        "what changes in practice from BEFORE to AFTER, each a day or instant of the register or a "
        "folder of documents; says also whether anything becomes wider, proven by a solver",
        "beraad compare 2024-03-01 2025-02-01 --number 22/056 --lang nl",
    )
    command.add_argument("before", metavar="BEFORE", help="2024-03-01, an instant, or a path")
    command.add_argument("after", metavar="AFTER", help="2025-02-01, an instant, or a path")
    command.add_argument(
        "--number", type=number_given, help="only this deliberation, such as 22/056"
    )
    for option in (add_json, add_language, add_on, add_register):
        option(command)
    command.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """The comparison, in sentences or as JSON."""
    before, old = side(given.before, given)
    after, new = side(given.after, given)
    check_known(given.number, old, new)
    catalogue = new.catalogue
    found = compare(before, after, catalogue)
    wider = widens(before, after, catalogue)
    if given.json:
        print_json({**to_json(found), "widens": plain_widening(wider)})
        return 0
    told = sentences(found, catalogue, given.lang)
    words = ((one.catalogue, lists_of(one)) for one in (old, new))
    for text in (*told, *say_widening(wider, *words, given.lang)):
        print_text(text)
    return 0


def side(text: str, given: argparse.Namespace) -> Side:
    """The provisions in force on one side of the comparison, and their register."""
    path = Path(text)
    if path.exists():
        register, at = open_register([path]), moment_of(given)
    else:
        register, at = register_of(given), moment(text)
    laws = in_force_at(provisions(register), at)
    return tuple(law for law in laws if given.number in (None, law.number)), register


def check_known(number: DeliberationNumber | None, old: Register, new: Register) -> None:
    """LookupError for a number on neither side, of which nothing could be said to change."""
    if number and all(number != known for _, known in (*old.deliberations, *new.deliberations)):
        new.find(number)


def moment(text: str) -> datetime:
    """An instant; ValueError says that it is neither a path nor a moment."""
    try:
        return read_instant(text)
    except argparse.ArgumentTypeError as error:
        raise ValueError(f"'{text}' is no path, and {error}") from None
