"""What a deliberation says once read: clauses, lists, frames, checklists, by paragraph."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import islice, pairwise

from beraad.law.block import NAME, WORD, Block, Item
from beraad.law.catalogue import LANGUAGES, Catalogue, Labels, Word
from beraad.law.clause import Clause, read_clause, read_conditions
from beraad.law.condition import Condition, key_parts, terms
from beraad.law.document import Document, check_structure
from beraad.law.enforceable import check_enforceable
from beraad.law.place import MOST_FAULTS, Fault, LawError, Read, fault, gather, unknown
from beraad.law.span import read_date
from beraad.law.vocabulary import entry_labels, once, read_word

MEMBER = re.compile(r"(\S+)(?: from (\S+))?(?: to (\S+))?")
BINDS = re.compile(rf"clauses whose when names ({WORD})")
LISTS = ("parties", "values")
AUTHORISE_NOTHING = ("framework", "good-practice")
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
    """The content of a document; LawError tells the faults of its structure and of each block."""
    faults: list[Fault] = []
    gather(faults, check_structure, [document])
    check_blocks(document, faults)
    check_kind(document, faults)
    listed = [block for _, block in document.blocks("list")]
    lists = {
        named.name: named
        for named in gather(faults, lambda b: read_list(b, catalogue), listed, MOST_FAULTS)
    }
    kinds = {block.name: list_kind(block) for block in listed}

    def read(kind: str, reader: Callable[[Block, int], Read]) -> tuple[Read, ...]:
        found = document.blocks(kind)
        return tuple(gather(faults, lambda pair: reader(pair[1], pair[0]), found, MOST_FAULTS))

    content = Content(
        read("clause", lambda b, p: (p, read_checked(b, catalogue, kinds))),
        lists,
        read("frame", lambda b, p: read_frame(b, p, catalogue)),
        read("checklist", read_checklist),
    )
    if faults:
        raise LawError(faults)
    return content


def read_checked(block: Block, catalogue: Catalogue, lists: Mapping[str, str]) -> Clause:
    """A clause to which those who let data through can keep."""
    clause = read_clause(block, catalogue, lists)
    check_enforceable(clause, block, catalogue)
    return clause


def check_blocks(document: Document, faults: list[Fault]) -> None:
    """Blocks of known kinds, each under a paragraph, each with a name of its own."""
    seen: set[tuple[str, str]] = set()

    def check(pair: tuple[int, Block]) -> None:
        paragraph, block = pair
        if block.kind not in BLOCKS:
            raise unknown(block.place, "block", block.kind, BLOCKS)
        name = block.named()
        if not paragraph:
            what = f"{block.title} stands under no paragraph"
            raise fault(block.place, "no-paragraph", what, "the paragraph that it implements")
        if (block.kind, name) in seen:
            raise fault(block.place, "twice", f"{block.title} stands twice", "another name")
        seen.add((block.kind, name))

    gather(faults, check, document.blocks(), MOST_FAULTS)


def check_kind(document: Document, faults: list[Fault]) -> None:
    """Frameworks and good practices authorise nothing alone: they hold no clause.

    Nor do they get one by an amendment, which leaves the kind as it was.
    """
    kind = document.front.entries.get("kind")
    if kind and kind.text in AUTHORISE_NOTHING:
        what = f"a clause in a {kind.text}, which authorises nothing alone"
        expected = "a frame, a checklist or another kind"
        found = (Fault(b.place, "kind", what, expected) for _, b in document.blocks("clause"))
        faults.extend(islice(found, MOST_FAULTS))


def list_kind(block: Block) -> str:
    """What the members of a list are."""
    return block.entries["of"].text if "of" in block.entries else "parties"


def read_list(block: Block, catalogue: Catalogue) -> NamedList:
    """`- member from 2018-04-18 to 2024-05-01`; both dates may be absent, `to` is exclusive."""
    block.only("of", *LANGUAGES, items=True)
    of = list_kind(block)
    if of not in LISTS:
        raise unknown(block.entries["of"].place, "list-kind", of, LISTS)
    found: dict[str, list[tuple[Member, Item]]] = {}
    members = tuple(read_member(item, of, catalogue) for item in block.items)
    for member, item in zip(members, block.items, strict=True):
        found.setdefault(member.word, []).append((member, item))
    for times in found.values():
        check_times(times)
    return NamedList(block.name, of, entry_labels(block), members)


def check_times(times: list[tuple[Member, Item]]) -> None:
    """One word is at no time a member twice."""
    times.sort(key=lambda time: time[0].start or date.min)
    for (before, _), (member, item) in pairwise(times):
        if before.end is None or member.start is None or member.start < before.end:
            what = f"'{member.word}' stands twice at one time"
            raise fault(item.place, "twice", what, "times that do not overlap")


def read_member(item: Item, of: str, catalogue: Catalogue) -> Member:
    """One member with its dates."""
    match = MEMBER.fullmatch(item.text)
    if not match or not NAME.fullmatch(match[1]):
        expected = "such as '- stad-gent from 2018-04-18 to 2024-05-01'"
        raise fault(item.place, "member", f"'{item.text}' is no member", expected)
    if of == "parties" and match[1] not in catalogue.parties:
        raise unknown(item.place, "party", match[1], catalogue.parties)
    start, end = (read_date(text, item.place) if text else None for text in match.groups()[1:])
    if start and end and end < start:
        raise fault(
            item.place, "member", f"ends on {end}, before {start}", "an end after the start"
        )
    return Member(match[1], start, end)


def read_frame(block: Block, paragraph: int, catalogue: Catalogue) -> Frame:
    """`binds: clauses whose when names mandate` and `requires: [...]`.

    A frame binds clauses of other documents, whose lists are not its own, so it may name none.
    """
    block.only("binds", "requires")
    binds, requires = block.need("binds"), block.need("requires")
    match = BINDS.fullmatch(binds.text)
    if not match:
        expected = "'clauses whose when names CONDITION'"
        what = f"'{binds.text}' does not say what it binds"
        raise fault(binds.place, "binds", what, expected)
    if match[1] not in catalogue.conditions:
        raise unknown(binds.place, "condition", match[1], catalogue.conditions)
    conditions = read_conditions(requires, catalogue, {})
    return Frame(block.name, match[1], conditions, paragraph)


def read_checklist(block: Block, paragraph: int) -> Checklist:
    """Questions, one an item, in four languages."""
    block.only(*LANGUAGES, items=True)
    if not block.items:
        raise fault(block.place, "empty", f"{block.title} asks nothing", "an item")
    questions = tuple(once(block, read_word).values())
    return Checklist(block.name, entry_labels(block), questions, paragraph)
