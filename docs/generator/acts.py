"""What the journal records, the way of a request, and the reasons of a refusal."""

import re
from typing import get_args

from beraad.committee.stages import TRANSITIONS
from beraad.law.catalogue import LANGUAGES
from beraad.law.communication import Code, DropReason
from beraad.law.say import TONGUES
from generator.page import Pages, code, covered, found_in, page, table

ACT = re.compile(
    r'"((?:request|deliberation|amendment|vote|sitting|communication|journal|consent|exclusion|relation'
    r'|mandate|emergency|act|mutation|investigation|file)\.[a-z]+(?:-[a-z]+)*)"'
)
NAMES = ("journal.db", "journal.jsonl", "journal.key")
"""Names of files that look like acts."""

ACTS = {
    "request.submitted": "the applicant hands in a request; it gets its number now",
    "request.found-incomplete": "the secretariat finds gaps, which are named",
    "request.supplemented": "the applicant hands in what was missing",
    "request.found-complete": "the secretariat finds the request complete; its time starts",
    "request.put-on-agenda": "the secretariat puts it on the agenda of a sitting, with its draft",
    "request.adjourned": "the chair puts it off, with the reason",
    "request.adopted": "the chamber adopts the draft that was put on the agenda",
    "request.refused": "the chamber does not adopt it",
    "request.withdrawn": "the applicant takes it back",
    "vote.cast": "a member votes; the entry holds the digests of the ballot and of the draft",
    "deliberation.published": "the secretariat publishes it; the entry names draft and document",
    "communication.permitted": "the gateway answered: clause, fields, digests, never content",
    "communication.refused": "the gateway refused: what the nearest clause lacks, or what the "
    "integration control found",
    "communication.forwarded": "a permitted question was passed on to a source that takes its time",
    "communication.interim": "the source had not answered in time; an interim answer was given",
    "communication.failed": "an answer was permitted, but the source did not give it",
    "communication.explained": "the gateway told what would be answered, and why; no data moved",
    "mutation.published": "a source reported that fields about a person changed",
    "mutation.refused": "an organisation published for a source that it does not manage",
    "mutation.undelivered": "a webhook did not take a notification; it is a dead letter now",
    "mutation.lapsed": "notifications that a recipient never acknowledged were forgotten",
    "file.begun": "a question about many persons began: what was asked, lines, digest of the file",
    "file.ruled": "what law and integration control say of all persons of whom the same is known",
    "file.lines": "that the lines of a chunk were sent: the root of their tree, and nothing more, "
    "as it is shown to each person in it",
    "file.sent": "a chunk of answers, before it leaves: counts, digest, root of its lines",
    "file.ended": "all of a file was sent",
    "file.broken": "it was not, and why; what stands as sent may have arrived",
    "file.refused": "no clause fits a file, whoever is concerned, or it asks in another's name",
    "journal.resumed": "the gateway can record again; since when it could not",
    "consent.given": "the patient gives informed consent; it counts everywhere",
    "consent.withdrawn": "the patient withdraws it",
    "exclusion.made": "the patient excludes a care provider",
    "exclusion.lifted": "the patient takes the exclusion back",
    "relation.begun": "a fact from which a therapeutic relation arises",
    "relation.renewed": "the global medical file is renewed",
    "relation.ended": "the patient ends the relations with a care provider",
    "mandate.given": "a person gives an organisation a mandate",
    "mandate.revoked": "the person revokes it",
    "emergency.opened": "a care provider opens an access in an emergency, with a reason",
    "emergency.reviewed": "somebody else judges whether it was justified",
    "act.undone": "the act of an earlier entry had no effect: the store of evidence failed after "
    "the entry was written",
    "investigation.opened": "questions of one recipient about a person do not show to that person, "
    "nor does this entry, until it ends or is released",
    "investigation.released": "an investigation ends before its time; what it hid shows",
    "journal.erased": "entries were erased, at the end of retention those of a whole month: how "
    "many, which; their leaves stay",
}
JOURNAL = """\
Each event is one entry. An entry has `at`, `act`, `actor`, `about`, `subject` and `facts`; it
holds no content, no national number and no path. How to check a journal is told in [verify the
journal](../how-to/verify-the-journal.md).
"""
CODES = {
    "recipient": "neither the organisation nor the role is among the recipients, or the "
    "organisation is not in the catalogue or has ended",
    "purpose": "the clause serves another purpose",
    "form": "the clause gives the data in another form",
    "channel": "the clause uses another channel",
    "fields": "none of the fields asked stands in the clause",
    "accession": "the recipient did not name these fields when it acceded",
    "condition": "a condition is not met, or it is not known whether it is",
    "not-yet-in-force": "the clause takes effect later",
    "ended": "the clause no longer holds",
}
DROPS = {
    "not-in-clause": "the clause does not name the field",
    "not-in-accession": "the recipient's accession does not name the field",
}
REFUSALS = """\
A refusal lists for the nearest clauses all that is missing, as codes with sentences in four
languages. Of the clauses of the same source those are nearest whose purpose, form, channel,
recipient and fields fit best; at most three are named.
"""


def pages() -> Pages:
    """Two pages."""
    covered("journal acts", ACTS, found_in(("src",), ACT.findall) - set(NAMES))
    covered("refusal codes", CODES, get_args(Code))
    covered("drop reasons", DROPS, get_args(DropReason))
    rows = [(code(act), told) for act, told in ACTS.items()]
    yield (
        "reference/journal-acts.md",
        page("Journal acts", JOURNAL, table(("act", "meaning"), rows), stages()),
    )
    yield (
        "reference/refusals.md",
        page("Refusals", REFUSALS, refusals(), "## Fields left out\n", drops()),
    )


def stages() -> str:
    """The one table of transitions, as it is in the code."""
    rows = [(was, code(act), by, then) for (was, act), (then, by) in TRANSITIONS.items()]
    head = "## The way of a request\n\nNo other step is open at a stage, nor to another role.\n\n"
    return head + table(("stage", "act", "by", "next stage"), rows)


def refusals() -> str:
    """Codes with what they mean and the sentence in each language."""
    return table(
        ("code", "meaning", *LANGUAGES),
        [
            (code(name), told, *(TONGUES[tongue].lacks[name] for tongue in LANGUAGES))
            for name, told in CODES.items()
        ],
    )


def drops() -> str:
    """Why a field is left out of a permit."""
    return table(
        ("reason", "meaning", *LANGUAGES),
        [
            (code(name), told, *(TONGUES[tongue].dropped[name] for tongue in LANGUAGES))
            for name, told in DROPS.items()
        ],
    )
