"""Which answers a request still owes, each with the rule that needs it."""

from collections.abc import Iterator
from dataclasses import dataclass

from beraad.committee.request import Request
from beraad.law.catalogue import LANGUAGES

NEEDED = {
    "applicant": "the parties must be named",
    "legal_basis": "lawfulness: a legal basis or mission must be given",
    "source": "the authentic source must be named",
    "recipient": "the recipient must be named",
    "purpose": "purpose limitation: a purpose of the catalogue",
    "purpose_explained": "purpose limitation: what the data will be used for, in words",
    "form": "data minimisation: identified, pseudonymised, synthetic or anonymous",
    "channel": "how the data will be communicated",
    "population": "data minimisation: of whom",
    "keep": "storage limitation: how long the data are kept",
    "keep_explained": "storage limitation: why so long",
    "security": "integrity and confidentiality: the measures taken",
}

NEEDED_FOR_AMENDMENT = ("applicant", "legal_basis", "purpose_explained")


@dataclass(frozen=True, slots=True)
class Gap:
    """An answer that is owed: to which question, and which rule asks it."""

    question: str
    why: str


def gaps(request: Request) -> tuple[Gap, ...]:
    """Everything that a request still owes, in the order of the form."""
    return tuple(find_gaps(request))


def find_gaps(request: Request) -> Iterator[Gap]:
    """The gaps one by one."""
    for question in NEEDED_FOR_AMENDMENT if request.changes else NEEDED:
        if not getattr(request, question).strip():
            yield Gap(question, NEEDED[question])
    for language in LANGUAGES:
        if not request.title.get(language, "").strip():
            yield Gap(f"title.{language}", "the register is kept in nl, fr, de and en")
    if request.changes and not request.instructions:
        yield Gap("instructions", "an amendment must say what it changes")
    if not request.changes and not request.fields:
        yield Gap("fields", "data minimisation: each field by its name")
    for asked in request.fields:
        if not asked.justification.strip():
            yield Gap(f"fields.{asked.name}", "data minimisation: why the purpose needs this field")
