"""`beraad journal retain`: forget what is past its retention. A job for every night or month."""

import argparse
import re
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from beraad.exchange.database.base import in_postgres
from beraad.exchange.database.written import StoreError
from beraad.exchange.files.lines import Lines
from beraad.journal.keyfile import read_key
from beraad.journal.retention import years_before
from beraad.journal.store import Journal
from beraad.site.commands.options import add_command

UNITS = {"y": 12, "m": 1}


def add(verbs: Any) -> None:
    """`beraad journal retain JOURNAL --key FILE --keep 10y`."""
    command = add_command(
        verbs,
        "retain",
        "erase what concerns persons in each calendar month (UTC) whose retention has ended; all "
        "proofs stand, and entries say how many of which month",
        "beraad journal retain build/demo/journal.db --key build/demo/journal.key --keep 10y",
    )
    command.add_argument("journal", metavar="JOURNAL", help="the journal's database")
    command.add_argument(
        "--key", metavar="FILE", type=Path, required=True, help="the log's key, which signs"
    )
    term = command.add_mutually_exclusive_group(required=True)
    term.add_argument(
        "--keep",
        metavar="TERM",
        type=read_term,
        help="how long: such as 10y or 18m; a setting of whoever keeps the journal, not a rule",
    )
    term.add_argument(
        "--before", metavar="DAY", type=date.fromisoformat, help="months that lie whole before it"
    )
    command.add_argument(
        "--lines",
        metavar="PLACE",
        action="append",
        default=[],
        help="where a gateway keeps who stood in which file, its lines.sqlite or the "
        "postgresql://... URL of BERAAD_DATABASE: those months as well",
    )
    command.add_argument("--actor", default="retention", help="who erases (default: retention)")
    command.set_defaults(run=run)


def read_term(text: str) -> int:
    """A number of months, from years or months."""
    found = re.fullmatch(r"([1-9]\d{0,3})([ym])", text, re.ASCII)
    if not found:
        raise argparse.ArgumentTypeError(f"'{text}' is no term, expected such as 10y or 18m")
    return int(found[1]) * UNITS[found[2]]


def run(given: argparse.Namespace) -> int:
    """Erase, and say how many of each month."""
    for place in given.lines:
        if not in_postgres(place) and not Path(place).exists():
            raise FileNotFoundError(
                f"no file {place}; --lines wants a gateway's lines.sqlite, or postgresql://..."
            )
    now = datetime.now(UTC)
    before = given.before or years_before(now.date(), given.keep)
    with Journal(given.journal, read_key(given.key)) as journal:
        erased = journal.retain(before, actor=given.actor, at=now)
    for month, count in erased.items():
        print(f"{month}: {count} erased; their leaves and all proofs stand")
    for place in given.lines:
        try:
            with closing(Lines(place)) as lines:
                print(f"lines of files: {lines.forget(before)} chunks erased")
        except StoreError as error:
            raise OSError(str(error)) from None
    print(f"nothing about persons is left from before {before:%Y-%m}")
    return 0
