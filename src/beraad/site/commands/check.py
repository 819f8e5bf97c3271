"""`beraad check`: are these documents fit to be law?"""

import argparse
import sys
from pathlib import Path

from beraad.law.load import load
from beraad.law.place import LawError
from beraad.register.shelf import find_files
from beraad.site.commands.options import Commands, add_command
from beraad.site.folders import SYSTEMS


def add(commands: Commands) -> None:  # type: ignore[type-arg]
    """`beraad check PATH...`."""
    command = add_command(
        commands,
        "check",
        "check documents: exit 1 and 'file:line: what, expected, nearest word' for each fault",
        "beraad check systems/vidis/22-056.md",
    )
    command.add_argument("paths", metavar="PATH", type=Path, nargs="+", help="file or folder")
    command.add_argument(
        "--alone",
        action="store_true",
        help="without the catalogue of the systems that come with Beraad",
    )
    command.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """Print every fault, then every warning about an oddity that is kept as printed."""
    files = find_files(given.paths)
    number = counted(len(files), "file")
    try:
        register = load(files if given.alone else with_systems(files))
    except LawError as error:
        for fault in error.faults:
            print(fault)
        return summed_up(f"{counted(len(error.faults), 'fault')} in {number}", 1)
    for warning in register.warnings:
        if warning.place.file in files:
            print(f"warning: {warning}")
    return summed_up(f"{number} in order", 0)


def counted(count: int, noun: str) -> str:
    """`1 file`, `2 files`."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def summed_up(text: str, code: int) -> int:
    """The last line, after all that was found also where both streams go to one place."""
    sys.stdout.flush()
    print(text, file=sys.stderr)
    return code


def with_systems(files: dict[str, bytes]) -> dict[str, bytes]:
    """These files, and those of the systems that are not among them."""
    given = {Path(name).resolve() for name in files}
    others = {
        name: content
        for name, content in find_files([SYSTEMS]).items()
        if Path(name).resolve() not in given
    }
    return files | others
