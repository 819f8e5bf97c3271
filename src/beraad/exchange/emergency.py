"""Access in an emergency ("break the glass"): opened with a reason, and reviewed afterwards.

It opens nothing by itself. A clause may let it stand for a condition of its own, such as `any of
(therapeutic-relation, emergency)`; what no clause permits stays shut. It lasts a few hours, for one
patient and one professional in one role. Each access stands in a queue until somebody else has
judged it (docs/adr/0049).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from beraad.exchange.desk import ActError, Desk, following
from beraad.exchange.evidence import clock
from beraad.exchange.reckoning import practitioner
from beraad.law.catalogue import Labels

LASTS = timedelta(hours=4)
"""A setting: no length is published."""

SHORTEST = 15
"""Signs of explanation under which nobody has explained anything (a setting)."""

REASONS = {
    "cannot-consent": Labels(
        "de patiënt kan zijn wil niet uiten",
        "le patient n'est pas en mesure d'exprimer sa volonté",
        "der Patient kann seinen Willen nicht äußern",
        "the patient cannot express his or her will",
    ),
    "life-in-danger": Labels(
        "het leven van de patiënt is in gevaar",
        "la vie du patient est en danger",
        "das Leben des Patienten ist in Gefahr",
        "the patient's life is in danger",
    ),
    "serious-harm": Labels(
        "uitstel zou de patiënt ernstig schaden",
        "un délai nuirait gravement au patient",
        "ein Aufschub würde dem Patienten ernsthaft schaden",
        "a delay would do the patient serious harm",
    ),
}
VERDICTS = ("justified", "not-justified")


@dataclass(frozen=True, slots=True)
class EmergencyAccess:
    """An access as reviewers see it; `begin` and `end` are moments on Belgian clocks."""

    number: int
    subject: str
    professional: str
    role: str
    begin: str
    end: str
    reason: str
    explained: str


def break_glass(
    desk: Desk, ssin: str, professional: str, role: str, reason: str, explained: str, at: datetime
) -> int:
    """Open an access and give its number; ActError without a reason, role or explanation.

    The explanation may tell of the patient, so it stays in the store; the journal has the reason.
    """
    if reason not in REASONS:
        raise ActError(f"reason {reason!r}: expected one of {', '.join(REASONS)}")
    if len(explained.strip()) < SHORTEST:
        raise ActError(f"explain the emergency in a sentence of at least {SHORTEST} signs")
    subject, person = desk.subject(ssin, at), desk.professional(professional, frozenset({role}))
    facts = {"role": role, "reason": reason, "until": clock(at + LASTS)}
    with desk.act("emergency.opened", at, subject, facts, person) as store:
        number = following(store, "emergency_access")
        row = (subject, person, role, clock(at), clock(at + LASTS), reason, explained.strip())
        store.run(
            """INSERT INTO emergency_access
            (number, subject, professional, role, begin, "end", reason, explained)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)""",
            (number, *row),
        )
    return number


def to_review(desk: Desk) -> tuple[EmergencyAccess, ...]:
    """The accesses on which nobody has judged, the oldest first."""
    rows = desk.store.rows(
        """SELECT number, subject, professional, role, begin, "end", reason, explained
        FROM emergency_access WHERE verdict IS NULL ORDER BY begin, number"""
    )
    return tuple(EmergencyAccess(*row) for row in rows)


def review(desk: Desk, number: int, reviewer: str, verdict: str, at: datetime) -> None:
    """Somebody other than who opened an access judges it, once; a verdict is not taken back."""
    if verdict not in VERDICTS:
        raise ActError(f"verdict {verdict!r}: expected {' or '.join(VERDICTS)}")
    if not reviewer:
        raise ActError("a review by nobody; name the reviewer")
    found = {access.number: access for access in to_review(desk)}.get(number)
    if found is None:
        raise ActError(f"no access {number} waits for a review")
    if practitioner(reviewer) == practitioner(found.professional):
        raise ActError("who opened an access does not review it; somebody else must")
    opened = desk.pseudonyms.of("person", found.professional, found.subject)
    facts = {"verdict": verdict, "person": opened}
    with desk.act("emergency.reviewed", at, found.subject, facts, reviewer) as store:
        changed = store.run(
            """UPDATE emergency_access SET reviewed = ?, verdict = ?, reviewer = ?
            WHERE number = ? AND verdict IS NULL""",
            (clock(at), verdict, reviewer, number),
        )
        if not changed:
            raise ActError(f"access {number} was reviewed by somebody else just now")
