"""The line grammar inside a fenced block: `key: value` entries and `- item` lines.

    ```clause medication-history        kind and name
    from: gfd  # the authentic source   a comment starts at two blanks and a hash
    fields: [dispensing.product,        a list goes on until its bracket closes
             dispensing.date]
    - item | with | columns             an item; lines indented by four belong to it
        body of the item
    ```

Not YAML: no anchors, no implicit types, no nesting but the body of an item.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from beraad.law.place import Place, fault, unknown

WORD = r"[a-z0-9][a-z0-9_]*(?:[.-][a-z0-9_]+)*"
NAME = re.compile(rf"{WORD}(?:\({WORD}\))?")
ENTRY = re.compile(r"([a-z][a-z0-9-]*):(?:[ ]+(.*))?$")
INDENT = "    "

Line: TypeAlias = tuple[Place, str]
"""A line with the place where it was written, which for an amended block is another file."""


@dataclass(frozen=True, slots=True)
class Value:
    """The text of an entry and where it begins; `lines` is over how many lines it runs."""

    text: str
    place: Place
    lines: int = 1

    def words(self) -> tuple[str, ...]:
        """`a` or `[a, b]` as words; commas inside parentheses do not part words."""
        text = self.text
        if text.startswith("["):
            if not text.endswith("]"):
                raise fault(self.place, "open-list", f"list not closed in '{text}'", "']'")
            text = text[1:-1]
        words = tuple(split_outside_parentheses(text))
        if not all(words):
            raise fault(self.place, "empty-word", f"empty word in '{self.text}'", "a word")
        return words

    def word(self) -> str:
        """Exactly one word."""
        words = self.words()
        if len(words) != 1:
            raise fault(self.place, "one-word", f"{len(words)} words in '{self.text}'", "one word")
        return words[0]


@dataclass(frozen=True, slots=True)
class Item:
    """A `- text` line with the indented lines that belong to it."""

    text: str
    place: Place
    body: tuple[Line, ...] = ()

    def columns(self, count: int) -> tuple[str, ...]:
        """The columns between `|`, exactly so many."""
        columns = tuple(column.strip() for column in self.text.split("|"))
        if len(columns) != count:
            what = f"{len(columns)} columns in '{self.text}'"
            raise fault(self.place, "columns", what, f"{count} columns between '|'")
        return columns


@dataclass(frozen=True, slots=True)
class Block:
    """One fenced block, read but not yet understood."""

    kind: str
    name: str
    place: Place
    entries: dict[str, Value]
    items: tuple[Item, ...]

    @property
    def title(self) -> str:
        """How messages call it."""
        return f"{self.kind} '{self.name}'" if self.name else self.kind.replace("-", " ")

    def only(self, *allowed: str, items: bool = False) -> None:
        """Fault on an entry whose key is not among these, and on items unless they may stand."""
        for key, value in self.entries.items():
            if key not in allowed:
                raise unknown(value.place, "entry", key, allowed)
        for item in self.items:
            if not items:
                what = f"item '{item.text}' in {self.title}"
                raise fault(item.place, "item", what, "entries 'key: value' alone")
            for place, line in item.body:
                if self.kind != "amendment" and uncommented(line):
                    what = f"indented line below '{item.text}'"
                    raise fault(place, "item-body", what, "items of one line")

    def named(self) -> str:
        """Its name, which it must have."""
        if not self.name:
            what = f"a {self.kind} without a name"
            raise fault(self.place, "no-name", what, f"'```{self.kind} some-name'")
        return self.name

    def need(self, key: str) -> Value:
        """The entry of this key; its absence is a fault at the head of the block."""
        if key not in self.entries:
            what = f"{self.title} has no '{key}'"
            raise fault(self.place, "missing-entry", what, f"a line '{key}: ...'")
        return self.entries[key]


def split_outside_parentheses(text: str) -> Iterator[str]:
    """Parts of a comma-separated text, commas inside parentheses left alone."""
    depth, start = 0, 0
    for position, sign in enumerate(text):
        depth += (sign == "(") - (sign == ")")
        if sign == "," and depth == 0:
            yield text[start:position].strip()
            start = position + 1
    yield text[start:].strip()


def uncommented(line: str) -> str:
    """The line without its comment and without blanks at its end.

    Not by a pattern: looking for two blanks before each hash takes quadratic time on long lines.
    """
    at = line.find("#")
    while at >= 0:
        begins = at == 0 or (at > 1 and line[at - 2 : at].isspace())
        if begins and not line[at + 1 : at + 2].strip():
            return line[:at].rstrip()
        at = line.find("#", at + 1)
    return line.rstrip()


def read_head(info: str, place: Place) -> tuple[str, str]:
    """Kind and name from the text after the three backticks."""
    kind, _, name = info.strip().partition(" ")
    if name and not NAME.fullmatch(name.strip()):
        expected = "lower-case letters, digits, '-', '_' and '.', such as 'dispensing-history'"
        raise fault(place, "block-name", f"'{name.strip()}' is not a name", expected)
    return kind, name.strip()


def read_block(info: str, lines: Iterable[Line], place: Place) -> Block:
    """A block from its info string, its inner lines and the place of its opening fence."""
    kind, name = read_head(info, place)
    entries: dict[str, Value] = {}
    items: list[tuple[str, Place, list[Line]]] = []
    rest = iter(lines)
    for where, line in rest:
        text = uncommented(line)
        if items and line.startswith(INDENT) and not line.isspace():
            items[-1][2].append((where, line[len(INDENT) :]))
        elif text.startswith("- "):
            items.append((text[2:].strip(), where, []))
        elif text:
            key, value = read_entry(text, where, rest)
            if key in entries:
                raise fault(where, "twice", f"'{key}' stands twice", "each entry once")
            entries[key] = value
    read = (Item(text, where, tuple(body)) for text, where, body in items)
    return Block(kind, name, place, entries, tuple(read))


def read_entry(text: str, place: Place, rest: Iterator[Line]) -> tuple[str, Value]:
    """`key: value`, where a list may go on over the next lines."""
    match = ENTRY.match(text)
    if not match:
        expected = "'key: value', '- item' or a line indented by four blanks below an item"
        raise fault(place, "line", f"cannot read '{text.strip()}'", expected)
    pieces, lines = [(match[2] or "").strip()], 1
    while pieces[0].startswith("[") and not pieces[-1].endswith("]"):
        following = next(rest, None)
        if following is None or ENTRY.match(following[1]):
            raise fault(place, "open-list", f"list not closed in '{match[1]}'", "']'")
        lines += 1
        if piece := uncommented(following[1]).strip():
            pieces.append(piece)
    if not pieces[0]:
        raise fault(place, "empty-entry", f"'{match[1]}' has no value", "a value after the colon")
    return match[1], Value(" ".join(pieces), place, lines)
