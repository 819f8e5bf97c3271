"""What stands at the head of every act: by whom, when, under which number, from when in force."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Literal, TypeAlias, cast, get_args

from beraad.belgium.calendar import ZONE, entry_into_force, midnight
from beraad.belgium.numbers import DeliberationNumber, parse_deliberation_number
from beraad.law.block import Block, Value
from beraad.law.catalogue import LANGUAGES, Catalogue, Labels
from beraad.law.clause import Start, one_of, read_start
from beraad.law.document import Document
from beraad.law.place import Fault, Place, fault
from beraad.law.span import Day, read_date, read_day

Chamber: TypeAlias = Literal["social-security-and-health", "federal"]
Kind: TypeAlias = Literal[
    "individual", "general", "framework", "infrastructure", "ruleset", "good-practice"
]
CHAMBERS: tuple[Chamber, ...] = get_args(Chamber)
KINDS: tuple[Kind, ...] = get_args(Kind)
NUMBER = re.compile(r"[0-9]{2}/(?!000)[0-9]{3}")
ADOPTION = re.compile(r"([0-9-]+)(?: \(([a-z-]+)\))?")
DOCUMENT_NUMBER = re.compile(r"[A-Z]{2,5}(?:/[A-Z]{2,6})?/[0-9]{2}/[0-9]{3}")
LAST_EVENING = datetime(9999, 12, 31, 20, tzinfo=UTC)
SEQUENCE = re.compile(r"[0-9]{1,4}")
HEAD = (
    *("chamber", "adopted", "known", "in-force", "until", "document", "sequence"),
    *("as-printed", "probably", "source", "passage", "prose", "parties", "illustrative-parties"),
    *(f"title-{language}" for language in LANGUAGES),
)


@dataclass(frozen=True, slots=True, order=True)
class Adoption:
    """A day of adoption, with the section that adopted where sections did so apart (17/053)."""

    day: Day
    section: str = ""


@dataclass(frozen=True, slots=True)
class Head:
    """The head of an act. `known` is the day from which the register knew the act.

    `parties` are organisations, categories and roles that the source names, and
    `illustrative_parties` those that the illustrative text adds. `companion` are the deliberations
    that belong with this one, `probably` all that may have been meant by what is printed.
    """

    chamber: Chamber
    adopted: tuple[Adoption, ...]
    known: date
    titles: Labels
    parties: tuple[str, ...]
    illustrative_parties: tuple[str, ...]
    companion: tuple[DeliberationNumber, ...]
    start: Start
    until: date | None
    document_number: str
    sequence: int
    as_printed: str
    probably: tuple[str, ...]
    source: str
    passage: str
    prose: str
    place: Place

    @property
    def complete(self) -> date:
        """The last day on which the act can have been adopted; all sections had adopted it then."""
        return max(adoption.day.last for adoption in self.adopted)

    @property
    def first(self) -> date:
        """The first day on which all sections can have adopted the act."""
        return max(adoption.day.first for adoption in self.adopted)

    def in_force(self, catalogue: Catalogue, saturday: bool = False) -> datetime | None:
        """The instant of entry into force, or None while the law it waits for is not in force.

        A day that is not fully known counts from its last possible date: never too early.
        """
        return self.in_force_if(self.complete, catalogue, saturday)

    def earliest(self, catalogue: Catalogue, saturday: bool = False) -> datetime:
        """The first instant at which the act can take effect, if its law lets it."""
        return self.in_force_if(self.first, catalogue, saturday) or instant(self.first)

    def in_force_if(
        self, adopted: date, catalogue: Catalogue, saturday: bool = False
    ) -> datetime | None:
        """The instant of entry into force if adopted on that day.

        Source: law of 23 November 2023, ten working days after the meeting; at once before.
        """
        if self.start.at is not None:
            return instant(self.start.at)
        days = working_days(catalogue, adopted)
        begin = entry_into_force(adopted, days, saturday) if days else adopted
        if self.start.law:
            law = catalogue.laws[self.start.law].in_force
            return instant(max(begin, law)) if law else None
        return instant(begin)

    @property
    def ends(self) -> datetime | None:
        """The instant at which the act ends: the end of its last day."""
        return after(self.until)


def working_days(catalogue: Catalogue, adopted: date) -> int:
    """How many working days the regime of that day of adoption lets pass."""
    regimes = [r for r in catalogue.regimes.values() if r.first <= adopted]
    return max(regimes, key=lambda r: r.first).working_days if regimes else 0


def instant(moment: datetime | date) -> datetime:
    """An instant in UTC; a day is its midnight in Brussels."""
    whole = moment if isinstance(moment, datetime) else midnight(moment)
    return whole.astimezone(UTC)


def after(last: date | None) -> datetime | None:
    """The instant at which the day after `last` begins."""
    return None if last is None else instant(last + timedelta(days=1))


def day_of(at: datetime) -> date:
    """The day in Belgium on which an instant lies; of the calendar's last hours, its last day."""
    return min(at, LAST_EVENING).astimezone(ZONE).date()


def read_number(value: Value) -> DeliberationNumber:
    """`24/102`, and nothing around it."""
    if not NUMBER.fullmatch(value.text):
        raise fault(value.place, "number", f"'{value.text}' is no number", "such as 24/102")
    return parse_deliberation_number(value.text)


def read_adopted(value: Value) -> tuple[Adoption, ...]:
    """`2024-03-05`, `2024`, or `2017-09-05 (social-security), 2017-09-19 (health)`."""
    found = []
    for text in value.text.split(", "):
        match = ADOPTION.fullmatch(text)
        if not match:
            expected = "such as 2024-03-05, 2024 or '2017-09-05 (health), 2017-09-19 (other)'"
            what = f"'{text}' is not a day of adoption"
            raise fault(value.place, "adopted", what, expected)
        found.append(Adoption(read_day(match[1], value.place), match[2] or ""))
    return tuple(found)


def read_head(front: Block, catalogue: Catalogue, *more: str) -> Head:
    """The head from the front matter; `more` are the entries that this sort of act adds."""
    front.only(*HEAD, *more)
    entry = front.entries
    adopted = read_adopted(front.need("adopted"))
    last = max(adoption.day.last for adoption in adopted)
    head = Head(
        chamber=cast(Chamber, one_of(front.need("chamber"), "chamber", CHAMBERS)),
        adopted=adopted,
        known=read_date(entry["known"].text, entry["known"].place) if "known" in entry else last,
        titles=Labels(*(front.need(f"title-{language}").text for language in LANGUAGES)),
        parties=read_parties(entry.get("parties"), catalogue),
        illustrative_parties=read_parties(entry.get("illustrative-parties"), catalogue),
        companion=tuple(map(read_number, values(entry.get("companion")))),
        start=read_start(entry["in-force"], catalogue) if "in-force" in entry else Start(),
        until=read_date(entry["until"].text, entry["until"].place) if "until" in entry else None,
        document_number=read_document_number(entry.get("document")),
        sequence=read_sequence(entry.get("sequence")),
        as_printed=text_of(entry, "as-printed"),
        probably=tuple(one.text for one in values(entry.get("probably"))),
        source=text_of(entry, "source"),
        passage=text_of(entry, "passage"),
        prose=text_of(entry, "prose"),
        place=front.place,
    )
    check_dates(head, front)
    return head


def text_of(entry: Mapping[str, Value], key: str) -> str:
    """The text of an entry, empty where it does not stand."""
    return entry[key].text if key in entry else ""


def read_parties(value: Value | None, catalogue: Catalogue) -> tuple[str, ...]:
    """Organisations, and sorts of them or of persons, by name."""
    known = {**catalogue.parties, **catalogue.categories, **catalogue.roles}
    return tuple(one_of(one, "party", known) for one in values(value))


def values(value: Value | None) -> tuple[Value, ...]:
    """The words of a list, each with its place; none where the entry does not stand."""
    return tuple(Value(word, value.place) for word in value.words()) if value else ()


def read_document_number(value: Value | None) -> str:
    """`IVC/KSZG/22/044`: the number of one issue of the text."""
    if value is None:
        return ""
    if not DOCUMENT_NUMBER.fullmatch(value.text):
        expected = "such as IVC/KSZG/22/044"
        what = f"'{value.text}' is not a document number"
        raise fault(value.place, "document-number", what, expected)
    return value.text


def read_sequence(value: Value | None) -> int:
    """The rank of an act among those of the same day, 0 where it does not matter."""
    if value is None:
        return 0
    if not SEQUENCE.fullmatch(value.text):
        expected = "a whole number of at most four digits"
        what = f"'{value.text}' is not a sequence"
        raise fault(value.place, "sequence", what, expected)
    return int(value.text)


def check_dates(head: Head, front: Block) -> None:
    """Nothing is known before it is adopted, takes effect before, or ends before it begins."""
    first = head.first
    if head.known < first:
        what = f"known on {head.known} before its adoption on {first}"
        raise fault(front.need("known").place, "known-early", what, f"{first} or later")
    if head.start.at is not None and instant(head.start.at) < instant(first):
        what = f"in force at {head.start.at} before its adoption on {first}"
        raise fault(front.need("in-force").place, "force-early", what, f"{first} or later")
    if head.until is not None and head.until <= first:
        what = f"ends on {head.until}, not after its adoption on {first}"
        raise fault(front.need("until").place, "until", what, f"a day after {first}")


def number_warning(number: DeliberationNumber, head: Head, place: Place) -> Fault | None:
    """A number of a later year than its date cannot be right; as printed, it is kept and told."""
    year = max(adoption.day.last for adoption in head.adopted).year
    if number.year <= year:
        return None
    what = f"number {number} is later than its adoption in {year}"
    if not head.as_printed:
        expected = f"a number of {year} or earlier, or 'as-printed' where a source prints it so"
        raise fault(place, "number-late", what, expected)
    near = " or ".join(head.probably)
    return Fault(place, "number-late", f"{what}; kept as printed", nearest=near)


def force_warning(head: Head, place: Place, catalogue: Catalogue, saturday: bool) -> Fault | None:
    """An act in force before its regime allows: told, since the minister may release it earlier.

    A day that is not fully known counts from its first possible date: no warning without need.
    """
    days = working_days(catalogue, head.first)
    if head.start.at is None or not days:
        return None
    regular = entry_into_force(head.first, days, saturday)
    if instant(head.start.at) >= instant(regular):
        return None
    what = f"takes effect before the {days} working days of the regime have passed"
    expected = f"{regular} or later, unless it was released earlier"
    return Fault(place, "early-force", what, expected)


def read_document_kind(document: Document) -> str:
    """What a document is, by the entry that only that sort has."""
    sorts = ("number", "amends", "accedes-to", "catalogue")
    found = [key for key in sorts if key in document.front.entries]
    if len(found) != 1:
        what = f"front matter with {' and '.join(found) or 'no sort'}"
        raise fault(document.front.place, "sort", what, f"one of: {', '.join(sorts)}")
    return found[0]
