"""`beraad decide`: what the register answers to communications, one a line."""

import argparse
import sys
from typing import Any

import msgspec

from beraad.law.decide import decide_by
from beraad.law.expand import provisions
from beraad.law.explain import explain
from beraad.register.plain import plain_decision
from beraad.register.shelf import lists_of
from beraad.register.unknown import tell, unknown_words
from beraad.register.wish import Wish
from beraad.site.commands.options import (
    Commands,
    add_command,
    add_language,
    add_on,
    add_register,
    moment_of,
    read_lines,
    register_of,
)

EXAMPLE = r"""printf %s '{"recipient": "nsso", "source": "gfd", "form": "identified", ' \
    '"purpose": "pharmaceutical-care", "fields": ["dispensing.product"], "channel": "consult", ' \
    '"role": "pharmacist", "facts": {"consent(informed)": true}}' | beraad decide --on 2024-07-01"""


def add(commands: Commands) -> None:  # type: ignore[type-arg]
    """`beraad decide --on INSTANT < communications.jsonl`."""
    command = add_command(
        commands,
        "decide",
        "decide communications read as JSON lines: one decision a line, with clause, fields passed "
        "and dropped, or what is missing",
        EXAMPLE,
    )
    for option in (add_on, add_language, add_register):
        option(command)
    command.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """A decision for each line, with the words of it that nobody knows.

    A line that cannot be read is told with its number, and ends it.
    """
    register = register_of(given)
    laws, at = provisions(register), moment_of(given)
    lists = lists_of(register)
    for wish in read_lines(sys.stdin.buffer, Wish):
        asked = wish.communication()
        decision = decide_by(laws, asked, register.catalogue, at)
        unknown = list(unknown_words(asked, register.catalogue))
        said: dict[str, Any] = {"unknown": unknown} if unknown else {}
        said["sentences"] = [
            *explain(decision, register.catalogue, given.lang, lists),
            *(tell(one, given.lang) for one in unknown),
        ]
        sys.stdout.write(msgspec.json.encode(plain_decision(decision) | said).decode() + "\n")
    return 0
