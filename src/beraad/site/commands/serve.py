"""`beraad serve`: register and report in the browser."""

import argparse
import os
import socket
from pathlib import Path

from beraad.demo.scene import WORDS
from beraad.register.shelf import open_register
from beraad.site.commands.options import Commands, add_command, add_register
from beraad.site.folders import SYSTEMS

LOCAL = ("localhost", "127.0.0.1", "[::1]")


def add(commands: Commands) -> None:  # type: ignore[type-arg]
    """`beraad serve --port 8000`."""
    command = add_command(
        commands,
        "serve",
        "show the register and the activity report in the browser, until Ctrl-C",
        "beraad serve --port 8000",
    )
    command.add_argument("--host", default="127.0.0.1", help="default: 127.0.0.1, this machine")
    command.add_argument("--port", type=read_port, default=8000, help="default: 8000")
    command.add_argument(
        "--home", metavar="FOLDER", type=Path, help="what `beraad demo` made, such as build/demo"
    )
    command.add_argument(
        "--journal", metavar="FILE", type=Path, help="a journal, to show what it says was published"
    )
    command.add_argument(
        "--docket", metavar="FOLDER", type=Path, help="the papers that the journal names"
    )
    add_register(command)
    command.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """Serve until interrupted. The settings reach the worker by its environment."""
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    if given.home:
        given.register = [*(given.register or [SYSTEMS]), WORDS]
        given.journal, given.docket = given.home / "journal.db", given.home / "docket"
    check_there(given)
    os.environ.update(environment(given))
    if given.register:
        open_register(given.register)  # a fault is told here, not on the first page
    check_free(given.host, given.port)
    print(f"Beraad: http://{shown(given.host)}:{given.port}/ (stop with Ctrl-C)", flush=True)
    server = Granian(
        "beraad.site.wsgi:application",
        address=given.host,
        port=given.port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=4,
        log_level=LogLevels.warning,
    )
    server.serve()
    return 0


def check_there(given: argparse.Namespace) -> None:
    """FileNotFoundError for a journal or docket that is not there: its law would go unseen."""
    for path, made in ((given.journal, "journal"), (given.docket, "docket")):
        if path and not path.exists():
            told = f"{path}: no such {made}; `beraad demo` makes one in build/demo"
            raise FileNotFoundError(told)


def read_port(text: str) -> int:
    """A port number."""
    if not text.isdecimal() or not 0 < int(text) < 65_536:
        raise argparse.ArgumentTypeError(f"'{text}' is no port; expected 1 to 65535")
    return int(text)


def check_free(host: str, port: int) -> None:
    """OSError where another program serves there: granian would share the port without a word."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            why = f"cannot serve on {host} port {port}: {error.strerror}; try --port {port + 1}"
            raise OSError(why) from None


def environment(given: argparse.Namespace) -> dict[str, str]:
    """What `settings.py` reads, for the options that were given."""
    hosts = ",".join(dict.fromkeys((*LOCAL, given.host)))
    found = {"DJANGO_SETTINGS_MODULE": "beraad.site.settings"}
    if given.register:
        found["BERAAD_REGISTER"] = os.pathsep.join(str(path.resolve()) for path in given.register)
    if given.journal:
        found["BERAAD_JOURNAL"] = str(given.journal.resolve())
    if given.docket:
        found["BERAAD_DOCKET"] = str(given.docket.resolve())
    return found if "BERAAD_HOSTS" in os.environ else {**found, "BERAAD_HOSTS": hosts}


def shown(host: str) -> str:
    """The host as an address writes it; one that means every interface is reached as localhost."""
    if host in ("0.0.0.0", "::"):  # noqa: S104 - only compared
        return "localhost"
    return f"[{host}]" if ":" in host else host
