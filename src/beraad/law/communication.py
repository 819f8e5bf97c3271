"""What is asked and what is answered: a communication, and a permit or a refusal."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, TypeAlias

from msgspec import Struct

from beraad.belgium.numbers import DeliberationNumber
from beraad.law.act import Chamber
from beraad.law.clause import Answer, Channel, Form, Retention
from beraad.law.condition import Evidence

Code: TypeAlias = Literal[
    "recipient",
    "purpose",
    "form",
    "channel",
    "fields",
    "accession",
    "condition",
    "not-yet-in-force",
    "ended",
]
DropReason: TypeAlias = Literal["not-in-clause", "not-in-accession"]


@dataclass(frozen=True, slots=True)
class Communication:
    """A wish to communicate data.

    `role` is what the acting `person` acts as ('subject' for the person concerned); `facts` is the
    evidence at hand, by condition word with its argument, such as `consent(informed)`, and by
    population, such as `about(patients)`. `subjects` are opaque references, never numbers.
    """

    recipient: str
    source: str
    purpose: str
    fields: tuple[str, ...]
    form: Form
    channel: Channel
    role: str = ""
    person: str = ""
    subjects: tuple[str, ...] = ()
    facts: Mapping[str, Evidence] = field(default_factory=dict)


def once(fields: tuple[str, ...]) -> tuple[str, ...]:
    """The asked fields in the order of asking, each once."""
    return fields if len(set(fields)) == len(fields) else tuple(dict.fromkeys(fields))


@dataclass(frozen=True, slots=True)
class Obligations:
    """What the recipient owes: how long it may keep what it got, and how results may leave."""

    keep: Retention
    leaves_as: tuple[Form, str] | None = None


class Permit(Struct, frozen=True):
    """A yes, with the clause that gives it.

    `passed` keeps the order of asking, each field once; `dropped` tells why each other field is
    left out; `not_before` is the oldest day of history that may be told (None: no bound).
    """

    # A struct, since every answer makes one: a frozen dataclass of ten takes six times as long.

    chamber: Chamber
    number: DeliberationNumber
    paragraph: int
    clause: str
    passed: tuple[str, ...]
    dropped: tuple[tuple[str, DropReason], ...]
    answer: Answer
    not_before: date | None
    obligations: Obligations
    facts_used: tuple[tuple[str, Evidence], ...]


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing that a clause wants and the communication lacks.

    `detail` is what the clause wants: the condition, the recipients (as `role pharmacist`, with
    `at a known organisation` behind it where only that is lacking), the purpose, form, channels or
    fields, or the instant at which it begins or ended; for an accession it is who lacks one. Number
    and paragraph are those that set it: for a condition perhaps a framework's. An instant that is
    `reckoned` is the last possible one.
    """

    code: Code
    detail: str
    number: DeliberationNumber
    paragraph: int
    reckoned: bool = False


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A clause that comes near, and all that is missing to satisfy it."""

    chamber: Chamber
    number: DeliberationNumber
    paragraph: int
    clause: str
    missing: tuple[Missing, ...]


@dataclass(frozen=True, slots=True)
class Refusal:
    """A no, with the nearest clauses, nearest first; none where no clause has the source."""

    nearest: tuple[Shortfall, ...]


Decision: TypeAlias = Permit | Refusal
