"""`beraad say`: the clauses of a deliberation as sentences."""

import argparse

from beraad.law.say import say
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
    register_of,
)


def add(commands: Commands) -> None:  # type: ignore[type-arg]
    """`beraad say NUMBER --lang nl`."""
    command = add_command(
        commands,
        "say",
        "say what a deliberation allows, a sentence for each clause",
        "beraad say 22/056 --lang nl --on 2024-07-01",
    )
    command.add_argument("number", metavar="NUMBER", type=number_given, help="such as 22/056")
    for option in (add_language, add_on, add_json, add_register):
        option(command)
    command.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """The sentences of the version in force on the day, or the first if none is yet."""
    register = register_of(given)
    deliberation = register.find(given.number)
    version = register.consolidate(deliberation.key, moment_of(given))
    content = version.content if version else deliberation.content
    sentences = [
        (paragraph, clause.name, say(clause, register.catalogue, content.lists, given.lang))
        for paragraph, clause in content.clauses
    ]
    if given.json:
        print_json([{"paragraph": p, "clause": c, "sentence": s} for p, c, s in sentences])
        return 0
    print_text(f"{given.number} - {deliberation.head.titles[given.lang]}")
    for paragraph, name, sentence in sentences:
        print()
        print_text(f"{paragraph}. [{name}] {sentence}")
    if not sentences:
        print(f"\nThis {deliberation.kind} holds no clause: it permits nothing by itself.")
    return 0
