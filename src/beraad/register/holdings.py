"""The register that the pages read, loaded once and again whenever its files have changed."""

from collections.abc import Callable, Iterable
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property, lru_cache
from pathlib import Path
from threading import Lock
from typing import TypeVar

from django.conf import settings

from beraad.committee.docket import Docket
from beraad.journal.store import Journal
from beraad.law.compare import Comparison, compare
from beraad.law.expand import provisions
from beraad.law.permission import at
from beraad.law.provision import Key, Provision
from beraad.law.register import Register
from beraad.register.shelf import open_register

Stamp = tuple[tuple[str, int, int], ...]
Result = TypeVar("Result")

MOMENT = timedelta(microseconds=1)
CHANGES = 1000
"""So many comparisons of a register are remembered: every amendment, as known on some days."""


@dataclass(frozen=True)
class Holdings:
    """A register, and its provisions once somebody asks for them."""

    register: Register
    stamp: Stamp

    @cached_property
    def now(self) -> tuple[Provision, ...]:
        """All provisions as known today."""
        return provisions(self.register)

    def of(self, key: Key, known: date | None) -> tuple[Provision, ...]:
        """The provisions of one deliberation as known on a day (None: today)."""
        found = self.now if known is None else provisions(self.register, known)
        return tuple(law for law in found if (law.chamber, law.number) == key)

    @cached_property
    def change(self) -> Callable[[Key, datetime, date | None], Comparison]:
        """What changes in one deliberation at an instant, as known on a day; remembered.

        The register does not change, so nothing but these three decides what the answer is; it is
        forgotten with the register. LawError where what was known then does not fit together.
        """

        def change(key: Key, start: datetime, known: date | None) -> Comparison:
            laws = self.of(key, known)
            return compare(at(laws, start - MOMENT), at(laws, start), self.register.catalogue)

        return lru_cache(CHANGES)(change)


latest: Holdings | None = None
loading = Lock()


def holdings() -> Holdings:
    """The register as its files stand now; LawError where they are at fault."""
    global latest
    with loading:
        stamp = (*stamp_of(settings.REGISTER_PATHS), with_journal(journal_stamp))
        if latest is None or latest.stamp != stamp:
            latest = Holdings(with_journal(load), stamp)
        return latest


def load(journal: Journal | None) -> Register:
    """The register of the settings, with what the journal says was published."""
    docket = Docket(settings.DOCKET_FOLDER) if settings.DOCKET_FOLDER else None
    saturday = settings.SATURDAY_IS_WORKING_DAY
    return open_register(settings.REGISTER_PATHS, journal, docket, saturday)


def with_journal(use: Callable[[Journal | None], Result]) -> Result:
    """What `use` makes of the journal of the settings; None where there is none."""
    place = settings.JOURNAL_FILE
    there = place and ("://" in str(place) or Path(place).exists())
    with Journal(place) if place and there else nullcontext() as journal:
        return use(journal)


def journal_stamp(journal: Journal | None) -> tuple[str, int, int]:
    """The last checkpoint: what was appended may not be in the journal's own file yet."""
    return (journal.checkpoint() if journal else "", 0, 0)


def stamp_of(paths: Iterable[Path]) -> Stamp:
    """Name, size and time of every file below these paths."""
    files: list[Path] = []
    for path in paths:
        files += sorted(path.rglob("*.md")) if path.is_dir() else [path] if path.exists() else []
    states = ((file, file.stat()) for file in files)
    return tuple((str(file), state.st_size, state.st_mtime_ns) for file, state in states)
