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
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from beraad.law.place import Place, fault, unknown

WORD = r"[a-z0-9][a-z0-9_]*(?:[.-][a-z0-9_]+)*"
NAME = re.compile(rf"{WORD}(?:\({WORD}\))?")
ENTRY = re.compile(r"([a-z][a-z0-9-]*):(?:[ ]+(.*))?$")
COMMENT = re.compile(r"(?:^|\s{2,})#(?:\s.*)?$")


@dataclass(frozen=True, slots=True)
class Value:
    """The text of an entry, where it stands; `lines` is over how many lines it runs."""

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
    body: tuple[tuple[int, str], ...] = ()

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

    def only(self, *allowed: str) -> None:
        """Fault on the first entry whose key is not among these."""
        for key, value in self.entries.items():
            if key not in allowed:
                raise unknown(value.place, f"{self.kind}-entry", key, allowed)

    def need(self, key: str) -> Value:
        """The entry of this key; its absence is a fault at the head of the block."""
        if key not in self.entries:
            what = f"{self.kind} '{self.name}' has no '{key}'"
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
    """The line without its comment and without blanks at its end."""
    return COMMENT.sub("", line).rstrip()


def read_head(info: str, place: Place) -> tuple[str, str]:
    """Kind and name from the text after the three backticks."""
    kind, _, name = info.strip().partition(" ")
    if name and not NAME.fullmatch(name.strip()):
        expected = "lower-case letters, digits, '-', '_' and '.', such as 'dispensing-history'"
        raise fault(place, "block-name", f"'{name.strip()}' is not a name", expected)
    return kind, name.strip()


def read_block(info: str, lines: Sequence[str], file: str, first: int) -> Block:
    """A block from its info string and inner lines; `first` is the line of the opening fence."""
    kind, name = read_head(info, Place(file, first))
    entries: dict[str, Value] = {}
    items: list[Item] = []
    numbered = iter(enumerate(lines, first + 1))
    for number, line in numbered:
        place, text = Place(file, number), uncommented(line)
        if not text:
            continue
        if text.startswith("    ") and items:
            last = items[-1]
            items[-1] = Item(last.text, last.place, (*last.body, (number, line[4:])))
        elif text.startswith("- "):
            items.append(Item(text[2:].strip(), place))
        else:
            key, value = read_entry(text, place, numbered)
            if key in entries:
                raise fault(place, "twice", f"'{key}' stands twice", "each entry once")
            entries[key] = value
    return Block(kind, name, Place(file, first), entries, tuple(items))


def read_entry(text: str, place: Place, rest: Iterator[tuple[int, str]]) -> tuple[str, Value]:
    """`key: value`, where a list may go on over the next lines."""
    match = ENTRY.match(text)
    if not match:
        expected = "'key: value', '- item' or a line indented by four blanks below an item"
        raise fault(place, "line", f"cannot read '{text.strip()[:60]}'", expected)
    value, lines = (match[2] or "").strip(), 1
    while value.startswith("[") and not value.endswith("]"):
        following = next(rest, None)
        if following is None:
            raise fault(place, "open-list", f"list not closed in '{match[1]}'", "']'")
        value, lines = f"{value} {uncommented(following[1]).strip()}", lines + 1
    if not value:
        raise fault(place, "empty-entry", f"'{match[1]}' has no value", "a value after the colon")
    return match[1], Value(value, place, lines)
