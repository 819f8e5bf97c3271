"""Who can ask: one example of each sort of recipient that provisions can tell apart."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from beraad.law.catalogue import Catalogue
from beraad.law.communication import Communication
from beraad.law.decide import recipient_tokens
from beraad.law.provision import Provision

STRANGER = "an organisation outside the catalogue"
"""A recipient that no document can name, since words of the law have no blanks."""


def askers(
    one: Communication, laws: Iterable[Provision], catalogue: Catalogue, at: datetime
) -> Iterator[Communication]:
    """The communication with each recipient and role that these provisions can tell apart then."""
    known = list(laws)
    named = frozenset[str]().union(*(law.recipients for law in known))
    acceded = {party for law in known for party in law.accessions or ()}
    parties = acceded | {token[6:] for token in named if token.startswith("party:")}
    roles = sorted(token[5:] for token in named if token.startswith("role:"))
    seen = set()
    for recipient in (*sorted(parties | set(catalogue.parties)), STRANGER):
        for role in ("", *roles):
            asked = replace(one, recipient=recipient, role=role)
            tokens = recipient_tokens(asked, catalogue, at)
            sort = (tokens & named, recipient in acceded and recipient)
            if sort not in seen:
                seen.add(sort)
                yield asked
