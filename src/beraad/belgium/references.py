"""Finding the deliberations that a printed Dutch text refers to, with their dates.

The text gives a date in four ways, and all are read (docs/adr/0012):

- `nr. 24/120 van 2 juli 2024`, also one date for several numbers, or one date for each section;
- `gewijzigd op 3 september 2024`, an amendment;
- `tijdens de vergadering van 2 juli 2024` elsewhere in the sentence, for a number without a date;
- the same in a sentence about a `wijziging`, then it is the date of the amendment.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from beraad.belgium.dates import PRINTED_DATE, parse_date
from beraad.belgium.numbers import NUMBER_MARK, DeliberationNumber, parse_deliberation_number

_DATED = rf"{PRINTED_DATE}(?:\s*\(\s*afdeling\s+[^)]+\))?"
_DATES = rf"{_DATED}(?:\s*(?:,|en)\s+{_DATED})*"
_ITEM = (
    rf"(?:{NUMBER_MARK}\s*)?(?P<number>[0-9]{{2}}/\s*[0-9]{{2,3}})(?![0-9/])"
    rf"(?:\s+van\s+(?P<adopted>{_DATES}))?"
    rf"(?:,?\s*gewijzigd\s+op\s+(?P<amended>{_DATES}))?"
)
_ANY_ITEM = re.sub(r"\?P<\w+>", "?:", _ITEM)
# The head keeps other acts out: opinions and recommendations have numbers of the same form.
_HEAD = rf"(?:\A\s*|\bberaadslaging(?:en)?\s+)(?={NUMBER_MARK})"
_GROUP = re.compile(rf"{_HEAD}(?P<items>{_ANY_ITEM}(?:\s*(?:,|en)\s+{_ANY_ITEM})*)", re.IGNORECASE)
_ITEMS = re.compile(_ITEM, re.IGNORECASE)
_EACH_DATE = re.compile(
    rf"(?P<date>{PRINTED_DATE})(?:\s*\(\s*afdeling\s+(?P<section>[^)]+?)\s*\))?", re.IGNORECASE
)
_SITTING = re.compile(
    rf"(?:tijdens\s+de\s+vergadering\s+van|(?:onderzocht|keurde|goedgekeurd)\s+op)"
    rf"\s+({PRINTED_DATE})",
    re.IGNORECASE,
)
_AMENDMENT = re.compile(r"\bwijziging\b", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?][”\"')]*\s+(?=[“\"']?[A-ZÀ-Ý])")


@dataclass(frozen=True, slots=True)
class Adoption:
    """A date of adoption; `section` is None unless the sections decided on different days."""

    on: date
    section: str | None = None


@dataclass(frozen=True, slots=True)
class Reference:
    """One mention of one deliberation.

    `printed` is the number as printed with the dates that follow it, on one line; `start` is the
    position in the text of its first character. Dates that the text does not give are absent.
    """

    number: DeliberationNumber
    adopted: tuple[Adoption, ...]
    amended: tuple[date, ...]
    printed: str
    start: int


def references(text: str) -> tuple[Reference, ...]:
    """All references in the order of the text; a line break may stand wherever a space may.

    A number counts after the word `beraadslaging(en)`, or at the very start of the text. ValueError
    when a printed date is not in the calendar.
    """
    return tuple(
        reference
        for start, sentence in _sentences(text)
        for group in _GROUP.finditer(sentence)
        for reference in _read_group(sentence, group, start)
    )


def _sentences(text: str) -> Iterator[tuple[int, str]]:
    start = 0
    for end in _SENTENCE_END.finditer(text):
        yield start, text[start : end.end()]
        start = end.end()
    yield start, text[start:]


def _read_group(sentence: str, group: re.Match[str], start: int) -> list[Reference]:
    found = [
        Reference(
            number=parse_deliberation_number(item["number"]),
            adopted=_adoptions(item["adopted"] or ""),
            amended=tuple(adoption.on for adoption in _adoptions(item["amended"] or "")),
            printed=" ".join(item[0].split()),
            start=start + item.start(),
        )
        for item in _ITEMS.finditer(sentence, *group.span("items"))
    ]
    return _with_date_of_sitting(_with_shared_date(found), sentence)


def _with_shared_date(found: list[Reference]) -> list[Reference]:
    """Of `nr. 24/018 en nr. 24/106 van 6 februari 2024` both have the date."""
    shared: tuple[Adoption, ...] = ()
    dated = []
    for reference in reversed(found):
        shared = reference.adopted or shared
        dated.append(replace(reference, adopted=shared))
    return dated[::-1]


def _with_date_of_sitting(found: list[Reference], sentence: str) -> list[Reference]:
    sitting = _SITTING.search(sentence)
    if sitting is None:
        return found
    on = parse_date(sitting[1])
    if _AMENDMENT.search(sentence):
        return [replace(reference, amended=(*reference.amended, on)) for reference in found]
    return [
        reference if reference.adopted else replace(reference, adopted=(Adoption(on),))
        for reference in found
    ]


def _adoptions(printed: str) -> tuple[Adoption, ...]:
    return tuple(
        Adoption(parse_date(each["date"]), " ".join((each["section"] or "").split()) or None)
        for each in _EACH_DATE.finditer(printed)
    )
