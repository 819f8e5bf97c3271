"""When a webhook is tried again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beraad.exchange.mutation.retry import (
    LONGEST_ASKED,
    LONGEST_WAIT,
    MOST_ATTEMPTS,
    Outcome,
    is_dead,
    wait,
)

WAITS = [
    # after attempt, at the least, at the most
    (1, 2.5, 5.0),
    (2, 5.0, 10.0),
    (3, 10.0, 20.0),
    (10, 1280.0, 2560.0),
    (11, 1800.0, 3600.0),
    (400, 1800.0, 3600.0),
]


@pytest.mark.parametrize(("attempts", "least", "most"), WAITS)
def test_waits_double_up_to_an_hour(attempts: int, least: float, most: float):
    assert wait(attempts, lambda: 0.0) == least
    assert wait(attempts, lambda: 1.0) == most


@given(st.integers(1, 10_000), st.floats(0, 1, exclude_max=True), st.floats(0, 1e9))
def test_a_wait_is_never_shorter_than_asked_nor_without_end(n: int, chance: float, asked: float):
    found = wait(n, lambda: chance, asked)
    assert min(asked, LONGEST_ASKED) <= found <= max(LONGEST_WAIT, LONGEST_ASKED)


ENDS = [
    # status, attempts, taken, dead
    (200, 1, True, False),
    (204, 1, True, False),
    (301, 1, False, False),
    (410, 1, False, True),
    (500, MOST_ATTEMPTS - 1, False, False),
    (500, MOST_ATTEMPTS, False, True),
    (0, MOST_ATTEMPTS, False, True),
]


@pytest.mark.parametrize(("status", "attempts", "taken", "dead"), ENDS)
def test_an_attempt_ends(status: int, attempts: int, taken: bool, dead: bool):
    outcome = Outcome(status)
    assert outcome.taken == taken
    assert taken or is_dead(attempts, outcome) == dead
