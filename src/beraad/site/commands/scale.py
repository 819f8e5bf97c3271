"""`beraad scale`: what a year of messages comes to, and what runs out first."""

import argparse
import json
from collections.abc import Callable
from pathlib import Path

from beraad.exchange.scale import GB, TB, Load, Measured, Part, Year, measured, tiles
from beraad.site.commands.options import Commands, add_command, add_json, print_json, print_rows

NUMBERS = (
    ("messages", float, "questions and notifications in a year, each about one person"),
    ("files", float, "the share of them that comes in files, from 0 to 1"),
    ("days", int, "working days on which they come"),
    ("hours", float, "working hours of such a day"),
    ("peak", float, "how many times the average of those hours the busiest moment is"),
    ("growth", float, "the share by which a year exceeds the one before"),
)


def add(commands: Commands) -> None:  # type: ignore[type-arg]
    """`beraad scale --messages 2e9 --peak 5`."""
    command = add_command(
        commands,
        "scale",
        "tell what a year of messages comes to: peaks, processes, storage, tiles, and what runs "
        "out first",
        "beraad scale --messages 2e9 --peak 5 --years 8",
    )
    for name, kind, told in NUMBERS:
        default = getattr(Load(), name)
        option = f"{told} (default: {default:g})"
        command.add_argument(f"--{name}", metavar="NUMBER", type=kind, default=default, help=option)
    command.add_argument(
        "--years", metavar="NUMBER", type=int, default=8, help="years to look ahead (default: 8)"
    )
    command.add_argument(
        "--bench",
        metavar="FILE",
        type=Path,
        help="reckon with what `make bench` measured on this machine (build/bench.json) instead "
        "of the figures of docs/explanation/scale.md",
    )
    add_json(command)
    command.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """Print the year, its parts and the years that follow."""
    load = Load(**{name: getattr(given, name) for name, _, _ in NUMBERS})
    known = measured(json.loads(given.bench.read_text())) if given.bench else Measured()
    year = Year(load, known)
    if given.json:
        print_json({**facts(year), "parts": [plain(one) for one in year.parts()]})
        return 0
    for name, value in told(year):
        print(f"{name:<28}{value}")
    print()
    heads = ("what may run out", "needed", "bears", "used", "then")
    print_rows(heads, [row(one) for one in year.parts()])
    print()
    heads = ("year", "messages", "at the peak", "processes", "stored in all", "has run out")
    print_rows(heads, list(ahead(year, given.years)))
    return 0


def facts(year: Year) -> dict[str, float]:
    """The figures of a year."""
    return {
        "messages": year.load.messages,
        "average_per_second": round(year.average, 1),
        "working_hour_per_second": round(year.working, 1),
        "peak_per_second": round(year.peak, 1),
        "processes": year.processes,
        "bytes": round(year.storage),
        "tiles": tiles(year.entries),
    }


def told(year: Year) -> list[tuple[str, str]]:
    """The figures of a year for people."""
    return [
        ("messages in a year", f"{year.load.messages:,.0f}"),
        ("on average", f"{year.average:,.0f}/s"),
        ("in a working hour", f"{year.working:,.0f}/s"),
        ("at the busiest moment", f"{year.peak:,.0f}/s"),
        ("gateway processes", f"{year.processes}"),
        ("storage", size(year.storage)),
        ("full tiles of the journal", f"{tiles(year.entries):,}"),
    ]


def row(part: Part) -> tuple[str, ...]:
    """One part as a row."""
    amount: Callable[[float], str] = size if part.unit == "B" else rate
    used = f"{part.used:.0%}" + ("" if part.lasts else " !")
    return part.name, amount(part.needed), amount(part.bears), used, part.then


def plain(part: Part) -> dict[str, object]:
    """One part as JSON."""
    return {
        "name": part.name,
        "needed": round(part.needed, 1),
        "bears": part.bears,
        "unit": part.unit,
        "used": round(part.used, 4),
        "lasts": part.lasts,
        "then": part.then,
    }


def ahead(year: Year, years: int) -> list[tuple[str, ...]]:
    """This year and those that follow, and what has run out by then."""
    return [
        (
            str(number),
            f"{one.load.messages:,.0f}",
            rate(one.peak),
            str(one.processes),
            size(one.kept + one.storage),
            ", ".join(part.name for part in one.parts() if not part.lasts) or "nothing",
        )
        for number, one in enumerate(year.later(years), start=1)
    ]


def rate(value: float) -> str:
    """Messages a second."""
    return f"{value:,.0f}/s"


def size(value: float) -> str:
    """Bytes, as people tell them."""
    return f"{value / TB:,.1f} TB" if value >= TB else f"{value / GB:,.1f} GB"
