"""Clauses that can never be met, each with the reasons."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from beraad.law.act import after
from beraad.law.clause import Clause
from beraad.law.condition import InList
from beraad.law.content import Content
from beraad.law.evidence import EvidenceModel
from beraad.law.expand import clause_start, earliest, provisions
from beraad.law.permission import Ground, open_fields
from beraad.law.provision import Key, Provision, Requirement
from beraad.law.register import Register, Version

Why: TypeAlias = Literal[
    "law-not-in-force", "ends-before-start", "empty-list", "no-accession", "contradiction"
]


@dataclass(frozen=True, slots=True, order=True)
class Reason:
    """Why a clause cannot be met; `detail` names the law, the lists or the conditions."""

    why: Why
    detail: str


@dataclass(frozen=True, slots=True, order=True)
class NeverMet:
    """A clause of the last text of its deliberation that permits nothing, now or later."""

    ground: Ground
    reasons: tuple[Reason, ...]


def never_met(register: Register) -> tuple[NeverMet, ...]:
    """The clauses that, as the texts stand last and as all is known today, can never be met."""
    laws: dict[tuple[Key, str], list[Provision]] = {}
    for law in provisions(register):
        laws.setdefault(((law.chamber, law.number), law.clause.name), []).append(law)
    model = EvidenceModel()
    return tuple(
        NeverMet(Ground(key[0], str(key[1]), paragraph, clause.name), reasons)
        for key in sorted(register.deliberations)
        for paragraph, clause, version in last_clauses(register, key)
        if (reasons := reasons_of(register, key, clause, version, laws, model))
    )


def last_clauses(register: Register, key: Key) -> Iterator[tuple[int, Clause, Version | None]]:
    """The clauses of the last text; of the first, without a version, if it is never in force."""
    versions = register.versions(key)
    version = versions[-1] if versions else None
    content: Content = version.content if version else register.deliberations[key].content
    for paragraph, clause in content.clauses:
        yield paragraph, clause, version


def reasons_of(
    register: Register,
    key: Key,
    clause: Clause,
    version: Version | None,
    laws: dict[tuple[Key, str], list[Provision]],
    model: EvidenceModel,
) -> tuple[Reason, ...]:
    """Why a clause can never be met; empty if it can."""
    if version is None:
        return (out_of_force(register.deliberations[key].head.start.law),)
    own = [law for law in laws.get((key, clause.name), ()) if law.start >= version.start]
    if not own:
        return (without_provision(clause, version, register),)
    reasons = [tuple(obstacles(law, model)) for law in own]
    return tuple(sorted({one for some in reasons for one in some})) if all(reasons) else ()


def out_of_force(law: str) -> Reason:
    """Why a deliberation never has a text in force: it waits for a law, or ends too soon."""
    return Reason("law-not-in-force", law) if law else Reason("ends-before-start", "")


def without_provision(clause: Clause, version: Version, register: Register) -> Reason:
    """Why a clause gives no provision at all."""
    start = clause_start(clause, version, register.catalogue)
    if start is None:
        return Reason("law-not-in-force", clause.start.law)
    end = earliest(version.end, after(clause.until))
    if end is not None and end <= start:
        return Reason("ends-before-start", f"{start.isoformat()} to {end.isoformat()}")
    return Reason("empty-list", ", ".join(clause.to.names))


def obstacles(law: Provision, model: EvidenceModel) -> Iterator[Reason]:
    """What keeps a provision from ever being satisfied."""
    if not any(open_fields(law, token) for token in law.recipients):
        yield Reason("no-accession", "")
    if model.solve(model.satisfied(law)) is None:
        yield contradiction(law, model)


def contradiction(law: Provision, model: EvidenceModel) -> Reason:
    """The fewest conditions of a provision that cannot be met together."""
    kept = list(law.requirements)
    for requirement in law.requirements:
        fewer = [one for one in kept if one is not requirement]
        if unmeetable(fewer, law, model):
            kept = fewer
    condition = kept[0].condition
    if len(kept) == 1 and isinstance(condition, InList):
        return Reason("empty-list", condition.list_name)
    return Reason("contradiction", "; ".join(str(one.condition) for one in kept))


def unmeetable(some: Iterable[Requirement], law: Provision, model: EvidenceModel) -> bool:
    """Whether these conditions of a provision cannot be met together."""
    return model.solve(model.all(model.met(r.condition, law.lists) for r in some)) is None
