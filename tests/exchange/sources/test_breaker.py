"""A source that keeps failing is left alone for a while, then one question probes it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beraad.exchange.sources.breaker import Breaker, Patience, answered, asked, failed

PATIENCE = Patience(most=3, pause=10.0)

STORIES = [
    # what happens, and what a question at 100 s would meet
    ("", "goes"),
    ("ff", "goes"),
    ("fff", "10"),
    ("ffaff", "goes"),  # an answer begins the count anew
    ("ffff", "10"),  # one that was under way before does not prolong the pause
]


@pytest.mark.parametrize(("story", "meets"), STORIES)
def test_so_many_failures_in_a_row_open_it(story: str, meets: str):
    breaker = Breaker()
    for event in story:
        breaker = failed(breaker, PATIENCE, 100.0) if event == "f" else answered(breaker)
    found = asked(breaker, 100.0)
    assert ("goes" if isinstance(found, Breaker) else f"{found:.0f}") == meets


def test_after_the_pause_one_question_probes_and_the_others_wait():
    opened = Breaker(3, until=110.0)
    assert asked(opened, 109.0) == pytest.approx(1.0)
    probing = asked(opened, 110.0)
    assert isinstance(probing, Breaker)
    assert asked(probing, 110.0) == 1.0
    assert asked(answered(probing), 110.0) == Breaker()
    reopened = failed(probing, PATIENCE, 112.0)
    assert asked(reopened, 112.0) == pytest.approx(10.0)


@given(st.lists(st.tuples(st.sampled_from("qfa"), st.floats(0, 30)), max_size=40))
def test_it_never_lets_more_than_one_question_through_while_open_and_always_reopens(
    events: list[tuple[str, float]],
):
    breaker, now = Breaker(), 0.0
    for event, later in events:
        now += later
        if event == "q":
            found = asked(breaker, now)
            if isinstance(found, Breaker):
                breaker = found
            else:
                assert 0 < found <= PATIENCE.pause
        else:
            breaker = answered(breaker) if event == "a" else failed(breaker, PATIENCE, now)
    if breaker.until and not breaker.probing:
        assert isinstance(asked(breaker, breaker.until), Breaker)
