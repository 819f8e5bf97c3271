"""How far a permit goes on a day, and in which ways one goes further than another."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, TypeAlias

from beraad.law.clause import Answer, Clause, Form, Retention
from beraad.law.communication import Permit
from beraad.law.span import Span

Way: TypeAlias = Literal["new", "answer", "sample", "looking-back", "keep", "proof", "leaves-as"]

CLOSENESS: tuple[Form, ...] = ("anonymous", "synthetic", "pseudonymised", "identified")
"""Forms, each closer to the person than the one before."""
MEAN_MONTH = 146_097 / 4800
"""Its days, over the 400 years after which the calendar repeats."""
MONTHS_STRAY = 8


@dataclass(frozen=True, slots=True)
class Extent:
    """What a permit lets happen. `sample` is a percentage, `not_before` None where all may go."""

    answer: Answer
    sample: float
    not_before: date | None
    kept_until: date
    proof: bool
    leaves_as: tuple[Form, str] | None

    def beyond(self, other: "Extent | None") -> tuple[Way, ...]:
        """In which ways this goes further than the other, or than no permit at all."""
        return ("new",) if other is None else tuple(self.ways(other))

    def ways(self, other: "Extent") -> Iterator[Way]:
        """Each way in which this goes further."""
        if self.answer == "fields" and other.answer == "yes-no":
            yield "answer"
        if self.sample > other.sample:
            yield "sample"
        if (self.not_before or date.min) < (other.not_before or date.min):
            yield "looking-back"
        if self.kept_until > other.kept_until:
            yield "keep"
        if other.proof and not self.proof:
            yield "proof"
        if leaves_further(self.leaves_as, other.leaves_as):
            yield "leaves-as"


def clause_extent(clause: Clause, day: date) -> Extent:
    """How far a clause goes on a day."""
    return Extent(
        clause.answer,
        float(clause.about.sample or 100),
        clause.looking_back.before(day) if clause.looking_back else None,
        kept_until(clause.keep, day),
        clause.keep.proof,
        clause.leaves_as,
    )


def permit_extent(permit: Permit, clause: Clause, day: date) -> Extent:
    """How far a permit goes on a day; of its clause only the sample counts."""
    owed = permit.obligations
    return Extent(
        permit.answer,
        float(clause.about.sample or 100),
        permit.not_before,
        kept_until(owed.keep, day),
        owed.keep.proof,
        owed.leaves_as,
    )


def kept_until(keep: Retention, day: date) -> date:
    """The last day on which something received on `day` may be kept."""
    if keep.until:
        return max(day, keep.until)
    return keep.span.after(day) if keep.span else day


def leaves_further(new: tuple[Form, str] | None, old: tuple[Form, str] | None) -> bool:
    """Whether results may leave in a closer form, or after another step; None: nothing leaves."""
    if new is None or old is None:
        return new is not None
    return new[1] != old[1] or CLOSENESS.index(new[0]) > CLOSENESS.index(old[0])


def telling_days(first: date, last: date, one: Clause, other: Clause) -> Iterator[date]:
    """Days on which two clauses can differ most: if none of these shows a way, no day does.

    How long a month is depends on the day, so a span of months and one of about as many days may
    change rank. The difference between two lengths is greatest or least on the first or last day of
    a month, over the 400 years after which the calendar repeats, or where the time begins or ends.
    """
    yield first
    yield last
    if rivals(one.looking_back, other.looking_back) or rivals(one.keep.span, other.keep.span):
        month = first.replace(day=1)
        while month <= last:
            days = monthrange(month.year, month.month)[1]
            yield from (d for d in (month, month.replace(day=days)) if first < d < last)
            month += timedelta(days=days)


def rivals(one: Span | None, other: Span | None) -> bool:
    """Whether it may depend on the day which of two spans is longer: months against about as long.

    Months that follow each other are never `MONTHS_STRAY` days longer or shorter than as many of
    mean length; a month cut short at its last day is counted in.
    """
    if one is None or other is None or bool(one.months) == bool(other.months):
        return False
    months, days = one.months or other.months, one.days or other.days
    return abs(days - months * MEAN_MONTH) <= MONTHS_STRAY
