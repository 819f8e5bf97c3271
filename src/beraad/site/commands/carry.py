"""`beraad carry`: the stores of a home folder, from SQLite files to PostgreSQL."""

import argparse
from pathlib import Path
from urllib.parse import quote, urlsplit

from beraad.demo.scene import WORDS
from beraad.exchange.database.carried import carry
from beraad.exchange.sources.opened import STORES
from beraad.exchange.sources.settings import FILE, read_settings
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
        "copy the stores of a home folder to PostgreSQL and connect the gateway to them there",
        "beraad carry --home build/demo --to postgresql://beraad@db.example/beraad",
    )
    add_home(command)
    command.add_argument(
        "--to", metavar="URL", default="", help="the database (default: BERAAD_DATABASE)"
    )
    add_register(command)
    command.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """Carry each store that sources.toml does not name, and name it there.

    Not a source that the register does not know: with such a name in the file no gateway starts.
    """
    url, folder = given.to or database(), given.home / "sources"
    check(url)
    named = read_settings(folder)
    stores = [path for path in sorted(folder.glob("*.sqlite")) if path.stem not in named]
    if not stores:
        raise FileNotFoundError(f"{folder}: no SQLite file that {FILE} does not name already")
    paths = [*(given.register or [SYSTEMS]), WORDS]
    sources = load(find_files(paths), saturday=SATURDAY).catalogue.sources
    for path in stores:
        if path.stem not in sources and path.stem not in STORES:
            print(f"{path.stem}: left as it is, the register knows no such source")
            continue
        schema = schema_of(path.stem)
        carry(path, url, schema)
        connect(folder / FILE, path.stem, within(url, schema))
        print(f"{path.stem}: schema {schema}")
    print(f"{folder / FILE} tells the gateway; start it anew. The files stay: delete them later")
    return 0


def check(url: str) -> None:
    """ValueError for a URL that cannot stand in a file."""
    if not url.startswith(("postgresql://", "postgres://")):
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
