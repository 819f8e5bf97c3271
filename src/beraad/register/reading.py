"""A text as its reader sees it: headings, notes, and paragraphs with what the machine enforces."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal, TypeAlias

from django.utils.safestring import SafeString

from beraad.law.block import Block
from beraad.law.catalogue import Catalogue, Language
from beraad.law.content import Content, Frame, NamedList
from beraad.law.document import Document, Part
from beraad.law.say import TONGUES, say, say_condition, say_date
from beraad.register import prose
from beraad.register.texts import texts

Names: TypeAlias = Mapping[tuple[str, str], str]
SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of the fixed order, in the language of the page."""

    level: int
    text: str
    sort: Literal["heading"] = "heading"


@dataclass(frozen=True, slots=True)
class Note:
    """A note between paragraphs."""

    html: SafeString
    sort: Literal["note"] = "note"


@dataclass(frozen=True, slots=True)
class Enforced:
    """A block beside its paragraph. `lines` are sentences or questions, `rows` members of a list.

    `raw` are the lines between the fences: what the machine reads.
    """

    kind: str
    name: str
    title: str
    lines: tuple[str, ...]
    rows: tuple[tuple[str, str, str], ...]
    raw: str
    changed: bool


@dataclass(slots=True)
class Paragraph:
    """A numbered paragraph; `changed` where an amendment has put it in or altered it."""

    number: int
    html: SafeString
    changed: bool
    blocks: list[Enforced] = field(default_factory=list)
    sort: Literal["paragraph"] = "paragraph"


Item: TypeAlias = Heading | Note | Paragraph


def read(
    document: Document,
    content: Content,
    original: Document,
    catalogue: Catalogue,
    language: Language,
    reckoned: Collection[date] = (),
) -> list[Item]:
    """The items of a text in order; what differs from the original text is marked as changed.

    Of a member of a list that joins or leaves on a day that is only reckoned, that is told.
    """
    reader = Reader(content, named(original), catalogue, language, reckoned)
    items: list[Item] = []
    for part in document.parts:
        match part.kind:
            case "heading":
                items.append(heading(part, language))
            case "note":
                add_note(items, part)
            case "paragraph":
                items.append(reader.paragraph(part))
            case "block":
                owner = next(item for item in reversed(items) if isinstance(item, Paragraph))
                owner.blocks.append(reader.block(part))
            case _:  # front matter and blank lines
                continue
    return items


def heading(part: Part, language: Language) -> Heading:
    """`## Purpose limitation` in the language of the page."""
    marks, _, words = part.raw.rstrip().partition(" ")
    key = "heading-" + words.lower().replace(" ", "-")
    return Heading(len(marks), texts(language)[key])


def add_note(items: list[Item], part: Part) -> None:
    """A note; one that follows another makes one text with it."""
    before = items[-1] if items else None
    text = prose.note(part.raw)
    if isinstance(before, Note):
        text = SafeString(before.html.replace("</p>\n", " ") + text.replace("<p>", "", 1))
        items.pop()
    items.append(Note(text))


def named(document: Document) -> Names:
    """The text of each paragraph and block by its kind and name."""
    return {identity(part): squeezed(part) for part in document.parts if identity(part)[1]}


def identity(part: Part) -> tuple[str, str]:
    """Kind and name of a part; parts without a name have an empty one."""
    if part.block and part.kind == "block":
        return part.block.kind, part.block.name
    return part.kind, str(part.number or "")


def squeezed(part: Part) -> str:
    """The text of a part, however its lines are broken."""
    return SPACE.sub(" ", part.raw).strip()


class Reader:
    """Reads the parts of one text in one language."""

    def __init__(
        self,
        content: Content,
        original: Names,
        catalogue: Catalogue,
        language: Language,
        reckoned: Collection[date],
    ) -> None:
        self.content = content
        self.original = original
        self.catalogue = catalogue
        self.language = language
        self.reckoned = reckoned
        self.tongue = TONGUES[language]

    def changed(self, part: Part) -> bool:
        """Whether a part reads otherwise than in the original text, or did not stand there."""
        return self.original.get(identity(part)) != squeezed(part)

    def paragraph(self, part: Part) -> Paragraph:
        """A paragraph, as yet without its blocks."""
        return Paragraph(part.number, prose.paragraph(part.raw), self.changed(part))

    def block(self, part: Part) -> Enforced:
        """A block in words."""
        block = part.block
        assert block is not None  # parse() sees to it
        title, lines, rows = self.words(block)
        raw = "".join(part.raw.splitlines(keepends=True)[1:-1])
        return Enforced(
            block.kind, block.name, title, tuple(lines), tuple(rows), raw, self.changed(part)
        )

    def words(
        self, block: Block
    ) -> tuple[str, Iterator[str] | tuple[str, ...], Iterator[tuple[str, str, str]] | tuple[()]]:
        """Title, sentences and rows of a block."""
        content, language = self.content, self.language
        if block.kind == "clause":
            clause = next(c for _, c in content.clauses if c.name == block.name)
            return "", (say(clause, self.catalogue, content.lists, language),), ()
        if block.kind == "list":
            named_list = content.lists[block.name]
            return named_list.labels[language], (), self.members(named_list)
        if block.kind == "frame":
            frame = next(frame for frame in content.frames if frame.name == block.name)
            title = texts(language)["frame"].format(self.condition(frame.binds))
            return title, self.requirements(frame), ()
        checklist = next(each for each in content.checklists if each.name == block.name)
        questions = (question.labels[language] for question in checklist.questions)
        return checklist.labels[language], questions, ()

    def members(self, found: NamedList) -> Iterator[tuple[str, str, str]]:
        """Each member of a list, from when on, and up to which day where it is none any longer."""
        t = texts(self.language)
        for member in found.members:
            name = member.word
            if found.of == "parties":
                name = self.catalogue.parties[name].labels[self.language]
            last = member.end - timedelta(days=1) if member.end else None
            joined = "list-from-latest" if member.start in self.reckoned else "list-from"
            left = "list-to-latest" if member.end in self.reckoned else "list-to"
            yield name, self.day(t[joined], member.start), self.day(t[left], last)

    def day(self, phrase: str, day: date | None) -> str:
        """A phrase with its day, or nothing where there is none."""
        return phrase.format(say_date(day, self.language)) if day else ""

    def condition(self, word: str) -> str:
        """A condition word as people read it."""
        return self.catalogue.conditions[word].labels[self.language]

    def requirements(self, frame: Frame) -> Iterator[str]:
        """What a frame asks of each clause that it binds."""
        for condition in frame.requires:
            said = say_condition(condition, self.catalogue, self.content.lists, self.language)
            yield self.tongue.that(said)
