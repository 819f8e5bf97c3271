"""`beraad check`: are these documents fit to be law?"""

import argparse
import re
import sys
from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path

from beraad.law.document import MOST_BYTES
from beraad.law.load import load
from beraad.law.place import Fault, LawError, Place
from beraad.register.shelf import documents_below, find_files
from beraad.site.commands.options import Commands, add_command
from beraad.site.folders import SYSTEMS

TAKEN = re.compile(r"(number \S+ stands twice, also in )(.+)")

NOTE = "note: checked together with {}; a copy of all of it is checked with --alone"


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
    for folder in filter(Path.is_dir, given.paths):
        if not documents_below(folder):
            raise FileNotFoundError(f"{folder}: no document in it, expected such as 22-056.md")
    files = find_files(given.paths)
    number = counted(len(files), "file")
    try:
        register = load(files if given.alone or too_large(files) else with_systems(files))
    except LawError as error:
        for fault in sorted(blamed(fault, files) for fault in error.faults):
            print(fault)
        if not given.alone and any(fault.kind == "twice" for fault in error.faults):
            sys.stdout.flush()
            print(NOTE.format(SYSTEMS), file=sys.stderr)
        return summed_up(f"{counted(len(error.faults), 'fault')} in {number}", 1)
    for warning in register.warnings:
        if warning.place.file in files:
            print(f"warning: {warning}")
    return summed_up(f"{number} in order", 0)


def too_large(files: Mapping[str, bytes]) -> bool:
    """Whether none of these files can be read, so that the systems need not be read for them."""
    return all(len(content) > MOST_BYTES for content in files.values())


def blamed(fault: Fault, files: Collection[str]) -> Fault:
    """The fault of a number that stands twice, at the file that was given and not at the other."""
    taken, place = TAKEN.fullmatch(fault.what), fault.place
    if not taken or place.file in files or taken[2] not in files:
        return fault
    return replace(fault, place=Place(taken[2], place.line), what=f"{taken[1]}{place.file}")


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
