"""Reverse questions: who may see this, what may they receive, what was never used, what ends.

Each is a function on provisions. Whether B allows anything that A did not is `widens`; what a
change does is `compare`; refusals are answered in `refused`, clauses held against each other in
`overlap`, against themselves in `never_met`, and past requests against a new text in `replay`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeAlias

from beraad.belgium.numbers import DeliberationNumber
from beraad.law.catalogue import Catalogue
from beraad.law.communication import Communication
from beraad.law.decide import ANYONE, SUBJECT, recipient_tokens
from beraad.law.permission import Ground, Terms, at, ground, open_fields, terms_of
from beraad.law.place import nearest
from beraad.law.provision import Provision

Name: TypeAlias = tuple[str, DeliberationNumber, str]
"""Chamber, number and clause."""


@dataclass(frozen=True, slots=True, order=True)
class Access:
    """Who may receive which fields of one source, of whom and on what terms, by which paragraph."""

    ground: Ground
    source: str
    fields: tuple[str, ...]
    recipients: tuple[str, ...]
    purpose: str
    form: str
    channels: tuple[str, ...]
    terms: Terms


@dataclass(frozen=True, slots=True, order=True)
class Ending:
    """A clause that ceases at an instant, at the latest if that is reckoned, for good."""

    end: datetime
    ground: Ground
    reckoned: bool = False


def who_may_see(
    provisions: Iterable[Provision], source: str, field: str, instant: datetime
) -> tuple[Access, ...]:
    """Everyone who may receive a field of a source at an aware instant, of whom, by what clause."""
    found = []
    for law in at(provisions, instant):
        tokens = [token for token in law.recipients if field in open_fields(law, token)]
        if law.source == source and tokens:
            found.append(access(law, tokens, (field,)))
    return tuple(sorted(found))


def what_may(
    provisions: Iterable[Provision],
    catalogue: Catalogue,
    organisation: str,
    instant: datetime,
    roles: Iterable[str] = (),
) -> tuple[Access, ...]:
    """All that an organisation may receive at an aware instant, and by which paragraph.

    `roles` are those in which its people may act. LookupError for an organisation that the
    catalogue does not know, with the nearest that it does.
    """
    if organisation not in catalogue.parties:
        sorts = [sort for sort in sorts_of(catalogue) if sort.endswith(f":{organisation}")]
        near = next(iter(sorts), nearest(organisation, catalogue.parties))
        raise LookupError(
            f"no organisation '{organisation}'" + (f", did you mean '{near}'?" if near else "")
        )
    tokens = tokens_of(organisation, catalogue, instant, roles)
    return tuple(sorted(accesses(at(provisions, instant), tokens, f"party:{organisation}")))


def what_sort_may(
    provisions: Iterable[Provision], catalogue: Catalogue, sort: str, instant: datetime
) -> tuple[Access, ...]:
    """All that recipients of a sort may receive at an aware instant, and by which paragraph.

    `sort` is `anyone`, a `role:` or a `category:`; what anyone may receive is always among it, what
    is given to other sorts that the same recipient may be of is not. LookupError for a sort that
    the catalogue does not know, with the nearest that it does.
    """
    known = sorts_of(catalogue)
    if sort not in known:
        near = nearest(sort, known)
        raise LookupError(f"no recipients '{sort}'" + (f", did you mean '{near}'?" if near else ""))
    return tuple(sorted(accesses(at(provisions, instant), frozenset({sort, ANYONE}), sort)))


def sorts_of(catalogue: Catalogue) -> tuple[str, ...]:
    """The tokens of all sorts of recipients, as clauses and answers name them."""
    roles = (f"role:{role}" for role in catalogue.roles)
    categories = (f"category:{category}" for category in catalogue.categories)
    return (ANYONE, SUBJECT, *roles, *categories)


def accesses(laws: Iterable[Provision], tokens: frozenset[str], token: str) -> Iterator[Access]:
    """What provisions give to these tokens, where `token` tells which fields stand open."""
    for law in laws:
        fields = open_fields(law, token)
        if tokens & law.recipients and fields:
            yield access(law, tokens & law.recipients, fields)


def tokens_of(
    organisation: str, catalogue: Catalogue, instant: datetime, roles: Iterable[str]
) -> frozenset[str]:
    """Every name under which clauses may mean an organisation whose people act in these roles."""
    asked = Communication(organisation, "", "", (), "identified", "consult")
    acting = (replace(asked, role=role) for role in ("", *roles))
    return frozenset[str]().union(*(recipient_tokens(one, catalogue, instant) for one in acting))


def access(law: Provision, tokens: Iterable[str], fields: tuple[str, ...]) -> Access:
    """What a provision gives to these tokens."""
    clause = law.clause
    recipients = tuple(sorted(tokens))
    terms = terms_of(law, recipients[0], fields[0])
    return Access(
        *(ground(law), law.source, fields, recipients),
        *(clause.purpose, clause.form, clause.by, terms),
    )


def never_used(provisions: Iterable[Provision], used: Iterable[Name]) -> tuple[Ground, ...]:
    """The clauses that were granted and of which no use is told.

    `used` is the chamber, number and clause of each permit, as the caller reads them from the
    journal; `provisions` are those of the time over which it read.
    """
    seen = set(used)
    found = {name_of(law): ground(law) for law in provisions if name_of(law) not in seen}
    return tuple(sorted(found.values()))


def ending_within(
    provisions: Iterable[Provision], instant: datetime, days: int = 90
) -> tuple[Ending, ...]:
    """The clauses in force at an aware instant that cease within so many days, the soonest first.

    A clause that a new version of its deliberation, or of its lists, carries on does not end.
    """
    clauses: dict[Name, list[Provision]] = {}
    for law in provisions:
        clauses.setdefault(name_of(law), []).append(law)
    return tuple(sorted(endings(clauses.values(), instant, instant + timedelta(days=days))))


def endings(
    clauses: Iterable[list[Provision]], instant: datetime, limit: datetime
) -> Iterator[Ending]:
    """The end of each clause that is in force at `instant` and ceases before or at the limit."""
    for laws in clauses:
        now = at(laws, instant)
        end = last_end(laws, instant)
        if now and end is not None and end <= limit:
            reckoned = any(law.end == end and law.end_reckoned for law in laws)
            yield Ending(end, ground(now[0]), reckoned)


def last_end(laws: Iterable[Provision], instant: datetime) -> datetime | None:
    """When provisions that are in force at an instant, or carry on without a gap, have ended."""
    end = instant
    for law in sorted(laws, key=lambda law: law.start):
        if law.start <= end:
            if law.end is None:
                return None
            end = max(end, law.end)
    return end


def name_of(law: Provision) -> Name:
    """What identifies the clause of a provision."""
    return (law.chamber, law.number, law.clause.name)
