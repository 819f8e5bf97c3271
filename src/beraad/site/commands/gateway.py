"""`beraad gateway`: questions about single persons, over HTTP."""

import argparse
import logging
from datetime import UTC, datetime
from pathlib import Path

from beraad.demo.caller import HOSPITAL, make_caller, question_path
from beraad.demo.scene import WORDS
from beraad.exchange.database.base import in_postgres
from beraad.exchange.server.opened import TOKEN_PATH, open_gateway
from beraad.exchange.server.stores import Files
from beraad.exchange.server.watch import Holdings
from beraad.exchange.server.wire import server, settle
from beraad.journal.carried import check_goes_on
from beraad.journal.keyfile import read_key
from beraad.journal.store import Journal
from beraad.site.commands.options import Commands, add_command, add_on, add_register
from beraad.site.commands.serve import check_free, read_port, shown
from beraad.site.database import database
from beraad.site.folders import SATURDAY, SYSTEMS


def add(commands: Commands) -> None:  # type: ignore[type-arg]
    """`beraad gateway --home build/demo --port 8001`."""
    command = add_command(
        commands,
        "gateway",
        "answer or refuse the questions of organisations about single persons, over HTTP, until "
        "Ctrl-C; each is recorded in the journal first",
        "beraad gateway --home build/demo --on 2026-06-20T12:00:00+02:00",
    )
    add_home(command)
    command.add_argument("--host", default="127.0.0.1", help="default: 127.0.0.1, this machine")
    add_port(command)
    command.add_argument(
        "--address", metavar="URL", help="where organisations reach it, if a proxy stands before it"
    )
    command.add_argument(
        "--used",
        metavar="URL",
        default="",
        help="a PostgreSQL database where several machines share which proofs were used "
        "(default: BERAAD_DATABASE, or a file of this one)",
    )
    add_on(command, "decide as at this instant, for simulated persons, who do not grow older")
    add_register(command)
    command.set_defaults(run=run)


def add_home(command: argparse.ArgumentParser) -> None:
    """`--home FOLDER`."""
    command.add_argument(
        "--home",
        metavar="FOLDER",
        type=Path,
        default=Path("build/demo"),
        help="what `beraad demo` made (default: build/demo)",
    )


def add_port(command: argparse.ArgumentParser) -> None:
    """`--port PORT`."""
    command.add_argument("--port", type=read_port, default=8001, help="default: 8001")


def run(given: argparse.Namespace) -> int:
    """Serve until interrupted."""
    logging.basicConfig(format="%(asctime)s %(levelname)s %(message)s")
    logging.getLogger("beraad.gateway").setLevel(logging.INFO)
    home: Path = given.home
    journal, key = place_of_journal(home), read_key(home / "journal.key")
    files = Files(
        home / "sources", journal, key, home / "gateway", given.used, queue_set(), database()
    )
    check_free(given.host, given.port)
    address = given.address or f"http://{shown(given.host)}:{given.port}"
    holdings = holdings_in(given, journal)
    Journal(journal, files.key).close()  # made if there is none
    register = holdings.register()
    _, app = open_gateway(files, register, address, lambda: given.on or now(), holdings)
    make_caller(home, files.clients)
    print(f"Gateway: {address} (stop with Ctrl-C)")
    print(f"Each address and its JSON: {address}/openapi.json")
    print(f"A token for {HOSPITAL}: post `beraad assertion --home {home}` to {TOKEN_PATH}")
    print(f"A first question: {question_path(home)}", flush=True)
    settle()
    server(app, given.host, given.port).run()
    return 0


def queue_set() -> str:
    """The setting of where mutations wait: a `postgresql://` URL, or '' for the home folder."""
    return database("BERAAD_QUEUE")


def now() -> datetime:
    """This instant."""
    return datetime.now(UTC)


def place_of_journal(home: Path) -> Path | str:
    """Where the journal is: as BERAAD_JOURNAL or BERAAD_DATABASE says, or in the folder.

    JournalError if that is a database that does not go on where the folder's own journal ends.
    """
    file = home / "journal.db"
    place = database("BERAAD_JOURNAL")
    if in_postgres(place) and file.exists():
        check_goes_on(file, place)
    return place or file


def holdings_in(given: argparse.Namespace, journal: Path | str) -> Holdings:
    """The register with the words of the demonstration and what its journal says was published."""
    paths = (*(given.register or [SYSTEMS]), WORDS)
    return Holdings(paths, journal, given.home / "docket", SATURDAY)
