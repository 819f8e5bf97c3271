"""What loading and compiling the law costs: 100,000 documents of about a kilobyte, from memory.

Seven in ten are deliberations, two in ten amendments, one in ten brings accessions. Also: how
fast a document of ten megabytes is refused.
"""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

from beraad.law.expand import provisions
from beraad.law.load import load
from beraad.law.place import LawError
from beraad.law.snapshot import compile_snapshot
from tests.bench.measure import cpu_seconds, interleaved, peak_mb, reset_peak
from tests.law.world import CATALOGUE, amendment, deliberation

DOCUMENTS = 100_000
AT = datetime(2026, 6, 1, 12, tzinfo=UTC)
PROSE = "The committee weighs whether the data are adequate, relevant and limited. " * 5
FIELDS = ("dispensing.product", "dispensing.posology", "dispensing.date")
Row = dict[str, Any]


def run() -> list[Row]:
    """All rows."""
    return [*load_rows(DOCUMENTS), refusal_row()]


def load_rows(count: int) -> list[Row]:
    """Seconds and documents a second of each step, and the peak of memory of all."""
    files = documents(count)
    size = sum(map(len, files.values())) / count
    name = f"load, {count:,} documents of {size / 1000:.1f} kB"
    reset_peak()
    made: list[Any] = []

    def step(make: Callable[[], object]) -> float:
        return cpu_seconds(lambda: made.append(make()))

    steps = {
        "load()": step(lambda: load(files)),
        "provisions()": step(lambda: provisions(made[0])),
        "compile_snapshot()": step(lambda: compile_snapshot(made[1], made[0].catalogue, AT)),
    }
    total = sum(steps.values())
    peak = peak_mb()
    rows = [row(name, subject, seconds, "s", seconds, peak) for subject, seconds in steps.items()]
    rows.append(row(name, "all three", total, "s", total, peak))
    rows.append(row(name, "documents a second", count / total, "/s", total, peak))
    rows.append(row(name, "provisions in force", made[2].size, "", 0.0, peak))
    return rows


def refusal_row() -> Row:
    """Milliseconds until a document of ten megabytes is refused."""
    big = {"big.md": (deliberation() + f"> {'x' * 10_000_000}\n").encode()}

    def refuse() -> None:
        with suppress(LawError):
            load(big)
            raise AssertionError("a document of ten megabytes was loaded")

    seconds = interleaved({"refuse": refuse})["refuse"]
    found = row("refuse, 10 MB", "load()", seconds * 1000, "ms", seconds, peak_mb())
    return {**found, "target": "< 1,000 ms"}


def row(name: str, subject: str, value: float, unit: str, cpu: float, peak: float) -> Row:
    """One row of the table."""
    return {
        "name": name,
        "subject": subject,
        "value": value,
        "unit": unit,
        "cpu_s": cpu,
        "peak_mb": peak,
        "ratios": {},
    }


def documents(count: int) -> dict[str, bytes]:
    """So many documents and a catalogue, by file name."""
    random = Random(1)
    files = {"catalogue.md": CATALOGUE.encode()}
    deliberations = count * 7 // 10
    for n in range(deliberations):
        files[f"{n}.md"] = deliberation_text(random, n).encode()
    for n in range(count * 2 // 10):
        target = random.randrange(deliberations)
        files[f"{n}-amendment.md"] = amendment_text(random, target, n).encode()
    for n in range(count - len(files) + 1):
        files[f"{n}-accession.md"] = accession_text(3 * n % deliberations).encode()
    return files


def identity(n: int) -> tuple[str, str, date]:
    """Number, chamber and day of adoption of the n-th deliberation: 999 a year and a chamber."""
    year, serial = 1990 + n // 1998, n % 1998 // 2 + 1
    chamber = ("federal", "social-security-and-health")[n % 2]
    number = f"{year % 100:02d}/{serial:03d}"
    return number, chamber, date(year, 1, 1) + timedelta(days=serial // 3)


def in_chamber(text: str, chamber: str) -> str:
    """The text with its chamber."""
    return text.replace("chamber: social-security-and-health", f"chamber: {chamber}")


def deliberation_text(random: Random, n: int) -> str:
    """A general deliberation of one clause."""
    number, chamber, adopted = identity(n)
    to = random.choice(("role pharmacist", "category municipality", "hospital", "anyone"))
    limited = "limited-by: accession\n" if n % 3 == 0 else ""
    to = "anyone" if limited else to  # or not everybody who accedes below could
    fields = ", ".join(random.sample(FIELDS, random.randint(1, 3)))
    body = (
        f"```clause history\nfrom: gfd\nto: {to}\nfor: {random.choice(('care', 'benefits'))}\n"
        f"fields: [{fields}]\nform: identified\nby: consult\nabout: patients\n"
        "when: [consent(informed), therapeutic-relation, not excluded]\n"
        f"looking-back: 6 months\nkeep: nothing\n{limited}```\n"
    )
    text = deliberation(body, number, str(adopted), "general")
    return in_chamber(text, chamber).replace("2. What is weighed.", f"2. {PROSE}")


def amendment_text(random: Random, target: int, n: int) -> str:
    """An amendment of one instruction, and a note of prose."""
    number, chamber, adopted = identity(target)
    later = adopted + timedelta(days=random.randint(1, 2000))
    told = random.choice(("keep of clause history: 1 year", "by of clause history: [batch]"))
    text = amendment(f"- set {told}", number, str(later), f"sequence: {n % 10_000}\n")
    return in_chamber(text, chamber) + f"\n> {PROSE}\n"


def accession_text(target: int) -> str:
    """Two parties that accede to one deliberation."""
    number, chamber, adopted = identity(target)
    blocks = "".join(
        f"```accession {party}\nfrom: {adopted}\nfields: [dispensing.product]\n```\n"
        for party in ("town", "hospital")
    )
    return f"---\naccedes-to: {number}\nchamber: {chamber}\n---\n{blocks}\n> {PROSE}\n"
