"""A permission: one field that one sort of recipient may receive, and on what terms.

Plain values only, so that permissions can be compared, sorted and written as JSON. What does not
matter in practice is left out: the name and paragraph of the clause, the order of conditions, and
the name of a list, whose members stand in its stead.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from beraad.law.act import after
from beraad.law.clause import EVERYONE, Clause, Retention
from beraad.law.condition import AnyOf, Condition, Holds, InList
from beraad.law.provision import Provision

ALWAYS = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, order=True)
class Ground:
    """Where a permission stands: the paragraph of a deliberation, with its clause."""

    chamber: str
    number: str
    paragraph: int
    clause: str


@dataclass(frozen=True, slots=True, order=True)
class Terms:
    """On what terms a permission is given, as the document writes them.

    An empty text says that the clause sets no such term. `conditions` leave out the population;
    `accession` names the parties that must have acceded, empty where none need to.
    """

    population: str
    conditions: tuple[str, ...]
    looking_back: str
    keep: str
    answer: str
    leaves_as: str
    accession: tuple[str, ...]
    until: str


@dataclass(frozen=True, slots=True, order=True)
class Permission:
    """One recipient token, one field, one way of communicating."""

    recipient: str
    source: str
    purpose: str
    form: str
    channel: str
    field: str
    terms: Terms


def at(provisions: Iterable[Provision], instant: datetime) -> tuple[Provision, ...]:
    """The provisions in force at an instant, which is aware."""
    return tuple(provision for provision in provisions if provision.on(instant))


def without_time(provision: Provision) -> Provision:
    """The provision as if it had always been in force; only the clause's own last day is left."""
    return replace(provision, start=ALWAYS, end=after(provision.clause.until))


def ground(provision: Provision) -> Ground:
    """Where a provision stands."""
    number = str(provision.number)
    return Ground(provision.chamber, number, provision.paragraph, provision.clause.name)


def permissions(provision: Provision) -> Iterator[Permission]:
    """Every single permission that a provision gives."""
    clause = provision.clause
    for token in sorted(provision.recipients):
        for field in open_fields(provision, token):
            terms = terms_of(provision, token, field)
            for channel in clause.by:
                yield Permission(
                    token, provision.source, clause.purpose, clause.form, channel, field, terms
                )


def open_fields(provision: Provision, token: str) -> tuple[str, ...]:
    """The fields that stand open to a recipient token: to a party, those that it acceded to."""
    if provision.accessions is None:
        return provision.fields
    parties = [token.removeprefix("party:")] if is_party(token) else list(provision.accessions)
    named = frozenset[str]().union(*(provision.accessions.get(p, ()) for p in parties))
    return tuple(field for field in provision.fields if field in named)


def is_party(token: str) -> bool:
    """Whether a recipient token names one organisation."""
    return token.startswith("party:")


def terms_of(provision: Provision, token: str, field: str) -> Terms:
    """The terms on which a provision gives a field to a recipient token."""
    clause = provision.clause
    return Terms(
        population=population(clause),
        conditions=conditions(provision),
        looking_back=str(clause.looking_back or ""),
        keep=retention(clause.keep),
        answer=clause.answer,
        leaves_as=" after ".join(clause.leaves_as or ()),
        accession=() if is_party(token) else acceding(provision, field),
        until=str(clause.until or ""),
    )


def population(clause: Clause) -> str:
    """`patients`, or `sample 2 % of patients`."""
    about = clause.about
    return f"sample {about.sample} % of {about.word}" if about.sample else about.word


def conditions(provision: Provision) -> tuple[str, ...]:
    """All conditions but that of the population, whoever sets them, each once and in order."""
    about = clause_population(provision.clause)
    return tuple(
        sorted(
            {
                resolved(requirement.condition, provision.lists)
                for requirement in provision.requirements
                if requirement.condition != about
            }
        )
    )


def clause_population(clause: Clause) -> Holds | None:
    """The condition that the subject belongs to the population; none where it is everyone."""
    return None if clause.about.word == EVERYONE else Holds(f"about({clause.about.word})")


def resolved(condition: Condition, lists: Mapping[str, frozenset[str]]) -> str:
    """A condition with the members of its lists, and the choices of `any of` in order."""
    if isinstance(condition, AnyOf):
        return f"any of ({', '.join(sorted({resolved(term, lists) for term in condition.terms}))})"
    if isinstance(condition, InList):
        return f"{condition.key} in list ({', '.join(sorted(lists[condition.list_name]))})"
    return str(condition)


def retention(keep: Retention) -> str:
    """`nothing`, `5 years` or `until 2029-12-31`, with `, destroyed with proof` where it is so."""
    length = f"until {keep.until}" if keep.until else str(keep.span or "nothing")
    return f"{length}, destroyed with proof" if keep.proof else length


def acceding(provision: Provision, field: str) -> tuple[str, ...]:
    """The parties whose accession names a field; empty where no accession is needed."""
    accessions = provision.accessions or {}
    return tuple(sorted(party for party, named in accessions.items() if field in named))
