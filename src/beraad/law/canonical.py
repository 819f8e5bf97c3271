"""The canonical form of provisions in force, of which the journal keeps the hash."""

import json
from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256

from beraad.law.act import day_of
from beraad.law.catalogue import Catalogue
from beraad.law.condition import InList, terms
from beraad.law.provision import Provision
from beraad.law.span import Span

ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def digest(provisions: Iterable[Provision], catalogue: Catalogue, at: datetime) -> str:
    """SHA-256, in hexadecimal, over one line of JSON for each party and each provision.

    Two snapshots of one digest permit the same. So the lines hold all that a permit depends on, how
    large a sample may be drawn, and nothing else: not the file in which a clause stands, nor since
    when or how long it is in force.
    """
    state, day = sha256(), day_of(at)
    for party in sorted(catalogue.parties):
        ended, found = catalogue.has_ended(party, day), catalogue.categories_of(party, day)
        state.update(line(["party", party, None if ended else sorted(found)]))
    for provision in provisions:
        state.update(line(canonical(provision)))
    return state.hexdigest()


def line(value: list[object]) -> bytes:
    """JSON in UTF-8 without blanks, and a line end."""
    return ENCODER.encode(value).encode() + b"\n"


def canonical(provision: Provision) -> list[object]:
    """Everything of a provision on which a permit depends, as JSON values in a fixed order."""
    clause = provision.clause
    accessions = provision.accessions
    return [
        *("provision", provision.chamber, str(provision.number), provision.paragraph),
        *(provision.position, clause.name, provision.source, provision.fields),
        *(sorted(provision.recipients), clause.purpose, clause.form, clause.by, clause.answer),
        length(clause.looking_back),
        [length(clause.keep.span), str(clause.keep.until or ""), clause.keep.proof],
        clause.leaves_as,
        clause.about.sample,
        [[str(r.condition), str(r.number), r.paragraph] for r in provision.requirements],
        used_lists(provision),
        accessions and {party: sorted(accessions[party]) for party in sorted(accessions)},
    ]


def length(span: Span | None) -> list[int] | None:
    """Months and days."""
    return None if span is None else [span.months, span.days]


def used_lists(provision: Provision) -> dict[str, list[str]]:
    """The members of each list that a condition names."""
    names = {
        term.list_name
        for requirement in provision.requirements
        for term in terms(requirement.condition)
        if isinstance(term, InList)
    }
    return {name: sorted(provision.lists[name]) for name in sorted(names)}
