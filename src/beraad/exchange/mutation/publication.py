"""A source publishes: that fields about a person changed, by a message number of its own.

What changed is not sent along. Recipients get it from the authentic source when they are told, so a
mutation moves no data by itself, and what a queue holds can neither grow stale nor leak.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import msgspec

from beraad.belgium.identifier import InvalidNumberError
from beraad.belgium.ssin import parse_ssin
from beraad.exchange.gateway import Scales
from beraad.exchange.mutation.addressees import Known, circle
from beraad.exchange.mutation.queue import Planned
from beraad.exchange.mutation.seal import Seal
from beraad.exchange.record import ACTOR, known, recipient
from beraad.journal.entry import Entry, Fact
from beraad.law.act import day_of
from beraad.law.catalogue import Catalogue

PUBLISHED = "mutation.published"
REFUSED = "mutation.refused"
LAPSED = "mutation.lapsed"
UNDELIVERED = "mutation.undelivered"


class NoPersonError(ValueError):
    """The subject of the mutation at `index` cannot be the number of a person."""

    def __init__(self, index: int) -> None:
        super().__init__("expected the number (SSIN) of a person")
        self.index = index


@dataclass(frozen=True, slots=True)
class Reported:
    """A mutation as its source reports it; `number` is the source's own, `occurred` an instant."""

    number: str
    subject: str = field(repr=False)
    fields: tuple[str, ...]
    occurred: datetime


def plan(
    scales: Scales,
    source: str,
    reported: Sequence[Reported],
    remembered: Known,
    seal: Seal,
    at: datetime,
) -> list[Planned]:
    """What is to be noted of these mutations of one source; NoPersonError, DirectoryError."""
    return list(_planned(scales, source, reported, remembered, seal, at))


def _planned(
    scales: Scales,
    source: str,
    reported: Sequence[Reported],
    remembered: Known,
    seal: Seal,
    at: datetime,
) -> Iterator[Planned]:
    law, day, directory = scales.laws.at(at), day_of(at), scales.directory
    hearers = remembered.wishes(law, source, at)
    hearing = circle(directory, law.catalogue, source, hearers, day)
    for index, one in enumerate(reported):
        try:
            number = parse_ssin(one.subject, day).digits
        except InvalidNumberError:
            raise NoPersonError(index) from None
        current = directory.current(number)
        told = hearing.told(directory, current, one.fields)
        name = seal.name("mutation", source, one.number)
        subject = scales.pseudonyms.of("subject", current or number)
        entry = published(law.catalogue, source, one, name, subject, at)
        said = msgspec.json.encode((number, one.fields, one.occurred)).decode()
        yield Planned(
            name,
            seal.name("content", said),
            source,
            subject,
            seal.close(current or number, name),
            one.occurred.isoformat(),
            entry,
            told,
        )


def published(
    words: Catalogue,
    source: str,
    one: Reported,
    name: str,
    subject: str,
    at: datetime,
) -> Entry:
    """The entry of a mutation: names of fields.

    Not how many are to hear of it: the person sees it, and would learn that one of them is hidden
    by an investigation.
    """
    facts: dict[str, Fact] = {
        "source": source,
        "manager": words.sources[source].holder,
        "fields": list(one.fields),
    }
    return Entry(at, PUBLISHED, ACTOR, name, subject, facts)


def refused(words: Catalogue, source: str, asker: str, count: int, at: datetime) -> Entry:
    """The entry of an organisation that published for a source that it does not manage."""
    facts: dict[str, Fact] = {
        "source": known(source, words.sources),
        "asker": recipient(asker),
        "mutations": count,
    }
    return Entry(at, REFUSED, ACTOR, facts=facts)
