"""What a document is made of: blocks, and spans of text inside them. Every renderer reads these."""

from typing import TypeAlias

import msgspec

from beraad.law.catalogue import Language


class Span(msgspec.Struct, frozen=True, omit_defaults=True):
    """Text; it may refer to a figure by id, to a deliberation by number, or to an address.

    `lang` is the language where it is not that of the document.
    """

    text: str
    figure: str = ""
    number: str = ""
    href: str = ""
    lang: str = ""


Spans: TypeAlias = tuple[Span, ...]


class Heading(msgspec.Struct, frozen=True, tag_field="block", tag="heading"):
    """A heading of level 1 to 3 with the name by which it can be linked to."""

    level: int
    text: str
    anchor: str


class Paragraph(msgspec.Struct, frozen=True, tag_field="block", tag="paragraph"):
    """Running text."""

    spans: Spans


class KeyFigure(msgspec.Struct, frozen=True):
    """A figure that stands out."""

    value: Span
    label: str


class KeyFigures(msgspec.Struct, frozen=True, tag_field="block", tag="key-figures"):
    """The figures to see first."""

    figures: tuple[KeyFigure, ...]


class Table(msgspec.Struct, frozen=True, tag_field="block", tag="table"):
    """A table; the first cell of a row is its head. `numeric` names columns of numbers, from 0."""

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Spans, ...], ...]
    numeric: tuple[int, ...] = ()


class Bullets(msgspec.Struct, frozen=True, tag_field="block", tag="list"):
    """A list without order."""

    items: tuple[Spans, ...]


class Note(msgspec.Struct, frozen=True):
    """What stands behind a figure: its name and value, then where it comes from.

    `colon` goes between name and value; French sets a blank before it.
    """

    figure: str
    label: str
    value: str
    spans: Spans
    colon: str


class Notes(msgspec.Struct, frozen=True, tag_field="block", tag="notes"):
    """The sources of all figures, to which the figures in the text refer."""

    notes: tuple[Note, ...]


Block: TypeAlias = Heading | Paragraph | KeyFigures | Table | Bullets | Notes


class Document(msgspec.Struct, frozen=True):
    """A text in one language."""

    language: Language
    title: str
    blocks: tuple[Block, ...]
