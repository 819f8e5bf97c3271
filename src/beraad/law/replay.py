"""Past requests put to an amended text: which refusals would have been answers, and vice versa."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from beraad.law.catalogue import Catalogue
from beraad.law.communication import Communication, Decision, Permit, Refusal
from beraad.law.decide import decide_by
from beraad.law.permission import without_time
from beraad.law.provision import Provision


@dataclass(frozen=True, slots=True)
class Replayed:
    """One past request with both decisions."""

    communication: Communication
    at: datetime
    before: Decision
    after: Decision


@dataclass(frozen=True, slots=True)
class Replay:
    """What would have been otherwise.

    `opened` were refused and would have been answered, `closed` the reverse; `altered` would have
    been answered otherwise (other fields, further back, kept longer); `same` counts the rest.
    """

    opened: tuple[Replayed, ...]
    closed: tuple[Replayed, ...]
    altered: tuple[Replayed, ...]
    same: int


def replay(
    past: Iterable[tuple[Communication, datetime]],
    before: Iterable[Provision],
    after: Iterable[Provision],
    catalogue: Catalogue,
) -> Replay:
    """Each communication decided at its own aware instant, by what held then and by the new text.

    `before` are all provisions with their own times; `after` are those in force at the instant of
    the caller's choice (`permission.at`), taken as if they had always been.
    """
    held, amended = tuple(before), tuple(map(without_time, after))
    told = [
        Replayed(
            one, at, decide_by(held, one, catalogue, at), decide_by(amended, one, catalogue, at)
        )
        for one, at in past
    ]
    opened = tuple(one for one in told if refused(one.before) and not refused(one.after))
    closed = tuple(one for one in told if refused(one.after) and not refused(one.before))
    altered = tuple(one for one in told if given(one.before) and given(one.after) and differs(one))
    return Replay(opened, closed, altered, len(told) - len(opened) - len(closed) - len(altered))


def refused(decision: Decision) -> bool:
    """Whether a decision is a no."""
    return isinstance(decision, Refusal)


def given(decision: Decision) -> tuple[object, ...]:
    """What a decision gives, wherever it stands; nothing for a refusal."""
    if not isinstance(decision, Permit):
        return ()
    return (decision.passed, decision.answer, decision.not_before, decision.obligations)


def differs(one: Replayed) -> bool:
    """Whether both decisions give something, but not the same."""
    return given(one.before) != given(one.after)
