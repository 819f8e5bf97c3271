"""`beraad assertion`: how the simulated hospital proves to the gateway who it is."""

import argparse

from beraad.demo.caller import assertion
from beraad.exchange.server.opened import TOKEN_PATH
from beraad.site.commands.gateway import add_home, add_port
from beraad.site.commands.options import Commands, add_command


def add(commands: Commands) -> None:  # type: ignore[type-arg]
    """`beraad assertion --home build/demo`."""
    command = add_command(
        commands,
        "assertion",
        "sign, as the simulated hospital, the proof for which the gateway gives an access token; "
        "it is good once and for a minute",
        "beraad assertion --home build/demo",
    )
    add_home(command)
    command.add_argument("--host", default="127.0.0.1", help="of the gateway (default: 127.0.0.1)")
    add_port(command)
    command.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """Print it."""
    print(assertion(given.home, f"http://{given.host}:{given.port}{TOKEN_PATH}"))
    return 0
