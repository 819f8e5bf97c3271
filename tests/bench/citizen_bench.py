"""How long a citizen waits for his or her page out of two million entries, and for one proof.

50,000 persons with 40 entries each on the mean, over a year, on SQLite and on PostgreSQL, where
each month is a partition; pages of 50, newest first, each of another person drawn at random, with
the orders of investigations and the files that he or she stood in looked up. Each hundredth person
stood in twenty files of 500. Wall time; the first pages, which warm the connection, do not count.
"""

import time
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from rich.console import Console

from beraad.citizen.investigation import Order, open_investigation
from beraad.citizen.view import View
from beraad.exchange.files.lines import Lines
from beraad.journal.entry import Entry, instant
from beraad.journal.note import SigningKey
from beraad.journal.store import Journal
from tests.bench.measure import peak_mb, reset_peak
from tests.citizen.conftest import PSEUDONYMS, file_of
from tests.postgres import ABSENT, binary, cluster

ENTRIES, PERSONS, BATCH = 2_000_000, 50_000, 50_000
PAGES, WARM, PROOFS = 2_000, 50, 500
WATCHED = 100
FILES, FILED = 20, 500
KEY = SigningKey("bench.example/journal", bytes(32))
AT = datetime(2026, 1, 5, tzinfo=UTC)
APART = timedelta(seconds=15)
NOW = AT + ENTRIES * APART
ROOM = "PRAGMA cache_size = -400000"  # for filling alone: the index is written at random places
Row = dict[str, Any]


class Alone:
    """A directory in which nobody's number was replaced."""

    def numbers(self, ssin: str) -> tuple[str, ...]:
        return (ssin,)


class Made(NamedTuple):
    """What the journal needs of an entry that was checked when it was made."""

    content: bytes


def contents(first: int, subjects: Sequence[str]) -> list[Made]:
    """Entries 15 seconds apart, from one that was checked: to check all takes five minutes."""
    model, at, subject = entry().content, instant(AT).encode(), b"subject-0"
    assert model.count(at) == model.count(subject) == 1
    return [
        Made(
            model.replace(at, instant(AT + number * APART).encode())
            .replace(subject, each.encode())
            .replace(b"party-0", b"party-%d" % (number % 1000))
        )
        for number, each in enumerate(subjects, first)
    ]


def entry(subject: str = "subject-0") -> Entry:
    """An answer as the gateway records it."""
    return Entry(
        at=AT,
        act="communication.permitted",
        actor="gateway",
        about="18/046",
        subject=subject,
        facts={
            "recipient": "party-0",
            "role": "physician",
            "source": "gfd",
            "purpose": "care",
            "fields": ["dispensing.product", "dispensing.date"],
            "passed": ["dispensing.product", "dispensing.date"],
            "answer": "fields",
            "number": "18/046",
            "paragraph": 8,
            "clause": "history",
        },
    )


def fill(journal: Journal, entries: int) -> float:
    """Append so many entries about persons drawn at random; entries a second."""
    random = Random(1)
    subjects = [PSEUDONYMS.of("subject", str(number)) for number in range(PERSONS)]
    start = time.perf_counter()
    for first in range(0, entries, BATCH):
        batch = random.choices(subjects, k=min(BATCH, entries - first))
        journal.append(contents(first, batch))  # type: ignore[arg-type]
    spent = time.perf_counter() - start
    order = Order("party-7", "care", "inquiry", AT, NOW + timedelta(days=1))
    for subject in subjects[:WATCHED]:
        open_investigation(journal, subject, order, actor="authority", at=NOW)
    return entries / spent


def file_all(journal: Journal, lines: Lines) -> None:
    """Files in which each hundredth person stood, a fortnight apart, as the gateway keeps them."""
    people = [str(number) for number in range(0, PERSONS, PERSONS // FILED)]
    for number in range(FILES):
        second = number * 14 * 86_400
        entries = file_of(lines, [(who, "fields") for who in people], second, f"f{number}")
        journal.append(entries)
    while lines.index():
        pass


def waited(times: int, ask: Callable[[], object]) -> dict[str, list[float]]:
    """Milliseconds of each of so many, sorted: on the clock, and of this process."""
    clock, own = [], []
    for number in range(times + WARM):
        start = time.perf_counter(), time.process_time()
        ask()
        if number >= WARM:
            clock.append((time.perf_counter() - start[0]) * 1000)
            own.append((time.process_time() - start[1]) * 1000)
    return {"wall": sorted(clock), "CPU": sorted(own)}


def run() -> list[Row]:
    """Pages and proofs on both engines, median and the slowest in a hundred."""
    with TemporaryDirectory(prefix="beraad-") as folder:
        found = measured("SQLite", str(Path(folder) / "journal.sqlite"), Path(folder))
    if binary("postgres") is None:
        Console().print(ABSENT)
        return found
    with TemporaryDirectory(prefix="beraad-") as folder, cluster() as server:
        return found + measured("PostgreSQL", server.url(), Path(folder))


def measured(engine: str, place: str, folder: Path) -> list[Row]:
    """What a citizen waits for, with the journal at this place."""
    reset_peak()
    with closing(Lines(folder / "lines.sqlite")) as lines:
        with Journal(place, KEY) as journal:
            if engine == "SQLite":
                journal._store.run(ROOM)
            rate = fill(journal, ENTRIES)
            file_all(journal, lines)
            Console().print(f"{engine}: {ENTRIES:,} entries at {rate:,.0f} a second")
        with Journal(place) as journal:
            if engine == "PostgreSQL":
                journal._store.run("ANALYZE journal.entry")
            view, random = View(journal, Alone(), PSEUDONYMS, (lines,)), Random(2)
            step = PERSONS // FILED
            pages = waited(PAGES, lambda: view.page(str(random.randrange(PERSONS)), NOW))
            filed = waited(PAGES, lambda: view.page(str(random.randrange(FILED) * step), NOW))
            proofs = waited(PROOFS, lambda: journal.prove(random.randrange(ENTRIES)))
    return [
        *rows(engine, "page of 50", pages, "<= 10 ms"),
        *rows(engine, f"page of who stood in {FILES} files", filed, ""),
        *rows(engine, "proof of one entry", proofs, ""),
    ]


def rows(engine: str, what: str, found: dict[str, list[float]], target: str) -> list[Row]:
    """p50 and p99 of what was waited for; and p99 of the process alone, whoever else is busy."""
    asked = (("wall", 50), ("wall", 99), ("CPU", 99))
    told = [
        {
            "name": f"citizen: {what}, {ENTRIES:,} entries",
            "subject": f"{engine}, {kind} p{share}",
            "value": round(found[kind][len(found[kind]) * share // 100], 2),
            "unit": "ms",
            "cpu_s": round(sum(found["CPU"]) / 1000, 3),
            "peak_mb": round(peak_mb(), 1),
            "ratios": {},
        }
        for kind, share in asked
    ]
    return [
        one | ({"target": target} if target and "p99" in one["subject"] else {}) for one in told
    ]
