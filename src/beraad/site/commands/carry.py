"""`beraad carry`: what a home folder keeps in SQLite files, to PostgreSQL.

The journal, what the gateway wrote in its own folder, and the stores of its sources.
"""

import argparse
import os
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from urllib.parse import quote, urlsplit

from beraad.demo.scene import WORDS
from beraad.exchange.database.base import in_postgres
from beraad.exchange.database.carried import carry
from beraad.exchange.server.carried import LAYOUTS, carry_kept
from beraad.exchange.sources.opened import STORES
from beraad.exchange.sources.settings import FILE, read_settings
from beraad.journal.base import JournalError
from beraad.journal.carried import carry_journal, check_goes_on
from beraad.law.load import load
from beraad.register.shelf import find_files
from beraad.site.commands.gateway import add_home
from beraad.site.commands.options import Commands, add_command, add_register
from beraad.site.database import database
from beraad.site.folders import SATURDAY, SYSTEMS


def add(commands: Commands) -> None:  # type: ignore[type-arg]
    """`BERAAD_DATABASE=postgresql://... beraad carry --home build/demo`."""
    command = add_command(
        commands,
        "carry",
        "copy the journal and the stores of a home folder to PostgreSQL: the gateway goes on there",
        "beraad carry --home build/demo --to postgresql://beraad@db.example/beraad",
    )
    add_home(command)
    command.add_argument(
        "--to", metavar="URL", default="", help="the database (default: BERAAD_DATABASE)"
    )
    add_register(command)
    command.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """Carry what is not there already; each is there as a whole, or not at all."""
    url, home = given.to or database(), given.home
    check(url)
    carried = False
    for line in chain(carry_log(home, url), carry_own(home / "gateway", url)):
        print(line)
        carried = True
    for line in carry_sources(home / "sources", url, given.register, carried):
        print(line)
    print("The files stay: delete them later. Start each gateway anew, with BERAAD_DATABASE set")
    return 0


def carry_log(home: Path, url: str) -> Iterator[str]:
    """Carry the journal, unless what is there goes on where it ends."""
    file, place = home / "journal.db", os.environ.get("BERAAD_JOURNAL") or url
    if not (file.exists() and in_postgres(place)):
        return
    try:
        check_goes_on(file, place)
    except JournalError:
        yield f"journal: {carry_journal(file, place)} entries"


def carry_own(own: Path, url: str) -> Iterator[str]:
    """Carry used proofs, mutations, promised answers and lines of files."""
    for kept in ("used", *LAYOUTS):
        place = (os.environ.get("BERAAD_QUEUE") if kept == "queue" else "") or url
        if in_postgres(place):
            count = carry_kept(kept, own, place)
            if count is not None:
                yield f"{kept}: {count} rows"


def carry_sources(folder: Path, url: str, register: list[Path], more: bool) -> Iterator[str]:
    """Carry each store that sources.toml does not name, and name it there.

    Not a source that the register does not know: with such a name in the file no gateway starts.
    """
    named = read_settings(folder)
    stores = [path for path in sorted(folder.glob("*.sqlite")) if path.stem not in named]
    if not stores and not more:
        raise FileNotFoundError(f"{folder}: no SQLite file that {FILE} does not name already")
    paths = [*(register or [SYSTEMS]), WORDS]
    sources = load(find_files(paths), saturday=SATURDAY).catalogue.sources if stores else {}
    for path in stores:
        if path.stem not in sources and path.stem not in STORES:
            yield f"{path.stem}: left as it is, the register knows no such source"
            continue
        schema = schema_of(path.stem)
        carry(path, url, schema)
        connect(folder / FILE, path.stem, within(url, schema))
        yield f"{path.stem}: schema {schema}"


def check(url: str) -> None:
    """ValueError for a URL that cannot stand in a file."""
    if not in_postgres(url):
        raise ValueError("no database: give --to or BERAAD_DATABASE, postgresql://...")
    if urlsplit(url).password:
        raise ValueError("a password does not belong in the URL: set PGPASSFILE or PGPASSWORD")


def schema_of(store: str) -> str:
    """The schema of a store."""
    return "store_" + store.replace("-", "_")


def within(url: str, schema: str) -> str:
    """The URL of one schema of a database."""
    return f"{url}{'&' if '?' in url else '?'}options={quote(f'-csearch_path={schema}')}"


def connect(file: Path, store: str, url: str) -> None:
    """Add a store to sources.toml; so far as it was carried before a fault, it is connected."""
    with file.open("a", encoding="utf-8") as text:
        text.write(f'\n[{store}]\nurl = "{url}"\n')
