"""The end of retention, by whole calendar months: what is erased, and the entries that say so.

Months are those of the entries' own instants, in UTC, as 2014-03. A month is forgotten as one:
PostgreSQL drops its partition, SQLite empties its rows a chunk at a time.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from beraad.journal.entry import Entry, Fact

ERASED = "journal.erased"
REASON = "end of retention"
MOST_RUNS = 2_500
"""So many runs of indexes fit in one entry, whatever the size of the journal."""

Run = tuple[int, int]
"""The first index, and the first after the last."""


def ended(months: Sequence[str], before: date) -> list[str]:
    """The months that lie whole before the day."""
    return [month for month in months if month < f"{before:%Y-%m}"]


def years_before(day: date, months: int) -> date:
    """The first day of the month that lies so many months before this day."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, 1)


def erasures(month: str, runs: Sequence[Run], actor: str, at: datetime) -> Iterator[Entry]:
    """What records that these entries of a month were erased: how many, and each run of them."""
    for start in range(0, len(runs), MOST_RUNS):
        some = runs[start : start + MOST_RUNS]
        facts: dict[str, Fact] = {
            "count": size(some),
            "month": month,
            "reason": REASON,
            "runs": [edge for run in some for edge in run],
        }
        yield Entry(at=at, act=ERASED, actor=actor, facts=facts)


def size(runs: Sequence[Run]) -> int:
    """How many entries are in the runs."""
    return sum(end - start for start, end in runs)
