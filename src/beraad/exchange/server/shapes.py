"""The JSON of the gateway. OpenAPI is generated from these types; see `openapi.py`."""

from typing import Annotated, Literal, TypeAlias

import msgspec
from msgspec import UNSET, Meta, Raw, UnsetType

from beraad.law.clause import Channel, Form
from beraad.law.communication import Code, Communication

MOST_QUESTIONS = 100
Word: TypeAlias = Annotated[str, Meta(min_length=1, max_length=200)]
MayBeEmpty: TypeAlias = Annotated[str, Meta(max_length=200)]
Fields: TypeAlias = Annotated[tuple[Word, ...], Meta(min_length=1, max_length=100)]
Number: TypeAlias = Annotated[int, Meta(ge=-(2**53), le=2**53)]
Facts: TypeAlias = Annotated[dict[MayBeEmpty, bool | Number | MayBeEmpty], Meta(max_length=50)]


class Wish(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What an organisation wishes to receive, whoever is concerned.

    `person` and `role` are who acts for the organisation and as what. `facts` counts for what the
    organisation itself establishes, such as `identity(strong)`; all else is asked of the stores of
    evidence.
    """

    recipient: Annotated[Word, Meta(description="the organisation that asks, which is the caller")]
    source: Annotated[Word, Meta(description="the authentic source, such as gfd")]
    purpose: Annotated[Word, Meta(description="what for, such as emergency-care")]
    fields: Annotated[
        Fields, Meta(description="what is asked, such as dispensing.product; each of that source")
    ]
    form: Form = "identified"
    channel: Channel = "consult"
    role: Annotated[
        MayBeEmpty, Meta(description="as what `person` acts, such as emergency-physician")
    ] = ""
    person: Annotated[
        MayBeEmpty, Meta(description="the number (SSIN) of the user who acts for the organisation")
    ] = ""
    facts: Facts = {}

    def communication(self) -> Communication:
        """As the law knows it: without the number of the person concerned."""
        return Communication(
            self.recipient,
            self.source,
            self.purpose,
            self.fields,
            self.form,
            self.channel,
            self.role,
            self.person,
            facts=dict(self.facts),
        )


class Supposition(Wish, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What would be answered, by whichever channel, and why?

    `subject` is the number (SSIN) of the person concerned, or in pseudonymised form the pseudonym
    by which the recipient knows the person; all else as in every wish.
    """

    subject: Annotated[
        Word, Meta(description="the person concerned: the number (SSIN), or the pseudonym")
    ]


class Question(Supposition, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """May this be told, and what is it? About one person, to the organisation that asks."""

    channel: Literal["consult"] = "consult"


class Questions(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Questions that are answered or refused each for itself; those of a wrong form as well."""

    questions: Annotated[list[Raw], Meta(min_length=1, max_length=MOST_QUESTIONS)]


class Place(msgspec.Struct, frozen=True):
    """Where the entry stands in the journal: its index (from 0), its leaf (hexadecimal), and the
    size of the first checkpoint that covers it."""

    index: int
    leaf: str
    size: int


class Granted(msgspec.Struct, frozen=True):
    """The clause that permits, what passes, and what the recipient owes.

    `dropped` tells why each other field is left out. `evidence` names what was looked at and not
    what was found: under `not excluded` it names `excluded`. `not_before` is the oldest day of
    which data are given, and `keep` how long they may be kept.
    """

    chamber: str
    number: str
    paragraph: int
    clause: str
    answer: Literal["fields", "yes-no"]
    passed: list[str]
    dropped: dict[str, str]
    not_before: str | None
    keep: str
    destroyed_with_proof: bool
    evidence: list[str]


class Lack(msgspec.Struct, frozen=True):
    """One thing that is missing, with the number and paragraph that want it, also in words.

    `detail` is what the clause wants instead: the purpose, the fields, the condition. Evidence is
    looked for only where all else fits: beside another code, a `condition` was not looked into, so
    mend the other first. `reckoned`: the day in `detail` is the last possible one, since the true
    one is not known.
    """

    code: Code
    detail: str
    number: str
    paragraph: int
    sentence: str
    reckoned: bool


class Near(msgspec.Struct, frozen=True):
    """A clause that comes near, and all that is missing to satisfy it."""

    chamber: str
    number: str
    paragraph: int
    clause: str
    missing: list[Lack]


class Answered(msgspec.Struct, frozen=True):
    """The permitted fields, or `yes` for a clause that answers nothing but yes or no.

    `salt` (hexadecimal) lets the recipient show that question and answer are those of the entry.
    `partial` are permitted fields that could not be had. A copy says of which day or moment it is,
    `as_of`; `stale` if that is longer ago than was agreed, or not known. `via` are the managing
    institutions over which it goes, where an end stands in a secondary network.
    """

    permit: Granted
    sentences: list[str]
    rows: list[dict[str, str | int | bool | None]]
    yes: bool | None
    entry: Place
    salt: str
    partial: list[str] = []
    as_of: str | None = None
    stale: bool = False
    stage: Literal["final"] = "final"
    via: list[str] = []


class Promised(msgspec.Struct, frozen=True):
    """The question is permitted and was passed on (`forwarded`), and the source has not answered
    so far (`interim`). The final answer will stand at `address` until the moment `until`."""

    stage: Literal["forwarded", "interim"]
    address: str
    until: str
    entry: Place | None = None


class Explained(msgspec.Struct, frozen=True):
    """What would be answered, and why: the permit, or the nearest clauses and what each lacks."""

    permitted: bool
    permit: Granted | None
    nearest: list[Near]
    sentences: list[str]
    entry: Place


class Fault(msgspec.Struct, frozen=True):
    """A place in the body (RFC 6901) and what was expected there, in English: it is for whoever
    writes the client."""

    pointer: str
    expected: str


class Problem(msgspec.Struct, frozen=True):
    """RFC 9457, with what to do, the faults, the missing authorisation and the entry.

    `title`, `detail` and `todo` are for people, in the language of `Accept-Language`; a program
    goes by `type`, and in a refusal by the codes in `nearest`, of which the first clause comes
    nearest. `entry` is where the journal has it, null if nothing was to be recorded.
    """

    type: str
    title: str
    status: int
    detail: str
    todo: str
    faults: list[Fault]
    nearest: list[Near]
    entry: int | None


class Reply(msgspec.Struct, frozen=True, omit_defaults=True):
    """The answer to one of several questions, or why there is none."""

    status: int
    answer: Answered | UnsetType = UNSET
    promised: Promised | UnsetType = UNSET
    problem: Problem | UnsetType = UNSET


class Replies(msgspec.Struct, frozen=True):
    """In the order of the questions."""

    replies: list[Reply]


class Token(msgspec.Struct, frozen=True):
    """An access token of RFC 6749."""

    access_token: str
    expires_in: int
    token_type: Literal["Bearer"] = "Bearer"  # noqa: S105 - the name of a kind of token


class TokenProblem(msgspec.Struct, frozen=True):
    """RFC 6749, section 5.2."""

    error: Literal["invalid_request", "invalid_client", "unsupported_grant_type"]
    error_description: str


class Proof(msgspec.Struct, frozen=True):
    """A Merkle path of RFC 9162 (hexadecimal hashes) and the signed checkpoints that it leads to.

    For inclusion `old` is the index and `leaf` its hash; for consistency `old` is the older size.
    """

    old: int
    new: int
    path: list[str]
    checkpoint: str
    leaf: str | UnsetType = UNSET


class Health(msgspec.Struct, frozen=True):
    """Each part and whether it works."""

    ok: bool
    parts: dict[str, bool]
