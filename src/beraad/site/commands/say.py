"""`beraad say`: the clauses of a deliberation as sentences."""

import argparse
from collections.abc import Iterator
from datetime import datetime

from beraad.law.act import day_of
from beraad.law.catalogue import Language
from beraad.law.expand import clause_in_force
from beraad.law.register import Deliberation, Register
from beraad.law.say import say, say_date
from beraad.law.tongue import sentence
from beraad.register.texts import texts
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
    register, at = register_of(given), moment_of(given)
    deliberation = register.find(given.number)
    version = register.consolidate(deliberation.key, at)
    content = version.content if version else deliberation.content
    told = [
        (
            paragraph,
            clause.name,
            say(clause, register.catalogue, content.lists, given.lang),
            version is not None and clause_in_force(clause, version, register.catalogue, at),
        )
        for paragraph, clause in content.clauses
    ]
    if given.json:
        keys = ("paragraph", "clause", "sentence", "in_force")
        print_json([dict(zip(keys, one, strict=True)) for one in told])
        return 0
    t, day = texts(given.lang), say_date(day_of(at), given.lang)
    print_text(f"{given.number} - {deliberation.head.titles[given.lang]}")
    if version is None:
        print()
        print_text(" ".join(not_in_force(register, deliberation, at, given.lang)))
    for paragraph, name, text, in_force in told:
        print()
        notice = "" if in_force or version is None else " " + t["clause-not-in-force"].format(day)
        print_text(f"{paragraph}. [{name}] {text}{notice}")
    if not told:
        print()
        print_text(t["no-clause"])
    return 0


def not_in_force(
    register: Register, deliberation: Deliberation, at: datetime, language: Language
) -> Iterator[str]:
    """That nothing of this holds on the day, and which law it waits for, if that is why."""
    t, law, begin = (
        texts(language),
        deliberation.head.start.law,
        register.in_force(deliberation.head),
    )
    yield t["not-in-force"].format(say_date(day_of(at), language))
    if law and (begin is None or at < begin):
        yield sentence(t["event-waits"].format(register.catalogue.laws[law].labels[language]))
