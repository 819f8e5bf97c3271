"""The queue by itself, on both engines: once, in order, until acknowledged, whoever crashes."""

from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from beraad.exchange.database.written import SQLite, StoreError, open_store
from beraad.exchange.mutation.queue import (
    Lapsed,
    NumberUsedError,
    Planned,
    Queue,
    Told,
    opened,
)
from beraad.exchange.mutation.tables import LAYOUT
from beraad.journal.entry import Entry
from beraad.journal.store import Position

ENTRY = Entry(datetime(2024, 1, 1, tzinfo=UTC), "mutation.published", "gateway")
AT = Position(7, bytes(32), 8)
RECIPIENTS = ("a", "b")


def planned(name: str, subject: str = "s", *recipients: str, content: str = "") -> Planned:
    told = tuple(Told(one, "purpose", ("t.x", "t.y")) for one in recipients)
    return Planned(name, content, "source", subject, b"sealed", "2024-01-01", ENTRY, told)


def published(queue: Queue, *some: Planned, now: float = 0) -> None:
    queue.note(some, now)
    queue.mark((one.id, AT) for one in some)


def seen(queue: Queue, recipient: str = "a", now: float = 0) -> list[tuple[int, str]]:
    return [(one.place, one.mutation) for one in queue.waiting(recipient, 0, 100, now)]


def test_what_is_noted_is_seen_once_it_is_marked(place: str):
    with opened(place) as queue:
        (noted,) = queue.note([planned("m", "s", "a")], now=1)
        assert (noted.fresh, noted.forwarded, noted.position) == (True, True, None)
        assert (seen(queue), queue.heads("a", 9, 0)) == ([], [])
        assert queue.noted(before=1) == [("m", ENTRY)]
        assert queue.noted(before=0) == []
        queue.mark([("m", AT)])
        assert queue.noted(before=1) == []
        (one,) = queue.waiting("a", 0, 9, 0)
        assert (one.fields, one.number, one.purpose) == (("t.x", "t.y"), b"sealed", "purpose")
        (again,) = queue.note([planned("m", "s", "a")], now=2)
        assert (again.fresh, again.position) == (False, AT)


def test_it_is_all_there_when_opened_again(place: str):
    with opened(place) as queue:
        published(queue, planned("m", "s", "a", "b"))
    with opened(place) as queue:
        assert seen(queue, "a") == seen(queue, "b") == [(1, "m")]


def test_a_number_that_was_used_for_something_else_takes_nothing(place: str):
    with opened(place) as queue:
        published(queue, planned("m", "s", "a"))
        with pytest.raises(NumberUsedError) as raised:
            queue.note([planned("n", "s", "a"), planned("m", "s", "a", content="other")], 0)
        assert raised.value.index == 1
        assert seen(queue) == [(1, "m")]
        published(queue, planned("n", "s", "a"))
        assert seen(queue) == [(1, "m"), (2, "n")]


def test_a_later_one_of_the_same_subject_waits_for_one_that_is_not_marked(place: str):
    with opened(place) as queue:
        queue.note([planned("first", "s", "b")], 0)  # of which another process is not done
        published(queue, planned("second", "s", "a"), planned("other", "t", "a"))
        assert seen(queue) == [(2, "other")]
        queue.mark([("first", AT)])
        assert seen(queue) == [(1, "second"), (2, "other")]


def test_what_is_held_holds_up_its_subject_and_no_other(place: str):
    with opened(place) as queue:
        published(queue, *(planned(name, name[0], "a") for name in ("s1", "t1", "s2", "t2")))
        held = queue.waiting("a", 0, 1, 0)
        queue.hold((one, 50.0) for one in held)
        assert seen(queue, now=49) == [(2, "t1"), (4, "t2")]
        assert [place for place, _ in seen(queue, now=50)] == [1, 2, 3, 4]


def test_a_webhook_gets_the_first_of_each_subject_and_the_next_once_it_is_done(place: str):
    with opened(place) as queue:
        published(queue, *(planned(name, name[0], "a") for name in ("s1", "t1", "s2", "t2")))
        first = queue.heads("a", 9, 0)
        assert [one.mutation for one in first] == ["s1", "t1"]
        queue.failed(first[0], due=10, dead=False)
        queue.done("a", [first[1].place])
        assert [one.mutation for one in queue.heads("a", 9, 9)] == ["t2"]
        assert [one.mutation for one in queue.heads("a", 9, 10)] == ["s1", "t2"]
        assert queue.heads("a", 9, 10)[0].attempts == 1
        queue.failed(first[0], due=10, dead=True)
        assert [one.mutation for one in queue.heads("a", 9, 99)] == ["t2"]
        assert [place for place, _ in seen(queue)] == [1, 3, 4]  # a dead letter can be pulled
        assert [one.mutation for one in queue.dead()] == ["s1"]
        assert (queue.dead("b"), queue.resend("b"), queue.resend("a"), queue.dead()) == (
            [],
            0,
            1,
            [],
        )
        assert [one.mutation for one in queue.heads("a", 9, 0)] == ["s1", "t2"]


def test_one_holder_at_a_time_feeds_a_webhook(place: str):
    with opened(place) as one, opened(place) as other:
        assert one.lease("a", "one", now=0, until=10)
        assert not other.lease("a", "other", now=9, until=19)
        assert other.lease("b", "other", now=9, until=19)
        assert one.lease("a", "one", now=9, until=19)
        assert other.lease("a", "other", now=19, until=29)
        assert not one.lease("a", "one", now=20, until=30)
        other.release("other")
        assert one.lease("a", "one", now=20, until=30)
        assert one.lease("b", "one", now=20, until=30)


def test_many_writers_take_turns_and_no_place_is_left_out(place: str):
    def write(writer: int) -> None:
        with opened(place) as queue:
            for n in range(25):
                published(queue, planned(f"{writer}-{n}", f"s{writer}", "a"))

    with opened(place) as queue:  # which makes the tables
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(write, range(4)))
        found = seen(queue)
    assert [place for place, _ in found] == list(range(1, 101))
    for writer in "0123":
        own = [name for _, name in found if name.startswith(writer)]
        assert own == [f"{writer}-{n}" for n in range(25)]


def test_a_successor_gets_what_waits_in_its_order(place: str):
    with opened(place) as queue:
        published(queue, planned("m", "s", "a"), planned("n", "s", "a"), planned("o", "s", "b"))
        queue.hand_over("a", ["b", "c"])
        assert queue.recipients() == ["b", "c"]
        assert seen(queue, "b") == [(1, "o"), (2, "m"), (3, "n")]
        assert seen(queue, "c") == [(1, "m"), (2, "n")]


def test_what_is_old_is_told_and_forgotten(place: str):
    with opened(place) as queue:
        published(queue, planned("m", "s", "a"), planned("n", "s", "a"), now=1)
        published(queue, planned("o", "s", "a"), now=5)
        assert queue.old(before=5) == [Lapsed("a", 1, 2, 2)]
        queue.forget(queue.old(before=5), before=5)
        assert seen(queue) == [(3, "o")]
        queue.forget_numbers(before=5)
        (again,) = queue.note([planned("m", "s", "a")], now=9)
        assert again.fresh
        (known,) = queue.note([planned("o", "s", "a")], now=9)
        assert not known.fresh


def test_a_queue_that_cannot_be_opened_or_was_lost_is_told(tmp_path: Path):
    with pytest.raises(StoreError, match="does not answer"):
        SQLite(tmp_path / "nowhere" / "queue.sqlite", LAYOUT)
    store = open_store(tmp_path / "queue.sqlite", LAYOUT)
    store.run("DROP TABLE lease")
    with pytest.raises(StoreError, match="no such table"):
        Queue(store).lease("a", "one", 0, 1)
    store.close()


class Delivering(RuleBasedStateMachine):
    """A model: per recipient the mutations in order of publication, less the acknowledged ones."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        self.path = Path(self.folder.name) / "queue.sqlite"
        self.queue = Queue(open_store(self.path, LAYOUT))
        self.waiting: dict[str, list[str]] = defaultdict(list)
        self.subjects: dict[str, str] = {}
        self.noted: list[str] = []
        self.got: dict[str, list[str]] = defaultdict(list)
        self.now = 0.0

    @rule(subject=st.sampled_from("stu"), who=st.sets(st.sampled_from(RECIPIENTS)))
    def note(self, subject: str, who: set[str]) -> None:
        name = f"m{len(self.subjects)}"
        self.queue.note([planned(name, subject, *sorted(who))], self.now)
        self.subjects[name] = subject
        self.noted.append(name)
        for recipient in who:
            self.waiting[recipient].append(name)

    @precondition(lambda self: self.noted)
    @rule(data=st.data())
    def mark(self, data: st.DataObject) -> None:
        some = data.draw(st.lists(st.sampled_from(self.noted), unique=True, min_size=1))
        self.queue.mark((name, AT) for name in some)
        self.noted = [name for name in self.noted if name not in some]

    @precondition(lambda self: self.subjects)
    @rule(data=st.data())
    def note_again(self, data: st.DataObject) -> None:
        name = data.draw(st.sampled_from(sorted(self.subjects)))
        (noted,) = self.queue.note([planned(name, self.subjects[name], *RECIPIENTS)], self.now)
        assert not noted.fresh

    @rule(recipient=st.sampled_from(RECIPIENTS), take=st.integers(1, 5), lost=st.booleans())
    def pull(self, recipient: str, take: int, lost: bool) -> None:
        found = self.queue.waiting(recipient, 0, take, self.now)
        if not lost:
            self.taken(recipient, [(one.place, one.mutation) for one in found])

    @rule(recipient=st.sampled_from(RECIPIENTS), fails=st.booleans())
    def push(self, recipient: str, fails: bool) -> None:
        for one in self.queue.heads(recipient, 2, self.now):
            if fails:
                self.queue.failed(one, self.now + 2, dead=False)
            else:
                self.taken(recipient, [(one.place, one.mutation)])

    @rule(recipient=st.sampled_from(RECIPIENTS))
    def hold(self, recipient: str) -> None:
        found = self.queue.waiting(recipient, 0, 1, self.now)
        self.queue.hold((one, self.now + 2) for one in found)

    @rule(seconds=st.integers(1, 3))
    def time_passes(self, seconds: int) -> None:
        self.now += seconds

    @rule()
    def crash(self) -> None:
        self.queue.close()
        self.queue = Queue(open_store(self.path, LAYOUT))

    def taken(self, recipient: str, some: list[tuple[int, str]]) -> None:
        self.got[recipient] += [name for _, name in some]
        assert self.queue.done(recipient, [place for place, _ in some]) == len(some)
        for _, name in some:
            self.waiting[recipient].remove(name)

    @invariant()
    def nothing_comes_twice_and_subjects_stay_in_order(self) -> None:
        for got in self.got.values():
            assert len(set(got)) == len(got)
            for subject in "stu":
                order = [int(name[1:]) for name in got if self.subjects[name] == subject]
                assert order == sorted(order)

    def teardown(self) -> None:
        """All that was published comes in the end, and nothing else."""
        self.queue.mark((name, AT) for name in self.noted)
        for recipient in RECIPIENTS:
            left = self.queue.waiting(recipient, 0, 10_000, self.now + 100)
            assert [one.mutation for one in left] == self.waiting[recipient]
        self.queue.close()
        self.folder.cleanup()


TestDelivering = Delivering.TestCase
TestDelivering.settings = settings(max_examples=30, stateful_step_count=40, deadline=None)
