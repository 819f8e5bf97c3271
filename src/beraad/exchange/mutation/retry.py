"""When a webhook that failed is tried again. Pure.

Waits double from 5 seconds to an hour, and each is drawn between its half and its whole, so that
those who failed together do not come back together. After 40 attempts, in about a day, or at once
where the address says that it is gone, a notification becomes a dead letter.
"""

from collections.abc import Callable
from dataclasses import dataclass

FIRST_WAIT, LONGEST_WAIT = 5.0, 3600.0
MOST_ATTEMPTS = 40
LONGEST_ASKED = 86_400.0
GONE = 410


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an attempt ended: an HTTP status, or 0 where there was no answer; and how many seconds
    the address asked to wait."""

    status: int
    asked: float = 0.0

    @property
    def taken(self) -> bool:
        """Whether the notification was taken."""
        return 200 <= self.status < 300


def wait(attempts: int, chance: Callable[[], float], asked: float = 0.0) -> float:
    """Seconds until the next attempt after so many; `chance` draws from 0 up to 1."""
    whole = min(LONGEST_WAIT, FIRST_WAIT * 2.0 ** min(attempts - 1, 20))
    return max(whole * (0.5 + chance() / 2), min(asked, LONGEST_ASKED))


def is_dead(attempts: int, outcome: Outcome) -> bool:
    """Whether no further attempt is made after so many."""
    return outcome.status == GONE or attempts >= MOST_ATTEMPTS
