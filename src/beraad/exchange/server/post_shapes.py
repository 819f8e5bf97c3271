"""The JSON of mutations: what a source reports, and what a recipient hears and acknowledges."""

from datetime import datetime
from typing import Annotated, TypeAlias

import msgspec
from msgspec import UNSET, Meta, UnsetType

from beraad.exchange.server.shapes import Fields, Granted, Place, Word

MOST_MUTATIONS = 500
MOST_NOTIFICATIONS = 100
MOST_WAIT = 30
"""Seconds that a recipient may wait for something to come, at most."""

MOST_PLACES = 1_000
OwnNumber: TypeAlias = Annotated[str, Meta(pattern=r"^[A-Za-z0-9._:-]{1,64}$")]
Instant: TypeAlias = Annotated[datetime, Meta(tz=True)]
Order: TypeAlias = Annotated[int, Meta(ge=1, le=2**53)]


class Mutation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Fields about a person that changed. `number` is the source's own and names the report: sent
    again with the same content, it counts once. `occurred` is when it changed."""

    number: OwnNumber
    subject: Word
    fields: Fields
    occurred: Instant


class Publication(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Mutations of one source, in the order in which they happened: all are taken, or none."""

    source: Word
    mutations: Annotated[list[Mutation], Meta(min_length=1, max_length=MOST_MUTATIONS)]


class Published(msgspec.Struct, frozen=True):
    """A mutation that was taken: its entry, and whether anybody is to hear of it."""

    number: str
    forwarded: bool
    entry: Place


class PublicationTaken(msgspec.Struct, frozen=True):
    """In the order of the mutations."""

    published: list[Published]


class Notification(msgspec.Struct, frozen=True, kw_only=True):
    """That permitted fields about a person changed, and what they are now.

    A recipient of pseudonymised data gets a `pseudonym` (32 hexadecimal digits) and no `subject`.
    `place` counts what one recipient hears; the same place again is the same notification. With
    `rows`, `yes`, `salt` and `via` it is as with the answer to a question.
    """

    place: int
    source: str
    subject: str | UnsetType = UNSET
    pseudonym: str | UnsetType = UNSET
    occurred: str
    changed: list[str]
    permit: Granted
    rows: list[dict[str, str | int | bool | None]]
    yes: bool | None
    entry: Place
    salt: str
    via: list[str] = []


class Notifications(msgspec.Struct, frozen=True):
    """In order; `more` if others wait behind the last place that was looked at, `next`."""

    notifications: list[Notification]
    more: bool
    next: int


class Acknowledgement(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The places of notifications that need not come again."""

    places: Annotated[list[Order], Meta(min_length=1, max_length=MOST_PLACES)]


class Acknowledged(msgspec.Struct, frozen=True):
    """How many of them still waited."""

    acknowledged: int
