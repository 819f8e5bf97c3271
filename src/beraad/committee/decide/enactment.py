"""A draft as law: it loads with the register, says what it must, and takes effect at an instant."""

from collections.abc import Mapping
from datetime import date, datetime
from itertools import chain

from beraad.committee.apply.request import Request
from beraad.committee.stages import File
from beraad.law.document import parse
from beraad.law.load import load
from beraad.law.place import fault
from beraad.law.register import Amendment, Deliberation

DRAFT = "the draft"
"""How faults call the text under decision; no file of a register bears this name."""


def owed(file: File, request: Request, known: date | None = None) -> dict[str, str]:
    """What the front matter of the text on a request must say; '' where it must say nothing."""
    sort, number = (
        ("amends", request.amends.strip()) if request.changes else ("number", file.number)
    )
    return {sort: number, "adopted": str(file.sitting), "known": str(known or "")}


def enact(
    draft: bytes, due: Mapping[str, str], files: Mapping[str, bytes], saturday: bool = False
) -> datetime | None:
    """When a draft takes effect in the register of these files, None while it waits for a law.

    LawError tells every fault that keeps it from being law there, or where its front matter does
    not say what is due, see `owed`.
    """
    register = load({**files, DRAFT: draft}, saturday)
    check_front(draft, due)
    acts: list[Deliberation | Amendment] = [*register.deliberations.values()]
    acts += chain.from_iterable(register.amendments.values())
    (head,) = (act.head for act in acts if act.document.file == DRAFT)
    return register.in_force(head)


def check_front(draft: bytes, due: Mapping[str, str]) -> None:
    """LawError where the front matter does not say what is due."""
    front = parse(draft, DRAFT).front
    for key, text in due.items():
        entry = front.entries.get(key)
        if (entry.text if entry else "") != text:
            what = f"{key}: {entry.text}" if entry else f"no '{key}'"
            expected = f"'{key}: {text}'" if text else f"no '{key}', which publication adds"
            raise fault(entry.place if entry else front.place, "front", what, expected)


def issue(draft: bytes, known: date) -> bytes:
    """The text as it is published: the draft with the day from which the register knows it."""
    document = parse(draft, DRAFT)
    front = document.parts[0].raw.splitlines(keepends=True)
    end = "\r\n" if front[0].endswith("\r\n") else "\n"
    head = "".join([*front[:-1], f"known: {known}{end}", front[-1]])
    return (head + "".join(part.raw for part in document.parts[1:])).encode()
