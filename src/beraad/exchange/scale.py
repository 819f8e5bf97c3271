"""A year at scale: rates, processes, storage, tiles, and what runs out first. Pure.

A model of a few lines, so that everybody can check it: messages come on working days, in working
hours, with a peak; each is decided by a gateway process, recorded by the one writer of the journal,
and kept. What a part can bear was measured (docs/explanation/scale.md says how); a part that is
used beyond `FULL` of what it can bear has run out.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from beraad.journal.tile import HASH_BYTES, WIDTH

SECONDS = 365 * 24 * 3600
FULL = 0.7
"""Beyond this share of what it can bear a part has queues that grow long (of an open queue with one
server, waiting is 2.3 times the service at 70 %, and 9 times at 90 %)."""
GB, TB = 10**9, 10**12


@dataclass(frozen=True, slots=True)
class Load:
    """What a year asks for.

    `messages` are questions and notifications about one person each; `files` the share of them that
    comes in files. They come on `days` working days of `hours` hours; `peak` is how many times the
    average of those hours the busiest moment is. `growth` is the share by which a year exceeds the
    one before.
    """

    messages: float = 2e9
    files: float = 0.0
    days: int = 253
    hours: float = 10.0
    peak: float = 5.0
    growth: float = 0.1

    def __post_init__(self) -> None:
        shares = 0 <= self.files < 1 and self.growth > -1
        if not (shares and min(self.messages, self.days, self.hours) > 0 and self.peak >= 1):
            raise ValueError(
                "a load: expected messages, days and hours above 0, a peak of at least 1, "
                "a share of files from 0 to below 1 and a growth above -1"
            )


@dataclass(frozen=True, slots=True)
class Measured:
    """What one part of one machine of two cores can bear: messages a second, bytes.

    `gateway` is one process that answers 64 at a time; `sqlite` the journal in commits of 100
    entries, `postgres` in commits of 5,000; `file` persons a second in one file. `entry` is an
    entry on disk with its indexes, `line` a person in a file, `disk` a disk to be bought.
    """

    gateway: float = 1_923
    sqlite: float = 20_000
    postgres: float = 42_400
    file: float = 40_000
    entry: float = 1_217
    line: float = 96
    disk: float = 4e12


SOURCES: Mapping[str, tuple[str, str]] = {
    "gateway": ("gateway: answers, 64 connections", "SQLite, group commit"),
    "sqlite": ("journal: durable, 64 tasks waiting", "SQLite, group commit"),
}
"""Which rows of build/bench.json, by name and subject, say how much a part can bear here."""


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that may run out: what is needed of it, what it can bear, who takes over."""

    name: str
    needed: float
    bears: float
    unit: str
    then: str

    @property
    def used(self) -> float:
        """The share of what it can bear that is needed."""
        return self.needed / self.bears

    @property
    def lasts(self) -> bool:
        """Whether it has not run out."""
        return self.used <= FULL


@dataclass(frozen=True, slots=True)
class Year:
    """What a load comes to; `kept` are the bytes of the years before."""

    load: Load
    measured: Measured
    kept: float = 0.0

    @property
    def average(self) -> float:
        """Messages a second over the whole year."""
        return self.load.messages / SECONDS

    @property
    def working(self) -> float:
        """Messages a second in a working hour."""
        return self.load.messages / (self.load.days * self.load.hours * 3600)

    @property
    def peak(self) -> float:
        """Messages a second at the busiest moment, of those that come one by one."""
        return self.working * self.load.peak * (1 - self.load.files)

    @property
    def entries(self) -> float:
        """Entries of the journal that the year adds; those of files are too few to count."""
        return self.load.messages * (1 - self.load.files)

    @property
    def storage(self) -> float:
        """Bytes that the year adds: entries, lines of files, tiles."""
        lines = self.load.messages * self.load.files * self.measured.line
        return self.entries * self.measured.entry + lines + tile_bytes(self.entries)

    @property
    def processes(self) -> int:
        """Gateway processes that bear the peak with room to spare."""
        return -int(-self.peak // (FULL * self.measured.gateway))

    def parts(self) -> list[Part]:
        """All that may run out, the one nearest to its end first."""
        one = self.measured
        in_files = self.load.messages * self.load.files / (self.load.days * self.load.hours * 3600)
        found = [
            Part("one gateway process", self.peak, one.gateway, "/s",
                 "more processes behind a proxy, one journal"),
            Part("the journal on SQLite", self.peak, one.sqlite, "/s",
                 "the journal on PostgreSQL: one setting"),
            Part("the journal on PostgreSQL", self.peak, one.postgres, "/s",
                 "a log and a sequencer for each sector"),
            Part("one disk, at the end of it", self.kept + self.storage, one.disk, "B",
                 "PostgreSQL by month, closed months in an object store"),
            Part("one thread for files", in_files, one.file, "/s",
                 "a process for files; Spark where sources are clusters"),
        ]  # fmt: skip
        return sorted(found, key=lambda part: -part.used)

    def later(self, years: int) -> Iterator["Year"]:
        """This year and those that follow, each grown; all that was stored is kept."""
        year = self
        for _ in range(years):
            yield year
            grown = replace(year.load, messages=year.load.messages * (1 + year.load.growth))
            year = replace(year, load=grown, kept=year.kept + year.storage)


def tiles(entries: float) -> int:
    """Full tiles of a tree of so many entries, on all levels (C2SP tlog-tiles)."""
    count, found = int(entries) // WIDTH, 0
    while count:
        found, count = found + count, count // WIDTH
    return found


def tile_bytes(entries: float) -> float:
    """Bytes of these tiles."""
    return float(tiles(entries) * WIDTH * HASH_BYTES)


def measured(rows: list[dict[str, object]], default: Measured = Measured()) -> Measured:
    """What a run of the benchmarks measured here, and the default for all that it did not."""
    found = {
        name: float(str(row["value"]))
        for name, (title, subject) in SOURCES.items()
        for row in rows
        if (row.get("name"), row.get("subject")) == (title, subject)
    }
    return replace(default, **found)
