"""What the journal can show of a year: the committee's acts and the flows that the gateway saw.

Where the journal holds no act of the committee (or no communication) of the year, it does not know,
and the figure is not recorded: only a journal that was kept can count to zero.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import count, groupby
from statistics import median_high

from beraad.belgium.calendar import midnight
from beraad.journal.entry import Fact
from beraad.journal.store import Journal, Recorded
from beraad.report.figure import Figure, Source, not_recorded
from beraad.report.words import say_query

ACTS = {
    "requests-submitted": "request.submitted",
    "requests-incomplete": "request.found-incomplete",
    "requests-complete": "request.found-complete",
    "requests": "request.adopted",
    "requests-refused": "request.refused",
    "requests-adjourned": "request.adjourned",
    "requests-withdrawn": "request.withdrawn",
    "flows-permitted": "communication.permitted",
    "flows-refused": "communication.refused",
}
DECIDED = ("request.adopted", "request.refused")
TREATED = (*DECIDED, "request.adjourned")


@dataclass(frozen=True, slots=True)
class Treated:
    """An item that a sitting dealt with, with what the journal said of it before."""

    recorded: Recorded
    sitting: str
    submitted: Recorded
    treat_by: str

    @property
    def days(self) -> int:
        """Whole days from the submission to now."""
        return (self.recorded.entry.at - self.submitted.entry.at).days

    @property
    def bounds(self) -> tuple[int, int]:
        """The positions of the submission and of what was done."""
        return (self.submitted.index, self.recorded.index)


def happened(journal: Journal | None, year: int) -> Iterator[Figure]:
    """The figures that the journal gives for a year, or their absence."""
    until = midnight(date(year + 1, 1, 1)).astimezone(UTC)
    since = midnight(date(year, 1, 1)).astimezone(UTC)
    told = {act: list[int]() for act in ACTS.values()}
    items: list[Treated] = []
    if journal:
        tally(journal, told, since, until)
        items = [i for i in treated(journal, until) if i.recorded.entry.at >= since]
    for identity, act in ACTS.items():
        query = say_query(identity, year, "en", act)
        if kept(told, act):
            yield found(identity, len(told[act]), query, told[act])
        else:
            yield not_recorded(identity, query)
    yield from timely(items, year)


def tally(journal: Journal, told: dict[str, list[int]], since: datetime, until: datetime) -> None:
    """The positions of the entries of each act between two instants."""
    for act, positions in told.items():
        positions += once(journal.read(act=act, since=since, until=until))


def once(recorded: Iterable[Recorded]) -> Iterator[int]:
    """The positions of these entries; of a notification that was delivered again, of the first.

    Each recipient counts its notifications by `place`. The first delivery may have failed, so that
    the number of the delivery does not tell which entry that is.
    """
    seen = set[tuple[Fact, Fact]]()
    for one in recorded:
        facts = one.entry.facts
        notification = (facts.get("recipient"), facts.get("place"))
        if "delivery" not in facts or notification not in seen:
            seen |= {notification} if "delivery" in facts else set()
            yield one.index


def kept(told: dict[str, list[int]], act: str) -> bool:
    """Whether the journal was kept for this family of acts in the year."""
    family = act.partition(".")[0]
    return any(found for name, found in told.items() if name.partition(".")[0] == family)


def treated(journal: Journal, until: datetime) -> Iterator[Treated]:
    """Each item that a sitting decided or adjourned before an instant."""
    latest: dict[str, dict[str, str]] = {}
    submitted: dict[str, Recorded] = {}
    for recorded in of_requests(journal, until):
        entry = recorded.entry
        facts = latest.setdefault(entry.about, {})
        facts |= {
            key: str(entry.facts[key]) for key in ("sitting", "treat_by") if key in entry.facts
        }
        if entry.act == "request.submitted":
            submitted[entry.about] = recorded
        if entry.act in TREATED and entry.about in submitted:
            yield Treated(
                recorded,
                facts.get("sitting", ""),
                submitted[entry.about],
                facts.get("treat_by", ""),
            )


def of_requests(journal: Journal, until: datetime) -> list[Recorded]:
    """The entries that tell when an item was handed in, when it must be treated, and when it was.

    Asked act by act, so that the communications, of which there may be millions, stay unread.
    """
    acts = ("request.submitted", "request.found-complete", "request.put-on-agenda", *TREATED)
    told = (one for act in acts for one in journal.read(act=act, until=until))
    return sorted(told, key=lambda one: one.index)


def timely(items: list[Treated], year: int) -> Iterator[Figure]:
    """Sittings, lead time and lateness."""
    decided = [item for item in items if item.recorded.entry.act in DECIDED]
    late = [item for item in decided if item.treat_by and item.sitting > item.treat_by]
    dealt_with = [item.recorded.index for item in items]
    decisions = [item.recorded.index for item in decided]
    bounds = {index for item in decided for index in item.bounds}
    measures: tuple[tuple[str, Iterable[int], Callable[[], int]], ...] = (
        ("sittings", dealt_with, lambda: len({item.sitting for item in items})),
        ("lead-time", bounds, lambda: median_high(item.days for item in decided)),
        ("requests-late", decisions, lambda: len(late)),
    )
    for identity, behind, value in measures:
        query = say_query(identity, year, "en")
        if behind:
            yield found(identity, value(), query, behind)
        else:
            yield not_recorded(identity, query)


def found(identity: str, value: int, query: str, positions: Iterable[int]) -> Figure:
    """A figure with the journal's entries behind it."""
    return Figure(identity, value, "exact", Source("journal", query=query, entries=runs(positions)))


def runs(positions: Iterable[int]) -> tuple[str, ...]:
    """Positions as `4` and `7-12`, since a year may hold millions."""
    steps = count()
    told = []
    for _, some in groupby(sorted(positions), key=lambda position: position - next(steps)):
        run = list(some)
        told.append(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}")
    return tuple(told)
