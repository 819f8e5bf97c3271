"""`beraad portal`: the committee at work in the browser."""

import argparse
import os
import secrets
from pathlib import Path

from beraad.journal.keyfile import make_key, read_key
from beraad.journal.store import Journal
from beraad.site.commands.options import Commands, add_command, add_register
from beraad.site.commands.serve import LOCAL, check_free, read_port, start
from beraad.site.folders import STATE

NAME = "beraad/portal"
"""The name of the log of a committee that begins here."""


def add(commands: Commands) -> None:  # type: ignore[type-arg]
    """`beraad portal --port 8001`."""
    command = add_command(
        commands,
        "portal",
        "run the committee in the browser, from request to publication, until Ctrl-C",
        "beraad portal --home build/portal",
    )
    command.add_argument("--host", default="127.0.0.1", help="default: 127.0.0.1, this machine")
    command.add_argument("--port", type=read_port, default=8001, help="default: 8001")
    command.add_argument(
        "--home",
        metavar="FOLDER",
        type=Path,
        default=STATE / "portal",
        help="where journal, papers and accounts are kept; made if it is not there",
    )
    add_register(command)
    command.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """Serve until interrupted. The settings reach the worker by its environment."""
    prepare(given.home, given.register, given.host)
    check_free(given.host, given.port)
    start(given.host, given.port)
    return 0


def prepare(home: Path, register: list[Path] | None = None, host: str = "127.0.0.1") -> None:
    """The settings of a portal at home, its journal and its tables brought up to date."""
    home.mkdir(parents=True, exist_ok=True)
    os.environ["DJANGO_SETTINGS_MODULE"] = "beraad.site.portal_settings"
    os.environ["BERAAD_HOME"] = str(home.resolve())
    os.environ.setdefault("BERAAD_SECRET_KEY", secret_of(home))
    os.environ.setdefault("BERAAD_HOSTS", ",".join(dict.fromkeys((*LOCAL, host))))
    if register:
        os.environ["BERAAD_REGISTER"] = os.pathsep.join(str(path.resolve()) for path in register)
    import django
    from django.conf import settings
    from django.core.management import call_command

    django.setup()
    if not settings.OFFICE_KEY.exists():
        make_key(settings.OFFICE_KEY, NAME, secrets.token_bytes(32))
    Journal(settings.OFFICE_JOURNAL, read_key(settings.OFFICE_KEY)).close()
    call_command("migrate", verbosity=0)


def secret_of(home: Path) -> str:
    """The secret of the sessions, kept at home so that they outlive a restart."""
    file = home / "secret"
    if not file.exists():
        file.touch(0o600)
        file.write_text(secrets.token_urlsafe(50), "utf-8")
    return file.read_text("utf-8")
