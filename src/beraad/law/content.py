"""What a deliberation says once read: clauses, lists, frames, checklists, by paragraph."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from beraad.law.block import NAME, Block, Item
from beraad.law.catalogue import LANGUAGES, Catalogue, Labels, Word
from beraad.law.clause import Clause, read_clause, read_conditions
from beraad.law.condition import Condition, key_parts, terms
from beraad.law.document import Document, check_structure
from beraad.law.place import fault, unknown
from beraad.law.span import read_date
from beraad.law.vocabulary import entry_labels, read_word

MEMBER = re.compile(r"(\S+)(?: from (\S+))?(?: to (\S+))?")
BINDS = re.compile(r"clauses whose when names ([a-z-]+)")
BLOCKS = ("clause", "list", "frame", "checklist")


@dataclass(frozen=True, slots=True)
class Member:
    """A member of a list from a day on (None: from the start) up to but not including another."""

    word: str
    start: date | None
    end: date | None

    def on(self, day: date) -> bool:
        """Whether it is a member on that day."""
        begun = self.start is None or self.start <= day
        return begun and (self.end is None or day < self.end)


@dataclass(frozen=True, slots=True)
class NamedList:
    """A list that is versioned data. `of` says what its members are: parties, or mere values."""

    name: str
    of: str
    labels: Labels
    members: tuple[Member, ...]

    def on(self, day: date) -> frozenset[str]:
        """The members on that day."""
        return frozenset(member.word for member in self.members if member.on(day))


@dataclass(frozen=True, slots=True)
class Frame:
    """Conditions for every clause whose own conditions name a word; alone it permits nothing."""

    name: str
    binds: str
    requires: tuple[Condition, ...]
    paragraph: int

    def covers(self, clause: Clause) -> bool:
        """Whether the frame binds this clause."""
        return any(
            key_parts(term.key)[0] == self.binds
            for condition in clause.when
            for term in terms(condition)
        )


@dataclass(frozen=True, slots=True)
class Checklist:
    """Questions that a request must have answered; a clause may name it as a condition."""

    name: str
    labels: Labels
    questions: tuple[Word, ...]
    paragraph: int


@dataclass(frozen=True, slots=True)
class Content:
    """All that the machine reads of one consolidated text. Clauses stand with their paragraph."""

    clauses: tuple[tuple[int, Clause], ...]
    lists: Mapping[str, NamedList]
    frames: tuple[Frame, ...]
    checklists: tuple[Checklist, ...]


def read_content(document: Document, catalogue: Catalogue) -> Content:
    """The content of a document whose structure and words are all in order."""
    check_structure(document)
    check_blocks(document)
    lists = {b.name: read_list(b, catalogue) for _, b in document.blocks("list")}
    return Content(
        tuple((p, read_clause(b, catalogue, lists)) for p, b in document.blocks("clause")),
        lists,
        tuple(read_frame(b, p, catalogue, lists) for p, b in document.blocks("frame")),
        tuple(read_checklist(b, p) for p, b in document.blocks("checklist")),
    )


def check_blocks(document: Document) -> None:
    """Blocks of known kinds, each under a paragraph, each with a name of its own."""
    seen: set[tuple[str, str]] = set()
    for paragraph, block in document.blocks():
        if block.kind not in BLOCKS:
            raise unknown(block.place, "block", block.kind, BLOCKS)
        if not block.name:
            raise fault(block.place, "no-name", f"a {block.kind} without a name", "a name")
        if not paragraph:
            what = f"{block.kind} '{block.name}' stands under no paragraph"
            raise fault(block.place, "no-paragraph", what, "the paragraph that it implements")
        if (block.kind, block.name) in seen:
            what = f"{block.kind} '{block.name}' stands twice"
            raise fault(block.place, "twice", what, "another name")
        seen.add((block.kind, block.name))


def read_list(block: Block, catalogue: Catalogue) -> NamedList:
    """`- member from 2018-04-18 to 2024-05-01`; both dates may be absent, `to` is exclusive."""
    block.only("of", *LANGUAGES)
    of = block.entries["of"].text if "of" in block.entries else "parties"
    if of not in ("parties", "values"):
        raise unknown(block.entries["of"].place, "list-kind", of, ("parties", "values"))
    members = tuple(read_member(item, of, catalogue) for item in block.items)
    for at, member in enumerate(members):
        if any(overlap(member, other) for other in members[:at]):
            place = block.items[at].place
            what = f"'{member.word}' stands twice at one time"
            raise fault(place, "twice", what, "times that do not overlap")
    return NamedList(block.name, of, entry_labels(block), members)


def overlap(one: Member, other: Member) -> bool:
    """Whether two memberships are of one word and share a day."""
    if one.word != other.word:
        return False
    before = one.end is not None and other.start is not None and one.end <= other.start
    after = other.end is not None and one.start is not None and other.end <= one.start
    return not before and not after


def read_member(item: Item, of: str, catalogue: Catalogue) -> Member:
    """One member with its dates."""
    match = MEMBER.fullmatch(item.text)
    if not match or not NAME.fullmatch(match[1]):
        expected = "such as '- stad-gent from 2018-04-18 to 2024-05-01'"
        raise fault(item.place, "member", f"'{item.text}'", expected)
    if of == "parties" and match[1] not in catalogue.parties:
        raise unknown(item.place, "party", match[1], catalogue.parties)
    start, end = (read_date(text, item.place) if text else None for text in match.groups()[1:])
    if start and end and end < start:
        raise fault(
            item.place, "member", f"ends on {end}, before {start}", "an end after the start"
        )
    return Member(match[1], start, end)


def read_frame(
    block: Block, paragraph: int, catalogue: Catalogue, lists: Mapping[str, NamedList]
) -> Frame:
    """`binds: clauses whose when names mandate` and `requires: [...]`."""
    block.only("binds", "requires")
    binds = block.need("binds")
    match = BINDS.fullmatch(binds.text)
    if not match:
        expected = "'clauses whose when names CONDITION'"
        raise fault(binds.place, "binds", f"'{binds.text}'", expected)
    if match[1] not in catalogue.conditions:
        raise unknown(binds.place, "condition", match[1], catalogue.conditions)
    requires = read_conditions(block.need("requires"), catalogue, lists)
    return Frame(block.name, match[1], requires, paragraph)


def read_checklist(block: Block, paragraph: int) -> Checklist:
    """Questions, one an item, in four languages."""
    block.only(*LANGUAGES)
    if not block.items:
        raise fault(block.place, "empty", f"checklist '{block.name}' asks nothing", "an item")
    questions = tuple(read_word(item) for item in block.items)
    return Checklist(block.name, entry_labels(block), questions, paragraph)
