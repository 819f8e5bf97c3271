"""`beraad signature`: how the simulated hospital signs a request instead of asking for a token."""

import argparse
from pathlib import Path

from beraad.demo.caller import signature
from beraad.site.commands.gateway import add_home, add_port
from beraad.site.commands.options import Commands, add_command


def add(commands: Commands) -> None:  # type: ignore[type-arg]
    """`beraad signature build/demo/gateway/question.json`."""
    command = add_command(
        commands,
        "signature",
        "sign, as the simulated hospital, a request to the gateway (RFC 9421); this is good once "
        "and for a minute",
        "beraad signature build/demo/gateway/question.json",
    )
    command.add_argument("body", metavar="FILE", type=Path, help="what will be posted")
    command.add_argument(
        "--path", metavar="PATH", default="/v1/consult", help="whereto (default: /v1/consult)"
    )
    add_home(command)
    command.add_argument("--host", default="127.0.0.1", help="of the gateway (default: 127.0.0.1)")
    add_port(command)
    command.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """Print the headers, a line each, as `curl -H @file` reads them."""
    address = f"http://{given.host}:{given.port}{given.path}"
    for name, value in signature(given.home, address, given.body.read_bytes()).items():
        print(f"{name}: {value}")
    return 0
