"""When a source that keeps failing is left alone: the rule of the circuit breaker. Pure.

    closed      questions go; `failures` in a row have failed
    open        questions fail at once, until the moment `until`
    half-open   one question goes as a probe, the others fail at once

A moment is a number of seconds of whatever clock the caller keeps.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Breaker:
    """The state of one source; `until` is None while it is closed."""

    failures: int = 0
    until: float | None = None
    probing: bool = False


@dataclass(frozen=True, slots=True)
class Patience:
    """After `most` failures in a row a source is left alone for `pause` seconds."""

    most: int = 5
    pause: float = 30.0


def asked(breaker: Breaker, now: float) -> Breaker | float:
    """The state after a question is let through; else in how many seconds to ask again."""
    if breaker.until is None:
        return breaker
    if now < breaker.until:
        return breaker.until - now
    if breaker.probing:
        return 1.0
    return Breaker(breaker.failures, breaker.until, probing=True)


def answered(breaker: Breaker) -> Breaker:
    """The state after an answer: whatever was, the source works."""
    return Breaker()


def failed(breaker: Breaker, patience: Patience, now: float) -> Breaker:
    """The state after a failure. One that was asked before the pause began does not prolong it."""
    failures = breaker.failures + 1
    if breaker.until is not None and not breaker.probing:
        return breaker
    if breaker.probing or failures >= patience.most:
        return Breaker(failures, now + patience.pause)
    return Breaker(failures)
