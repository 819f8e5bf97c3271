"""Lines: a slow source holds up only its own questions; joined lines tell what can be had."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from threading import Event

import pytest

from beraad.exchange.asking import Asking
from beraad.exchange.sources import Found, SourceDownError, SourceError, SourceShapeError
from beraad.exchange.sources.breaker import Patience
from beraad.exchange.sources.joined import Joined
from beraad.exchange.sources.line import Limits, Line
from beraad.law.catalogue import Field, Labels, Source

ASKING = Asking(date(2024, 10, 1))
WORDS = Labels("x", "x", "x", "x")
FIELDS = ("left.a", "right.b")
SOURCE = Source("two", "office", {name: Field(name, "text", WORDS) for name in FIELDS}, WORDS)


class Scripted:
    """A source that does what it is told: a real one, of which the test holds the strings."""

    def __init__(self, *answers: Found | SourceError) -> None:
        self.answers, self.asked = list(answers), list[tuple[str, ...]]()
        self.gate, self.entered = Event(), Event()
        self.gate.set()

    def fetch(
        self, subject: str, fields: Iterable[str], not_before: date | None, asking: Asking
    ) -> Found:
        self.asked.append(tuple(fields))
        self.entered.set()
        assert self.gate.wait(10)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, SourceError):
            raise answer
        return answer

    def close(self) -> None: ...


@contextmanager
def line(source: Scripted, limits: Limits | None = None, **clock: object) -> Iterator[Line]:
    made = Line("two", lambda: source, limits or Limits(), **clock)  # type: ignore[arg-type]
    yield made
    source.gate.set()
    made.end()


DOWN, SHAPE = SourceDownError("two", "gone"), SourceShapeError("two", "bent")
LEFT = Found(({"left.a": "1"},), as_of="2024-09-01")
RIGHT = Found(({"right.b": "2"},), as_of="2024-10-01")


def test_after_failures_in_a_row_it_fails_at_once_and_says_when_to_come_back():
    now = [0.0]
    source = Scripted(DOWN)
    limits = Limits(patience=Patience(most=2, pause=30.0))
    with line(source, limits, clock=lambda: now[0]) as one:
        for _ in range(5):
            with pytest.raises(SourceDownError) as raised:
                one.fetch("p", ["left.a"], None, ASKING)
        assert len(source.asked) == 2
        assert raised.value.after == pytest.approx(30.0)
        now[0] = 30.0
        source.answers = [LEFT]
        assert one.fetch("p", ["left.a"], None, ASKING).rows == LEFT.rows
        assert one.fetch("p", ["left.a"], None, ASKING).rows == LEFT.rows


def test_a_malformed_answer_is_an_answer_of_a_source_that_works():
    source = Scripted(SHAPE)
    with line(source, Limits(patience=Patience(most=1))) as one:
        for _ in range(3):
            with pytest.raises(SourceShapeError):
                one.fetch("p", ["left.a"], None, ASKING)
    assert len(source.asked) == 3


def test_a_slow_source_is_given_up_on_and_more_than_may_wait_are_turned_away():
    source = Scripted(LEFT)
    source.gate.clear()
    with line(source, Limits(timeout=5.0, threads=1, waiting=1)) as slow:
        first = slow.ask("p", ["left.a"], None, ASKING)
        assert source.entered.wait(5)
        second = slow.ask("p", ["left.a"], None, ASKING)
        with pytest.raises(SourceDownError, match="too many questions"):
            slow.ask("p", ["left.a"], None, ASKING)
        other = Scripted(RIGHT)
        with line(other) as quick:
            assert quick.fetch("p", ["right.b"], None, ASKING).rows == RIGHT.rows
        assert not first.done()
        source.gate.set()
        assert (first.result(5).rows, second.result(5).rows) == (LEFT.rows, LEFT.rows)


def test_one_that_waited_too_long_is_not_asked_any_more():
    now = [0.0]
    source = Scripted(LEFT)
    source.gate.clear()
    with line(source, Limits(timeout=5.0, threads=1), clock=lambda: now[0]) as slow:
        slow.ask("p", ["left.a"], None, ASKING)
        assert source.entered.wait(5)
        late = slow.ask("p", ["left.a"], None, ASKING)
        now[0] = 6.0
        source.gate.set()
        with pytest.raises(SourceDownError, match="too many questions"):
            late.result(5)
    assert len(source.asked) == 1


JOINED = [
    # left, right, rows, lacking, error
    (LEFT, RIGHT, 2, (), None),
    (LEFT, DOWN, 1, ("right.b",), None),
    (SHAPE, RIGHT, 1, ("left.a",), None),
    (DOWN, DOWN, 0, (), SourceDownError),
]


@pytest.mark.parametrize(("left", "right", "rows", "lacking", "error"), JOINED)
def test_of_several_places_it_tells_what_could_be_had_and_names_what_could_not(
    left: Found | SourceError,
    right: Found | SourceError,
    rows: int,
    lacking: tuple[str, ...],
    error: type[Exception] | None,
):
    here, there = Scripted(left), Scripted(right)
    with line(here, Limits(stale_after=24)) as main, line(there) as part:
        joined = Joined(SOURCE, {"": main, "right": part})
        if error:
            with pytest.raises(error):
                joined.fetch("p", FIELDS, None, ASKING)
            return
        found = joined.fetch("p", FIELDS, None, ASKING)
    assert (len(found.rows), found.lacking) == (rows, lacking)
    assert (here.asked, there.asked) == ([("left.a",)], [("right.b",)])


def test_a_table_of_no_place_is_an_error_of_the_settings():
    with line(Scripted(LEFT)) as part, pytest.raises(ValueError, match="table left"):
        Joined(SOURCE, {"right": part}).fetch("p", FIELDS, None, ASKING)


def test_a_fault_of_the_program_is_no_partial_answer():
    class Broken(Scripted):
        def fetch(self, *question: object) -> Found:  # type: ignore[override]
            raise KeyError("bug")

    with line(Broken(LEFT)) as main, line(Scripted(RIGHT)) as part:
        joined = Joined(SOURCE, {"": main, "right": part})
        with pytest.raises(KeyError):
            joined.fetch("p", FIELDS, None, ASKING)


AT = datetime(2024, 10, 2, 12, 0, tzinfo=UTC)
STALE = [
    (None, None, False),  # no buffer
    (None, 24.0, False),
    ("2024-10-02", 24.0, False),
    ("2024-10-01", 24.0, True),
    ("2024-10-01T14:00:00", 24.0, False),  # noon in UTC
    ("2024-10-01T13:59:59", 24.0, True),
    ("2020-01-01", None, False),  # no age is set
    ("", None, True),  # of when it is, nobody knows
    ("", 24.0, True),
]


@pytest.mark.parametrize(("as_of", "hours", "stale"), STALE)
def test_a_copy_is_stale_when_it_is_older_than_agreed(
    as_of: str | None, hours: float | None, stale: bool
):
    assert Found(as_of=as_of, stale_after=hours).is_stale(AT) == stale
