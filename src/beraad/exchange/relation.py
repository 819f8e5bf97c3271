"""How long a therapeutic relation lasts, told once: by the fact from which it arose (dossier, W12).

The store keeps facts and their days: an eID was read, a medicine dispensed, a file opened. When a
relation ends follows from these rules and is kept nowhere. Pure: days in, days out.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from beraad.law.span import Span

DOCTORS = frozenset({"general-practitioner", "specialist", "emergency-physician"})


@dataclass(frozen=True, slots=True)
class Kind:
    """From what a relation arises, and how long it lasts; None: until the patient ends it.

    `roles` are those in which somebody may let it arise; none stands for any.
    """

    lasts: Span | None
    roles: frozenset[str] = frozenset()


KINDS = {
    "eid": Kind(Span(15)),  # an individual provider reads the patient's eID
    "dispensing": Kind(Span(15), frozenset({"pharmacist"})),
    "referral": Kind(Span(3)),  # one provider refers to another, without the patient being there
    "stay": Kind(Span(3)),  # in a hospital, or an ambulatory treatment there
    "on-call": Kind(Span(1), DOCTORS),  # in an emergency, or out of hours
    "file": Kind(Span(12), DOCTORS),  # the global medical file: a year, and a year per renewal
    "declared": Kind(None),  # by the patient; no length is published, the patient ends it
}


def until(
    kind: str, begin: date, renewals: Iterable[date] = (), ended: date | None = None
) -> date | None:
    """The first day on which the relation is no more; None: it has no end yet.

    `ended` is the day on which the patient ended it. ValueError for an unknown kind.
    """
    if kind not in KINDS:
        raise ValueError(f"relation of kind {kind!r}: expected one of {', '.join(KINDS)}")
    lasts = KINDS[kind].lasts
    if lasts is None:
        return ended
    lapsed = file_until(begin, renewals) if kind == "file" else lasts.after(begin)
    return min(lapsed, ended) if ended else lapsed


def file_until(opened: date, renewals: Iterable[date]) -> date:
    """A year from the opening, and a year more for each renewal while it runs.

    A renewal of a file that has run out renews nothing: it must be opened anew.
    """
    years = 1
    for renewed in sorted(renewals):
        if opened <= renewed < Span(12 * years).after(opened):
            years += 1
    return Span(12 * years).after(opened)
