"""The one table of transitions, and the file of a request as a fold over the journal's entries."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal, TypeAlias

from beraad.committee.actor import Actor, Role
from beraad.journal.entry import Entry

Stage: TypeAlias = Literal[
    "new",
    "submitted",
    "incomplete",
    "complete",
    "on-agenda",
    "adopted",
    "published",
    "refused",
    "withdrawn",
]

TRANSITIONS: Mapping[tuple[Stage, str], tuple[Stage, Role]] = {
    ("new", "request.submitted"): ("submitted", "applicant"),
    ("submitted", "request.found-incomplete"): ("incomplete", "secretariat"),
    ("submitted", "request.found-complete"): ("complete", "secretariat"),
    ("incomplete", "request.supplemented"): ("submitted", "applicant"),
    ("complete", "request.put-on-agenda"): ("on-agenda", "secretariat"),
    ("on-agenda", "request.adjourned"): ("complete", "chair"),
    ("on-agenda", "request.adopted"): ("adopted", "chair"),
    ("on-agenda", "request.refused"): ("refused", "chair"),
    ("submitted", "request.withdrawn"): ("withdrawn", "applicant"),
    ("incomplete", "request.withdrawn"): ("withdrawn", "applicant"),
    ("complete", "request.withdrawn"): ("withdrawn", "applicant"),
    ("adopted", "deliberation.published"): ("published", "secretariat"),
}
ACTS = tuple(dict.fromkeys(act for _, act in TRANSITIONS))


class StageError(ValueError):
    """An act that cannot be done at this stage or by this actor; says what can, or who."""


@dataclass(frozen=True, slots=True)
class File:
    """Where a request stands. `papers` gives the digest of its latest request and draft."""

    number: str
    stage: Stage = "new"
    applicant: str = ""
    submitted: datetime | None = None
    complete: datetime | None = None
    sitting: date | None = None
    papers: Mapping[str, str] | None = None

    def paper(self, name: str) -> str:
        """The digest of a paper that has been filed; LookupError if none has."""
        if not self.papers or name not in self.papers:
            raise LookupError(f"request {self.number} has no {name} on file")
        return self.papers[name]


def check_act(file: File, act: str, by: Actor) -> Stage:
    """The stage to which an act leads; StageError says which acts are open, and to whom."""
    found = TRANSITIONS.get((file.stage, act))
    if found is None:
        acts = [name for (stage, name) in TRANSITIONS if stage == file.stage]
        possible = ", ".join(acts) or "no act"
        raise StageError(f"{file.number} is {file.stage}: '{act}' is not open; open: {possible}")
    stage, owner = found
    if by.role != owner:
        raise StageError(f"{file.number}: '{act}' is for the {owner}, not for the {by.role}")
    if owner == "applicant" and file.applicant not in ("", by.name):
        raise StageError(f"{file.number}: '{act}' is for {file.applicant}, who submitted it")
    return stage


def fold(number: str, entries: Iterable[Entry]) -> File:
    """The file of a request from the journal's entries about it, oldest first."""
    file = File(number)
    for entry in entries:
        file = step(file, entry)
    return file


def step(file: File, entry: Entry) -> File:
    """The file after one more entry; an act that the table does not know changes no stage."""
    found = TRANSITIONS.get((file.stage, entry.act))
    if found is None:
        return file
    facts = entry.facts
    papers = dict(file.papers or {})
    papers |= {name: str(facts[name]) for name in ("request", "draft") if name in facts}
    sitting = date.fromisoformat(str(facts["sitting"])) if "sitting" in facts else file.sitting
    return replace(
        file,
        stage=found[0],
        applicant=file.applicant or entry.actor,
        submitted=file.submitted or entry.at,
        complete=entry.at if entry.act == "request.found-complete" else file.complete,
        sitting=sitting,
        papers=papers,
    )
