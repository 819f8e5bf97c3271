"""The report of 2024 made from the real register and figures, and the printed text beside it."""

from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from beraad.law.register import Register
from beraad.register.shelf import open_register
from beraad.report.printed import Printed, find_printed
from beraad.report.report import Report, report

ROOT = Path(__file__).parents[2]
SYSTEMS = ROOT / "systems"
TEXT = ROOT / "tests" / "belgium" / "data" / "activiteitenverslag-2024.txt"


@cache
def register() -> Register:
    return open_register([SYSTEMS])


@cache
def printed() -> Printed:
    found = find_printed([SYSTEMS], 2024)
    assert found is not None
    return found


@cache
def report_2024() -> Report:
    return report(2024, register(), printed())


def printed_lines(first: int, last: int) -> str:
    """Lines of the printed text, joined; a hyphen before a line end joins the word."""
    lines = TEXT.read_text("utf-8").splitlines()[first - 1 : last]
    return " ".join(" ".join(lines).split())


def noon(day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T12:00").replace(tzinfo=UTC)
