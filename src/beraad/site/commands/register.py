"""`beraad register`: the deliberations, as a list."""

import argparse
from collections import Counter
from collections.abc import Iterable, Mapping

from beraad.law.act import day_of
from beraad.law.catalogue import Labels, Language
from beraad.register.listing import Row, rows
from beraad.register.oddity import say_oddity
from beraad.register.texts import texts
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

HEADS: Mapping[Language, tuple[str, ...]] = {
    "nl": ("nummer", "aangenomen", "gewijzigd", "soort", "status", "titel"),
    "fr": ("numéro", "adoptée", "modifiée", "type", "statut", "titre"),
    "de": ("Nummer", "angenommen", "geändert", "Art", "Status", "Titel"),
    "en": ("number", "adopted", "amended", "kind", "status", "title"),
}
CLOSING = Labels(
    "{} beraadslagingen; volledige titels: beraad register list --json",
    "{} délibérations\u00a0; titres complets\u00a0: beraad register list --json",
    "{} Beratungen; vollständige Titel: beraad register list --json",
    "{} deliberations; titles in full: beraad register list --json",
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
    print_rows(HEADS[given.lang], [cells(row, given.lang) for row in found])
    print(CLOSING[given.lang].format(len(found)))
    for warning in register.warnings:
        print(say_oddity(warning, register, given.lang))
    return 0


def cells(row: Row, language: Language) -> tuple[str, ...]:
    """A line of the table; in English kind and status are the words that documents use."""
    t = texts(language)
    kind, status = t[f"kind-{row.kind}"], t[f"status-{row.status}"]
    if language == "en":
        kind, status = row.kind, row.status
    adopted = ", ".join(day.date for day in row.adopted)
    return (row.number, adopted, counted(row.amended), kind, status, row.titles[language])


def counted(days: Iterable[str]) -> str:
    """`2024 x8` for eight amendments of which only the year is known."""
    counts = Counter(days)
    return ", ".join(day if n == 1 else f"{day} x{n}" for day, n in counts.items())
