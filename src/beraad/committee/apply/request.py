"""What an applicant asks, as the answers of the form; saving is always possible, gaps are told."""

import re

import msgspec

BLANKS = re.compile(r"\s+")


class FieldAsked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One field with the reason why the purpose needs it (data minimisation)."""

    name: str
    justification: str = ""


class ChecklistAnswered(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The answers to the checklist of a good practice, by the word of the question."""

    number: str
    checklist: str
    answers: dict[str, str] = {}


class Request(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The answers. Words are those of the catalogue; `recipient` is written as in a clause's `to`.

    `title` holds a title in nl, fr, de and en. Empty texts are answers still owed. A request for an
    amendment names the deliberation in `amends` and gives its `instructions`, one a line.
    `checklists` are those that bind the request: of 24/044 if a public cloud is used.
    """

    applicant: str = ""
    title: dict[str, str] = {}
    legal_basis: str = ""
    source: str = ""
    recipient: str = ""
    purpose: str = ""
    purpose_explained: str = ""
    fields: tuple[FieldAsked, ...] = ()
    form: str = ""
    channel: str = ""
    population: str = ""
    conditions: tuple[str, ...] = ()
    looking_back: str = ""
    keep: str = ""
    keep_explained: str = ""
    security: str = ""
    amends: str = ""
    instructions: tuple[str, ...] = ()
    checklists: tuple[ChecklistAnswered, ...] = ()

    @property
    def changes(self) -> bool:
        """Whether this asks to amend a deliberation instead of asking for a new one."""
        return bool(self.amends)


def write(request: Request) -> bytes:
    """The paper that is kept: JSON with the keys in a fixed order."""
    return msgspec.json.encode(request, order="deterministic")


def read(paper: bytes) -> Request:
    """A request from its paper; msgspec.ValidationError says where it is not one."""
    return msgspec.json.decode(paper, type=Request)


def line(text: str) -> str:
    """An answer on one line, so that it cannot open a heading, a fence or an entry of its own."""
    return BLANKS.sub(" ", text).strip()
