"""Options that several commands share, and how they print."""

import argparse
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from shutil import get_terminal_size
from textwrap import fill
from typing import Any, TypeVar

import msgspec

from beraad.belgium.numbers import DeliberationNumber
from beraad.law.act import instant, read_number
from beraad.law.block import Value
from beraad.law.catalogue import LANGUAGES
from beraad.law.place import LawError, Place
from beraad.law.register import Register
from beraad.register.shelf import open_register
from beraad.site.folders import SATURDAY, SYSTEMS

LEAST_COLUMN = 40
"""So many signs of the last column must fit on the line of its row."""

YEARS = range(1901, 2100)
"""The years on which a command may ask; beyond them calendar and offsets run out."""

Commands = argparse._SubParsersAction  # argparse names no public type
Shape = TypeVar("Shape")
EXAMPLE = "example:\n  "


class Help(argparse.HelpFormatter):
    """Help that wraps sentences and leaves the example as it is typed."""

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        return text if text.startswith(EXAMPLE) else super()._fill_text(text, width, indent)


def add_command(
    commands: "Commands[argparse.ArgumentParser]", name: str, does: str, example: str
) -> argparse.ArgumentParser:
    """A subcommand whose help ends with an example."""
    return commands.add_parser(
        name,
        help=does,
        description=does[0].upper() + does[1:] + ".",
        epilog=f"{EXAMPLE}{example}",
        formatter_class=Help,
    )


def add_register(command: argparse.ArgumentParser) -> None:
    """`--register PATH`, as often as needed."""
    command.add_argument(
        "--register",
        metavar="PATH",
        type=Path,
        action="append",
        help="file or folder of documents; may be repeated (default: the systems of the report)",
    )


def add_language(command: argparse.ArgumentParser) -> None:
    """`--lang nl|fr|de|en`."""
    command.add_argument("--lang", choices=LANGUAGES, default="en", help="language (default: en)")


def add_json(command: argparse.ArgumentParser) -> None:
    """`--json`."""
    command.add_argument("--json", action="store_true", help="stable JSON for other programs")


def add_on(command: argparse.ArgumentParser, what: str = "the day or instant asked about") -> None:
    """`--on INSTANT`; a day alone is its midnight in Brussels."""
    command.add_argument(
        "--on",
        metavar="INSTANT",
        type=read_instant,
        default=None,
        help=f"{what}, such as 2024-07-01 or 2024-07-01T12:00:00+02:00 (default: now)",
    )


def read_instant(text: str) -> datetime:
    """An instant in UTC from a day or a full time with its offset, in the years that are known."""
    try:
        is_day = len(text) == len("2024-07-01")
        moment = date.fromisoformat(text) if is_day else datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or (isinstance(moment, datetime) and moment.tzinfo is None):
        expected = "expected a day such as 2024-07-01 or a time such as 2024-07-01T12:00:00+02:00"
        raise argparse.ArgumentTypeError(f"'{text}' is no instant; {expected}")
    if moment.year not in YEARS:
        raise argparse.ArgumentTypeError(
            f"'{text}' lies outside the years {YEARS[0]} to {YEARS[-1]}, for which Beraad reckons"
        )
    return instant(moment)


def read_year(text: str) -> int:
    """One of the years that are known."""
    if not (text.isascii() and text.isdecimal() and int(text[:5]) in YEARS):
        expected = f"expected {YEARS[0]} to {YEARS[-1]}, such as 2024"
        raise argparse.ArgumentTypeError(f"'{text}' is no year; {expected}")
    return int(text)


def number_given(text: str) -> DeliberationNumber:
    """The number of a deliberation, as `24/102`."""
    try:
        return read_number(Value(text, Place("", 0)))
    except LawError:
        raise argparse.ArgumentTypeError(
            f"'{text}' is no number, expected such as 24/102"
        ) from None


def read_lines(lines: Iterable[bytes], shape: type[Shape], file: str = "") -> Iterator[Shape]:
    """JSON lines, empty ones left out; ValueError names the line (of a file) that is at fault."""
    decoder = msgspec.json.Decoder(shape)
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                yield decoder.decode(line)
            except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
                where = f"{file}:{number}" if file else f"line {number}"
                raise ValueError(f"{where}: {error}") from None


def moment_of(given: argparse.Namespace) -> datetime:
    """The instant that was given, or now."""
    return given.on or datetime.now(UTC)


def register_of(given: argparse.Namespace) -> Register:
    """The register that the command works on."""
    return open_register(given.register or [SYSTEMS], saturday=SATURDAY)


def print_json(value: Any) -> None:
    """Stable JSON: keys as written, one document, readable."""
    text = msgspec.json.format(msgspec.json.encode(value), indent=2)
    sys.stdout.write(text.decode() + "\n")


def print_text(text: str) -> None:
    """A paragraph; on a terminal its lines end between words, in a pipe it is one line."""
    wide = get_terminal_size().columns
    print(fill(text, wide, break_on_hyphens=False) if sys.stdout.isatty() else text)


def print_rows(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """A table; on a terminal where the last column is squeezed, it stands on lines of its own.

    In a pipe lines are as long as their rows, and the rule is no wider than the screen.
    """
    found = [list(heads), *map(list, rows)]
    *widths, last = (max(map(len, column)) for column in zip(*found, strict=True))
    wide = sum(widths) + 2 * len(widths)
    screen = get_terminal_size().columns
    most = screen if sys.stdout.isatty() else wide + last
    narrow = most < min(wide + last, wide + LEAST_COLUMN)
    for row in found:
        line = "".join(cell.ljust(width + 2) for cell, width in zip(row, widths, strict=False))
        for text in [line, f"    {row[-1]}"] if narrow else [line + row[-1]]:
            print(text.rstrip() if len(text) <= most else text[: most - 1] + "…")
        if row is found[0]:
            print("-" * min(screen, wide + last))


def print_cards(cards: Iterable[Mapping[str, Any]]) -> None:
    """Records whose values are long: a heading line each, the rest below it."""
    for card in cards:
        first, *rest = card.items()
        print(told(first[1]))
        for name, value in rest:
            if value not in ("", [], {}, None, False):
                print(f"  {name}: {told(value)}")
        print()


def told(value: Any) -> str:
    """A plain value in words."""
    if isinstance(value, Mapping):
        return "; ".join(f"{key}: {told(one)}" for key, one in value.items() if one)
    return ", ".join(map(told, value)) if isinstance(value, list | tuple) else str(value)
