"""What waits for whom: mutations noted once, notifications in order until they are acknowledged.

A queue holds no content: the source, the names of the fields, a pseudonym that keeps the mutations
of one person in order, and the person's number under seal. Data are fetched when they are handed
over. Times are seconds of POSIX time; a queue belongs to one thread.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from beraad.exchange.database.written import Row, Store, open_store
from beraad.exchange.mutation import tables as sql
from beraad.journal.entry import Entry
from beraad.journal.store import Position

MUTATIONS = ""
"""The counter of mutations; those of notifications bear the name of their recipient."""


class NumberUsedError(ValueError):
    """The message number at `index` was used for another mutation."""

    def __init__(self, index: int) -> None:
        super().__init__("this number was used for another mutation; use a new one")
        self.index = index


@dataclass(frozen=True, slots=True)
class Told:
    """A recipient that is to hear of a mutation: for what, and of which of its fields."""

    recipient: str
    purpose: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Planned:
    """A mutation and who is to hear of it.

    `id` stands for the source and its message number, `content` for all that was said; `subject` is
    the pseudonym, `number` the sealed number; `entry` is the entry to come.
    """

    id: str
    content: str
    source: str
    subject: str
    number: bytes = field(repr=False)
    occurred: str
    entry: Entry
    told: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class Noted:
    """A mutation in the queue. `position` is None while the journal lacks its entry; `fresh` if it
    was noted just now."""

    id: str
    forwarded: bool
    position: Position | None
    fresh: bool


@dataclass(frozen=True, slots=True)
class Notification:
    """What waits for a recipient; `place` counts its notifications from 1 and never comes again."""

    recipient: str
    place: int
    mutation: str
    source: str
    purpose: str
    fields: tuple[str, ...]
    subject: str
    number: bytes = field(repr=False)
    occurred: str
    since: float
    deliveries: int
    attempts: int


@dataclass(frozen=True, slots=True)
class Lapsed:
    """Notifications of a recipient that were never acknowledged: first and last place, how many."""

    recipient: str
    first: int
    last: int
    count: int


class Queue:
    """The queue in a store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def close(self) -> None:
        """Let go of the store."""
        self._store.close()

    # What a source publishes

    def note(self, planned: Sequence[Planned], now: float) -> list[Noted]:
        """Note all of these mutations with their notifications, or none; durable on return.

        One that was noted before is not noted again. NumberUsedError.
        """
        counters: dict[str, int] = {}
        with self._store.writing():
            noted = [
                self._known(one, index) or self._add(one, counters, now)
                for index, one in enumerate(planned)
            ]
            self._store.run_each(sql.COUNT, list(counters.items()))
        return noted

    def noted(self, before: float) -> list[tuple[str, Entry]]:
        """Mutations noted before then that were not marked, with the entries to come."""
        rows = self._store.rows(sql.NOTED, (before,))
        return [(str(name), Entry.parse(bytes(content))) for name, content in rows]

    def mark(self, recorded: Iterable[tuple[str, Position]]) -> None:
        """Let notifications be seen: the entries of their mutations are durable."""
        places = [(at.index, at.leaf.hex(), at.size, name) for name, at in recorded]
        with self._store.writing():
            self._store.run_each(sql.MARK, places)

    # What a recipient gets

    def waiting(self, recipient: str, after: int, limit: int, now: float) -> list[Notification]:
        """What may be told, in order; of a subject nothing beyond what its source failed."""
        given = (recipient, now, after, now, limit)
        return [_notification(row) for row in self._store.rows(sql.WAITING, given)]

    def heads(self, recipient: str, limit: int, now: float) -> list[Notification]:
        """What a webhook may be told now: of each subject the first that waits."""
        given = (recipient, now, now, limit)
        return [_notification(row) for row in self._store.rows(sql.HEADS, given)]

    def begun(self, some: Iterable[Notification]) -> None:
        """Count a delivery of each."""
        with self._store.writing():
            self._store.run_each(sql.BEGUN, [(one.recipient, one.place) for one in some])

    def hold(self, some: Iterable[tuple[Notification, float]]) -> None:
        """Let some wait, each until a time, with all later ones of its subject."""
        with self._store.writing():
            held = [(until, one.recipient, one.place) for one, until in some]
            self._store.run_each(sql.HELD, held)

    def done(self, recipient: str, places: Iterable[int]) -> int:
        """Forget what was acknowledged or may not be told; how many there were."""
        with self._store.writing():
            return sum(self._store.run(sql.DONE, (recipient, place)) for place in places)

    def failed(self, one: Notification, due: float, *, dead: bool) -> None:
        """A webhook did not take it: it is due again then, or a dead letter."""
        with self._store.writing():
            self._store.run(sql.FAILED, (due, int(dead), one.recipient, one.place))

    def lease(self, recipient: str, holder: str, now: float, until: float) -> bool:
        """Whether this holder alone may feed the webhook of a recipient until then."""
        with self._store.writing():
            return self._store.run(sql.LEASE, (recipient, holder, until, now)) == 1

    def release(self, holder: str) -> None:
        """End all leases of a holder."""
        with self._store.writing():
            self._store.run(sql.RELEASE, (holder,))

    # What its keeper does

    def dead(self, recipient: str = "") -> list[Notification]:
        """The dead letters, of one recipient or of all."""
        return [_notification(row) for row in self._store.rows(sql.DEAD, (recipient, recipient))]

    def resend(self, recipient: str = "") -> int:
        """Let dead letters be sent again, in order; how many there were."""
        with self._store.writing():
            return self._store.run(sql.RESEND, (recipient, recipient))

    def recipients(self) -> list[str]:
        """For whom something waits."""
        return [str(row[0]) for row in self._store.rows(sql.RECIPIENTS)]

    def hand_over(self, old: str, heirs: Sequence[str]) -> None:
        """Give all that waits for one recipient to those that have succeeded it."""
        with self._store.writing():
            left = [_notification(row) for row in self._store.rows(sql.ALL_OF, (old,))]
            counters: dict[str, int] = {}
            for one in left:
                for heir in heirs:
                    self._tell(one, Told(heir, one.purpose, one.fields), counters, one.since)
            self._store.run_each(sql.COUNT, list(counters.items()))
            self._store.run_each(sql.DONE, [(old, one.place) for one in left])

    def old(self, before: float) -> list[Lapsed]:
        """What waits since before then."""
        return [Lapsed(*row) for row in self._store.rows(sql.OLD, (before,))]

    def forget(self, lapsed: Iterable[Lapsed], before: float) -> None:
        """Forget what lapsed."""
        with self._store.writing():
            gone = [(one.recipient, one.last, before) for one in lapsed]
            self._store.run_each(sql.FORGET, gone)

    def forget_numbers(self, before: float) -> None:
        """Forget which mutations were published before then: a repetition counts as new."""
        with self._store.writing():
            self._store.run(sql.FORGET_MUTATIONS, (before,))

    # Inside

    def _known(self, one: Planned, index: int) -> Noted | None:
        for content, addressees, entry, leaf, size in self._store.rows(sql.KNOWN, (one.id,)):
            if content != one.content:
                raise NumberUsedError(index)
            place = None if entry is None else Position(entry, bytes.fromhex(leaf), size)
            return Noted(one.id, addressees > 0, place, fresh=False)
        return None

    def _add(self, one: Planned, counters: dict[str, int], now: float) -> Noted:
        seq = self._next(MUTATIONS, counters)
        given = (one.id, seq, one.content, one.subject, len(one.told), one.entry.content, now)
        self._store.run(sql.NOTE, given)
        for told in one.told:
            self._tell(one, told, counters, now)
        return Noted(one.id, bool(one.told), None, fresh=True)

    def _tell(
        self, one: Planned | Notification, told: Told, counters: dict[str, int], since: float
    ) -> None:
        mutation = one.id if isinstance(one, Planned) else one.mutation
        place = self._next(told.recipient, counters)
        self._store.run(
            sql.TELL,
            (
                *(told.recipient, place, mutation, one.source, told.purpose),
                *(" ".join(told.fields), one.subject, one.number, one.occurred, since),
            ),
        )

    def _next(self, name: str, counters: dict[str, int]) -> int:
        if name not in counters:
            counters[name] = sum(row[0] for row in self._store.rows(sql.COUNTED, (name,)))
        counters[name] += 1
        return counters[name]


@contextmanager
def opened(place: Path | str) -> Iterator[Queue]:
    """The queue at a path or URL, closed at the end."""
    queue = Queue(open_store(place, sql.LAYOUT))
    try:
        yield queue
    finally:
        queue.close()


def _notification(row: Row) -> Notification:
    fields, number = tuple(str(row[5]).split()), bytes(row[7])
    recipient, place, mutation, source, purpose, _, subject, _, *rest = row
    return Notification(recipient, place, mutation, source, purpose, fields, subject, number, *rest)
