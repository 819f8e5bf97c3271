"""The reference interpreter: slow, readable, the specification of every decision.

Provisions of the source are looked at one by one. If some are wholly satisfied, the one that passes
most of the asked fields decides, the earliest in order among equals. If none is, the refusal names
the nearest ones and all that each still lacks.
"""

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime

from beraad.law.act import day_of
from beraad.law.catalogue import Catalogue
from beraad.law.communication import (
    Code,
    Communication,
    Decision,
    DropReason,
    Missing,
    Obligations,
    Permit,
    Refusal,
    Shortfall,
    once,
)
from beraad.law.condition import Evidence, terms
from beraad.law.expand import provisions
from beraad.law.provision import Provision
from beraad.law.register import Register

ANYONE, SUBJECT = "anyone", "role:subject"
UNKNOWN, ENDED = " at a known organisation", " while the organisation exists"
"""What a clause wants of an organisation besides, behind the words for its recipients."""

NEAREST = 3
UNFIT = frozenset({"recipient", "purpose", "form", "channel", "fields", "accession"})
"""What another request would be; time passes and evidence may still come, so they weigh less."""


def decide(communication: Communication, register: Register, at: datetime) -> Decision:
    """The answer of the register, as it is known today, to a communication at an instant.

    `at` is aware. LawError is never raised: a register that loaded can decide.
    """
    return decide_by(provisions(register), communication, register.catalogue, at)


def decide_by(
    laws: Iterable[Provision], communication: Communication, catalogue: Catalogue, at: datetime
) -> Decision:
    """The answer of these provisions."""
    tokens = recipient_tokens(communication, catalogue, at)
    examined = [
        (provision, tuple(missing(provision, communication, tokens, at)))
        for provision in laws
        if provision.source == communication.source
    ]
    satisfied = [provision for provision, lacks in examined if not lacks]
    if satisfied:
        best = min(satisfied, key=lambda p: (-len(passed(p, communication)), p.order))
        return permit(best, passed(best, communication), communication, at)
    return Refusal(nearest(examined))


def recipient_tokens(
    communication: Communication, catalogue: Catalogue, at: datetime
) -> frozenset[str]:
    """Every name under which a clause may mean this recipient at an aware instant.

    The world is closed: an organisation that the catalogue does not know is nobody but anyone,
    whoever acts in it, and one that has ended is nobody at all. The person concerned is who it is,
    whatever organisation carries its question.
    """
    party, role, day = communication.recipient, communication.role, day_of(at)
    subject = frozenset({SUBJECT}) if role == "subject" else frozenset()
    if catalogue.has_ended(party, day):
        return subject
    if party not in catalogue.parties:
        return subject | {ANYONE}
    acting = {f"role:{role}"} if role else set()
    categories = {f"category:{category}" for category in catalogue.categories_of(party, day)}
    return frozenset({ANYONE, f"party:{party}"} | acting | categories)


def missing(
    provision: Provision, communication: Communication, tokens: frozenset[str], at: datetime
) -> Iterator[Missing]:
    """All that a communication lacks to satisfy a provision, in a fixed order.

    The conditions of a provision that is out of its time are not weighed: it permits nothing
    whatever the evidence, so nobody need ask for any.
    """
    here = (provision.number, provision.paragraph)
    if at < provision.start:
        begin = provision.start.isoformat()
        yield Missing("not-yet-in-force", begin, *here, provision.start_reckoned)
    if provision.end is not None and provision.end <= at:
        yield Missing("ended", provision.end.isoformat(), *here, provision.end_reckoned)
    if not tokens & provision.recipients:
        yield Missing("recipient", wanted(provision, communication, tokens), *here)
    for code, detail in static_lacks(provision, communication):
        yield Missing(code, detail, *here)
    for requirement in provision.requirements if provision.on(at) else ():
        condition = requirement.condition
        if condition.met(communication.facts, provision.lists.__getitem__) is not True:
            yield Missing("condition", str(condition), requirement.number, requirement.paragraph)


def wanted(provision: Provision, communication: Communication, tokens: frozenset[str]) -> str:
    """Whom a provision means, and what it takes of the organisation if only that is lacking."""
    to = str(provision.clause.to)
    if ANYONE not in tokens and SUBJECT not in provision.recipients:
        return to + ENDED
    return to + UNKNOWN if f"role:{communication.role}" in provision.recipients else to


def static_lacks(provision: Provision, communication: Communication) -> Iterator[tuple[Code, str]]:
    """What does not fit in the clause itself, with what the clause says instead."""
    clause = provision.clause
    if clause.purpose != communication.purpose:
        yield "purpose", clause.purpose
    if clause.form != communication.form:
        yield "form", clause.form
    if communication.channel not in clause.by:
        yield "channel", ", ".join(clause.by)
    if not any(name in provision.fields for name in communication.fields):
        yield "fields", ", ".join(provision.fields)
    elif not passed(provision, communication):
        yield "accession", communication.recipient


def passed(provision: Provision, communication: Communication) -> tuple[str, ...]:
    """The asked fields that the provision lets this recipient have, each once."""
    allowed = provision.fields
    if provision.accessions is not None:
        named = provision.accessions.get(communication.recipient, frozenset())
        allowed = tuple(name for name in allowed if name in named)
    return tuple(name for name in once(communication.fields) if name in allowed)


def permit(
    provision: Provision, through: Collection[str], communication: Communication, at: datetime
) -> Permit:
    """The permit of a satisfied provision that lets these of the asked fields through."""
    clause, names = provision.clause, once(communication.fields)
    return Permit(
        provision.chamber,
        provision.number,
        provision.paragraph,
        clause.name,
        tuple(name for name in names if name in through),
        tuple((name, drop_reason(provision, name)) for name in names if name not in through),
        clause.answer,
        clause.looking_back.before(day_of(at)) if clause.looking_back else None,
        Obligations(clause.keep, clause.leaves_as),
        facts_used(provision, communication),
    )


def drop_reason(provision: Provision, name: str) -> DropReason:
    """Why a field is left out of a permit."""
    return "not-in-accession" if name in provision.fields else "not-in-clause"


def facts_used(
    provision: Provision, communication: Communication
) -> tuple[tuple[str, Evidence], ...]:
    """The evidence that the provision's conditions looked at."""
    keys = {t.key for r in provision.requirements for t in terms(r.condition)}
    return tuple((key, communication.facts[key]) for key in sorted(keys & set(communication.facts)))


def nearest(examined: Iterable[tuple[Provision, tuple[Missing, ...]]]) -> tuple[Shortfall, ...]:
    """The clauses that come nearest, each once."""
    found: dict[tuple[int, int, str, int], Shortfall] = {}
    for provision, lacks in sorted(examined, key=distance):
        found.setdefault(
            provision.order,
            Shortfall(
                provision.chamber,
                provision.number,
                provision.paragraph,
                provision.clause.name,
                lacks,
            ),
        )
        if len(found) == NEAREST:
            break
    return tuple(found.values())


def distance(examined: tuple[Provision, tuple[Missing, ...]]) -> tuple[object, ...]:
    """How far a communication is from a provision: first what does not fit at all.

    Then whether the provision has ended, is not yet in force, and how many conditions are unmet;
    of one clause the stretch of time that lies nearest.
    """
    provision, lacks = examined
    codes = [lack.code for lack in lacks]
    ended = "ended" in codes
    start = provision.start.timestamp()
    return (
        sum(code in UNFIT for code in codes),
        ended,
        "not-yet-in-force" in codes,
        len(codes),
        provision.order,
        -start if ended else start,
    )
