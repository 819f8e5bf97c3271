"""Which answers a request still owes, each with the rule that needs it, and which cannot stand.

A gap names its question by name or position (`fields.2` is the second), never by what the applicant
wrote: it goes into the journal, and nothing that an applicant writes may keep it out of there.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from beraad.committee.apply.request import Request, line
from beraad.committee.check.checklists import Questions
from beraad.law.act import NUMBER
from beraad.law.amendment import read_instruction
from beraad.law.block import NAME, Item
from beraad.law.catalogue import LANGUAGES
from beraad.law.condition import read_condition
from beraad.law.document import INVISIBLE
from beraad.law.place import LawError, Place

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

NONE: Questions = {}
NEEDED_FOR_AMENDMENT = ("applicant", "legal_basis", "purpose_explained")
LONGEST = 4_000
"""So many characters may an answer have."""

MOST = 200
"""So many fields, conditions or instructions may a request have."""


@dataclass(frozen=True, slots=True)
class Gap:
    """An answer that is owed: to which question, and which rule asks it."""

    question: str
    why: str


def gaps(request: Request, questions: Questions = NONE) -> tuple[Gap, ...]:
    """Everything that a request still owes, then what cannot stand as it is written.

    `questions` are those of the checklists that there are (checklists.py).
    """
    owed = (*find_owed(request), *find_unanswered(request, questions))
    return (*owed, *find_unfit(request))


def find_unanswered(request: Request, questions: Questions) -> Iterator[Gap]:
    """What is open of the checklists that bind the request."""
    for number, one in enumerate(request.checklists[:MOST], 1):
        asked = questions.get((one.number, one.checklist))
        if asked is None:
            known = ", ".join(" ".join(key) for key in questions) or "there are none"
            yield Gap(f"checklists.{number}", f"a checklist of the register: {known}")
        for question in asked or ():
            if not one.answers.get(question, "").strip():
                why = f"good practice {one.number}: each question of its checklist is answered"
                yield Gap(f"checklists.{number}.{question}", why)


def find_owed(request: Request) -> Iterator[Gap]:
    """The answers that are missing, in the order of the form."""
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
    for number, asked in enumerate(request.fields[:MOST], 1):
        if not asked.justification.strip():
            yield Gap(f"fields.{number}", "data minimisation: why the purpose needs this field")


def find_unfit(request: Request) -> Iterator[Gap]:
    """The answers that are too long, hold what cannot be seen, or are not of the form asked."""
    for question in ("fields", "conditions", "instructions", "checklists"):
        if len(getattr(request, question)) > MOST:
            yield Gap(question, f"at most {MOST} of them")
    if not set(request.title) <= set(LANGUAGES):
        yield Gap("title", "a title in nl, fr, de and en, and in no other language")
    for question, text, fits, form in answers(request):
        if len(text) > LONGEST:
            yield Gap(question, f"at most {LONGEST} characters")
        elif found := INVISIBLE.search(line(text)):
            yield Gap(question, f"without the sign U+{ord(found[0]):04X}, which cannot be seen")
        elif not fits(line(text)):
            yield Gap(question, form)


Answer = tuple[str, str, Callable[[str], object], str]
"""A question, its answer, whether that is of the form asked, and which form that is."""


def answers(request: Request) -> Iterator[Answer]:
    """Every answer in words; of the lists no more than may stand in them."""
    for question in (*NEEDED, "looking_back"):
        yield question, getattr(request, question), free, ""
    for language in LANGUAGES:
        yield f"title.{language}", request.title.get(language, ""), free, ""
    if request.changes:
        yield "amends", request.amends, NUMBER.fullmatch, "the number of a deliberation: 24/102"
    names = [asked.name for asked in request.fields]
    yield from listed("fields", names, NAME.fullmatch, "the name of one field of the source")
    yield from listed("fields", [asked.justification for asked in request.fields], free, "")
    for number, one in enumerate(request.checklists[:MOST], 1):
        yield from listed(f"checklists.{number}", list(one.answers.values()), free, "")
    yield from listed("conditions", request.conditions, is_condition, "one condition, on its own")
    told = "one instruction, such as: replace keep of clause communication: 1 year -> 2 years"
    yield from listed("instructions", request.instructions, is_instruction, told)


def listed(
    question: str, texts: Sequence[str], fits: Callable[[str], object], form: str
) -> Iterator[Answer]:
    """The answers of a list, each named by its position."""
    for number, text in enumerate(texts[:MOST], 1):
        yield f"{question}.{number}", text, fits, form


def free(text: str) -> bool:
    """Whether text will do where any text will do."""
    return True


def is_condition(text: str) -> bool:
    """Whether text is one condition."""
    return reads(lambda: read_condition(text, Place("", 1)))


def is_instruction(text: str) -> bool:
    """Whether text is one instruction of an amendment."""
    return reads(lambda: read_instruction(Item(text, Place("", 1))))


def reads(read: Callable[[], object]) -> bool:
    """Whether the law can read a text."""
    try:
        read()
    except LawError:
        return False
    return True
