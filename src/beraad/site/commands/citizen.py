"""`beraad citizen`: who asked what about one simulated person, with proof."""

import argparse
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import msgspec
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from beraad.belgium.calendar import ZONE
from beraad.belgium.ssin import parse_ssin
from beraad.citizen.told import (
    COLON,
    FORGOTTEN,
    MORE,
    NOTHING,
    WHAT,
    WHEN,
    WRITTEN,
    parts,
    sentence,
)
from beraad.citizen.view import MOST, Cursor, Page, Seen, View
from beraad.demo.emergency import choose_case
from beraad.demo.scene import WORDS
from beraad.exchange.directory import Directory
from beraad.exchange.files.lines import Lines
from beraad.exchange.pseudonym import Pseudonyms
from beraad.exchange.sources import Connections
from beraad.journal.store import Journal
from beraad.law.catalogue import Catalogue, Language
from beraad.law.load import load
from beraad.register.shelf import find_files
from beraad.site.commands.gateway import add_home, place_of_journal
from beraad.site.commands.options import (
    Commands,
    add_command,
    add_json,
    add_language,
    moment_of,
    print_json,
    print_text,
    read_instant,
)
from beraad.site.database import database
from beraad.site.folders import SYSTEMS

ADMITTED = date(2026, 4, 21)
COLOURS = {"communication.permitted": "green", "communication.refused": "red"}


def add(commands: Commands) -> None:  # type: ignore[type-arg]
    """`beraad citizen --home build/demo --lang nl`."""
    command = add_command(
        commands,
        "citizen",
        "who asked what about one simulated person, for what, under which number, with proof",
        "beraad citizen --home build/demo --lang nl",
    )
    command.add_argument(
        "number",
        metavar="NUMBER",
        nargs="?",
        help="a simulated person's number, or - to read it from standard input (default: the "
        "patient of the demonstration)",
    )
    add_home(command)
    add_language(command)
    add_json(command)
    command.add_argument(
        "--proofs",
        metavar="FOLDER",
        type=Path,
        help="write a proof of each entry shown, for `beraad journal verify`",
    )
    command.add_argument("--most", type=int, default=MOST, help=f"so many (default: {MOST})")
    command.add_argument(
        "--before",
        metavar="PLACE",
        type=read_place,
        help="go on before this place, as the page before says",
    )
    command.add_argument(
        "--on", metavar="INSTANT", type=read_instant, help="as it shows then (default: now)"
    )
    command.set_defaults(run=run)


def read_place(text: str) -> Cursor:
    """Where a page ended: instant and index, and of a file the line, with commas between."""
    at, *numbers = text.split(",")
    if len(numbers) not in (1, 2) or not all(one.isdecimal() for one in numbers):
        raise argparse.ArgumentTypeError(f"'{text}' is no place such as 2026-06-20T10:00:00Z,14")
    index, line = map(int, [*numbers, "0"][:2])
    return read_instant(at), index, line


def run(given: argparse.Namespace) -> int:
    """Print the view."""
    home, key = given.home, given.home / "gateway" / "pseudonym.key"
    ssin, now = number_of(given), moment_of(given)
    catalogue = load(find_files([SYSTEMS, WORDS])).catalogue
    directory = Directory(Connections(home / "sources").place("directory"))
    try:
        with Journal(place_of_journal(home)) as journal, lines_of(home) as lines:
            view = View(journal, directory, Pseudonyms(key.read_bytes()), lines)
            page = view.page(ssin, now, given.most, given.before)
            proofs = {name(one): view.proof(ssin, one.index, now, one.line) for one in page.entries}
    finally:
        directory.close()
    if given.json:
        print_json(plain(page, proofs, catalogue, given.lang))
    else:
        show(page, catalogue, given.lang)
    if given.proofs:
        write(given.proofs, proofs, given.lang)
    return 0


@contextmanager
def lines_of(home: Path) -> Iterator[tuple[Lines, ...]]:
    """Who stood in which file, if any file was ever asked."""
    path = home / "gateway" / "lines.sqlite"
    place = database() or (path if path.exists() else None)
    with ExitStack() as stack:
        yield (stack.enter_context(closing(Lines(place))),) if place else ()


def name(one: Seen) -> str:
    """What the proof of an entry is called."""
    return f"entry-{one.index}-line-{one.line}" if one.line else f"entry-{one.index}"


def number_of(given: argparse.Namespace) -> str:
    """The digits of the number asked about; never repeated in a message."""
    if given.number is None:
        return choose_case(given.home, ADMITTED).patient
    text = sys.stdin.readline().strip() if given.number == "-" else given.number
    return parse_ssin(text, datetime.now(UTC).date()).digits


def plain(
    page: Page, proofs: Mapping[str, bytes], catalogue: Catalogue, language: Language
) -> dict[str, Any]:
    """The page as JSON: each entry, its sentence, and its proof as a text to write to a file."""
    return {
        "entries": [
            msgspec.to_builtins(one)
            | {"sentence": sentence(one, language), "proof": proofs[name(one)].decode()}
            for one in page.entries
        ],
        "following": place(page),
        "forgotten": page.forgotten or None,
    }


def place(page: Page) -> str | None:
    """Where the next page goes on, as `--before` reads it."""
    if page.following is None:
        return None
    at, index, line = page.following
    return f"{at.isoformat()},{index}" + (f",{line}" if line else "")


def show(page: Page, catalogue: Catalogue, language: Language) -> None:
    """The page as a table."""
    table = Table(show_lines=True)
    table.add_column("#", justify="right")
    table.add_column(WHEN[language])
    table.add_column(WHAT[language])
    for one in page.entries:
        lines = [f"[{COLOURS.get(one.act, 'bold')}]{sentence(one, language)}[/]"]
        lines += [
            f"[dim]{heading}{COLON[language]}[/] {escape(text)}"
            for heading, text in parts(one, catalogue, language)
        ]
        at = one.at.astimezone(ZONE).strftime("%Y-%m-%d\n%H:%M:%S")
        table.add_row(str(one.index), at, "\n".join(lines))
    console = Console()
    console.print(table if page.entries else NOTHING[language])
    if page.following:
        console.print(MORE[language].format(place(page)), soft_wrap=True)
    elif page.forgotten:
        print_text(FORGOTTEN[language].format(page.forgotten))


def write(folder: Path, proofs: Mapping[str, bytes], language: Language) -> None:
    """A file for each proof. They hold entry and salt: they are for the person concerned alone."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for called, proof in proofs.items():
        (folder / f"{called}.proof").write_bytes(proof)
    told = WRITTEN[language].format(len(proofs))
    print(f"{told} beraad journal verify {folder}/FILE", file=sys.stderr)
