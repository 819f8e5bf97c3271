"""Which clause would have allowed a refused request, and what is missing."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from beraad.law.communication import Communication, Permit, Shortfall
from beraad.law.condition import Evidence, terms
from beraad.law.decide import decide_by, missing, recipient_tokens
from beraad.law.evidence import EvidenceModel
from beraad.law.expand import provisions
from beraad.law.provision import Provision
from beraad.law.register import Register


@dataclass(frozen=True, slots=True)
class Remedy:
    """A clause that came near, and the evidence that alone would have satisfied it.

    `evidence` is None where the clause itself says otherwise (another recipient, purpose, time
    ...) or asks what can never be: then only an amendment would help.
    """

    shortfall: Shortfall
    evidence: tuple[tuple[str, Evidence], ...] | None


def would_have_allowed(
    register: Register, communication: Communication, at: datetime
) -> tuple[Remedy, ...]:
    """The clauses that came nearest to allowing it, nearest first; none if it was allowed."""
    laws = provisions(register)
    decision = decide_by(laws, communication, register.catalogue, at)
    if isinstance(decision, Permit):
        return ()
    tokens = recipient_tokens(communication, register.catalogue, at)
    remedies = []
    for shortfall in decision.nearest:
        evidence = None
        if all(lack.code == "condition" for lack in shortfall.missing):
            law = next(
                law
                for law in laws
                if law.source == communication.source
                and tuple(missing(law, communication, tokens, at)) == shortfall.missing
                and (law.chamber, law.number, law.clause.name)
                == (shortfall.chamber, shortfall.number, shortfall.clause)
            )
            evidence = completing(law, communication.facts)
        remedies.append(Remedy(shortfall, evidence))
    return tuple(remedies)


def completing(
    law: Provision, facts: Mapping[str, Evidence]
) -> tuple[tuple[str, Evidence], ...] | None:
    """The evidence that, with what is there, meets all conditions; None if none can.

    Evidence at hand stands unless it keeps a condition from ever being met.
    """
    model = EvidenceModel()
    goal = model.satisfied(law)
    asked = {term.key for r in law.requirements for term in terms(r.condition)}
    for key in sorted(asked & facts.keys()):
        kept = model.all([goal, model.given(key, facts[key])])
        if model.solve(kept) is not None:
            goal = kept
    found = model.solve(goal)
    if found is None:
        return None
    needed = found
    for key in sorted(found):
        fewer = {word: value for word, value in needed.items() if word != key}
        if satisfies(law, {**facts, **fewer}):
            needed = fewer
    return tuple(sorted(needed.items()))


def satisfies(law: Provision, facts: Mapping[str, Evidence]) -> bool:
    """Whether every condition of a provision is met."""
    lists = law.lists.__getitem__
    return all(r.condition.met(facts, lists) is True for r in law.requirements)


def completed(communication: Communication, remedy: Remedy) -> Communication:
    """The communication with the evidence of a remedy added."""
    return replace(communication, facts={**communication.facts, **dict(remedy.evidence or ())})
