"""`beraad demo`: the main job in the terminal."""

import argparse
from pathlib import Path

from beraad.site.commands.options import Commands, add_command
from beraad.site.folders import SYSTEMS


def add(commands: Commands) -> None:  # type: ignore[type-arg]
    """`beraad demo`."""
    command = add_command(
        commands,
        "demo",
        "the main job on simulated persons: from a request through the committee to the gateway's "
        "answer, an amendment, the journal's proofs and the report",
        "beraad demo --persons 1000 --home build/demo",
    )
    command.add_argument("--persons", type=int, default=1000, help="how many (default: 1000)")
    command.add_argument("--seed", type=int, default=1, help="another population (default: 1)")
    command.add_argument(
        "--home",
        type=Path,
        default=Path("build/demo"),
        help="where all that is made goes; emptied first (default: build/demo)",
    )
    command.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """Run it; a folder is emptied only if an earlier demonstration left its mark there."""
    from rich.console import Console

    from beraad.demo.run import MARK
    from beraad.demo.run import run as run_all

    others = given.home.exists() and any(given.home.iterdir())
    if others and not (given.home / MARK).exists():
        raise ValueError(f"{given.home} holds other files; give --home another folder")
    run_all(Console(), given.home, SYSTEMS, given.persons, given.seed)
    return 0
