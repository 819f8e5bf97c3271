"""An amendment: instructions on the text and the blocks of a deliberation.

    replace looking-back of clause dispensing-history: 6 months -> 12 months
    set until of clause x: 2029-12-31                    add or overwrite an entry
    add f, g to fields of clause x                       remove f from fields of clause x
    add stad-gent to list granting-bodies                remove stad-gent from list ...
    insert clause y after clause x                       its block's lines follow, indented
    insert paragraph 7 after paragraph 6                 its text follows, indented
    replace paragraph 3                                  its text follows, indented
    repeal clause x          repeal paragraph 3          repeal deliberation

Each instruction is a function on the parts of the document, so the consolidated text and the
consolidated clauses come from the same bytes.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from beraad.law.block import Item, Value, read_block
from beraad.law.document import FENCE, Document, Part
from beraad.law.place import Place, fault, nearest, unknown

KIND = "clause|list|frame|checklist"
WORD = r"[a-z0-9][a-z0-9._-]*"


@dataclass(frozen=True, slots=True)
class Instruction:
    """One instruction as read: what to do, its captured words, the lines that follow it."""

    form: str
    words: tuple[str, ...]
    item: Item

    @property
    def place(self) -> Place:
        return self.item.place


Parts = tuple[Part, ...]
Apply = Callable[[Parts, Instruction, date], Parts]


def read_instruction(item: Item) -> Instruction:
    """An instruction from its line; a line of no known form is a fault."""
    for form, (pattern, body, _) in FORMS.items():
        if match := pattern.fullmatch(item.text):
            if bool(item.body) != body:
                expected = "indented lines below it" if body else "nothing below it"
                raise fault(item.place, "instruction-body", f"'{item.text}'", expected)
            return Instruction(form, match.groups(), item)
    expected = "one of: " + "; ".join(FORMS)
    verb = nearest(item.text.split(" ")[0], {form.split(" ")[0] for form in FORMS})
    raise fault(item.place, "instruction", f"'{item.text}' is no instruction", expected, verb)


def apply(document: Document, instructions: Sequence[Instruction], day: date) -> Document:
    """The document after these instructions, which take effect on `day`."""
    parts = document.parts
    for instruction in instructions:
        parts = FORMS[instruction.form][2](parts, instruction, day)
    return replace(document, parts=parts)


def find_block(parts: Parts, kind: str, name: str, place: Place) -> int:
    """The index of a block; a name that does not stand in the document is a fault."""
    names = {p.block.name: n for n, p in enumerate(parts) if p.block and p.block.kind == kind}
    if name not in names:
        raise unknown(place, kind, name, names)
    return names[name]


def find_paragraph(parts: Parts, number: str, place: Place) -> int:
    """The index of a paragraph; a number that does not stand in the document is a fault."""
    numbers = {str(p.number): n for n, p in enumerate(parts) if p.kind == "paragraph"}
    if number not in numbers:
        raise unknown(place, "paragraph", number, numbers)
    return numbers[number]


def fenced(kind: str, name: str, lines: Sequence[str], place: Place) -> Part:
    """A block part made of inner lines."""
    raw = "".join(f"{line}\n" for line in (f"{FENCE}{kind} {name}", *lines, FENCE))
    block = read_block(f"{kind} {name}", lines, place.file, place.line)
    return Part("block", raw, place, block=block)


def inner_lines(part: Part) -> list[str]:
    """The lines of a block part between its fences."""
    return part.raw.splitlines()[1:-1]


def with_inner(part: Part, lines: Sequence[str]) -> Part:
    """The same block with other lines between its fences."""
    assert part.block is not None  # find_block() gives block parts only
    return fenced(part.block.kind, part.block.name, lines, part.place)


def put(parts: Parts, index: int, *new: Part) -> Parts:
    """The parts with the one at `index` replaced."""
    return (*parts[:index], *new, *parts[index + 1 :])


def entry_of(part: Part, key: str, place: Place) -> Value:
    """The entry of a block, by key."""
    assert part.block is not None  # find_block() gives block parts only
    if key not in part.block.entries:
        raise unknown(place, "entry", key, part.block.entries)
    return part.block.entries[key]


def write_entry(part: Part, key: str, text: str) -> Part:
    """The block with an entry overwritten, or added behind its last entry."""
    assert part.block is not None  # find_block() gives block parts only
    lines = inner_lines(part)
    old = part.block.entries.get(key)
    if old:
        start = old.place.line - part.block.place.line - 1
        lines[start : start + old.lines] = [f"{key}: {text}"]
    else:
        last = max(v.place.line + v.lines - 1 for v in part.block.entries.values())
        lines.insert(last - part.block.place.line, f"{key}: {text}")
    return with_inner(part, lines)


def replace_entry(parts: Parts, told: Instruction, day: date) -> Parts:
    key, kind, name, old, new = told.words
    index = find_block(parts, kind, name, told.place)
    stands = entry_of(parts[index], key, told.place).text
    if stands != old:
        what = f"'{key}' of {kind} '{name}' is not '{old}'"
        raise fault(told.place, "replace", what, f"'{stands}', which stands there")
    return put(parts, index, write_entry(parts[index], key, new))


def set_entry(parts: Parts, told: Instruction, day: date) -> Parts:
    key, kind, name, text = told.words
    index = find_block(parts, kind, name, told.place)
    return put(parts, index, write_entry(parts[index], key, text))


def change_words(parts: Parts, told: Instruction, add: bool) -> Parts:
    """Words added to or removed from a list entry such as `fields`."""
    texts, key, kind, name = told.words
    index = find_block(parts, kind, name, told.place)
    words = list(entry_of(parts[index], key, told.place).words())
    for word in Value(f"[{texts}]", told.place).words():
        if (word in words) == add:
            what = f"'{word}' {'already stands' if add else 'does not stand'} in '{key}'"
            raise fault(told.place, "change", what, "a word that changes something")
        (words.append if add else words.remove)(word)
    if not words:
        raise fault(told.place, "change", f"nothing left in '{key}'", f"'repeal {kind} {name}'")
    return put(parts, index, write_entry(parts[index], key, f"[{', '.join(words)}]"))


def add_words(parts: Parts, told: Instruction, day: date) -> Parts:
    return change_words(parts, told, add=True)


def remove_words(parts: Parts, told: Instruction, day: date) -> Parts:
    return change_words(parts, told, add=False)


def add_member(parts: Parts, told: Instruction, day: date) -> Parts:
    member, name = told.words
    index = find_block(parts, "list", name, told.place)
    if open_member(parts[index], member) is not None:
        what = f"'{member}' already is a member of '{name}'"
        raise fault(told.place, "change", what, "an organisation that is not")
    lines = [*inner_lines(parts[index]), f"- {member} from {day}"]
    return put(parts, index, with_inner(parts[index], lines))


def remove_member(parts: Parts, told: Instruction, day: date) -> Parts:
    member, name = told.words
    index = find_block(parts, "list", name, told.place)
    at = open_member(parts[index], member)
    if at is None:
        what = f"'{member}' is no member of '{name}'"
        raise fault(told.place, "change", what, "an organisation that is")
    lines = inner_lines(parts[index])
    lines[at] = f"{lines[at].rstrip()} to {day}"
    return put(parts, index, with_inner(parts[index], lines))


def open_member(part: Part, member: str) -> int | None:
    """The inner line on which a member stands without an end, if any."""
    assert part.block is not None  # find_block() gives block parts only
    for item in part.block.items:
        words = item.text.split(" ")
        if words[0] == member and "to" not in words:
            return item.place.line - part.block.place.line - 1
    return None


def insert_block(parts: Parts, told: Instruction, day: date) -> Parts:
    kind, name, after, anchor = told.words
    if any(p.block and (p.block.kind, p.block.name) == (kind, name) for p in parts):
        raise fault(told.place, "twice", f"{kind} '{name}' already stands", "another name")
    at = anchor_index(parts, after, anchor, told.place)
    first = told.item.body[0][0] - 1
    lines = [line for _, line in told.item.body]
    part = fenced(kind, name, lines, Place(told.place.file, first))
    blank = Part("blank", "\n", told.place)
    return put(parts, at, parts[at], blank, part)


def anchor_index(parts: Parts, after: str, anchor: str, place: Place) -> int:
    """Where `after paragraph 6` or `after clause x` points."""
    if after == "paragraph":
        return find_paragraph(parts, anchor, place)
    return find_block(parts, after, anchor, place)


def paragraph(number: str, told: Instruction) -> Part:
    """A paragraph part from the indented lines of an instruction."""
    text = "\n".join(line for _, line in told.item.body)
    return Part("paragraph", f"{number}. {text}\n", told.place, int(number))


def insert_paragraph(parts: Parts, told: Instruction, day: date) -> Parts:
    number, anchor = told.words
    at = find_paragraph(parts, anchor, told.place)
    if any(part.number == int(number) for part in parts):
        raise fault(told.place, "twice", f"paragraph {number} already stands", "a free number")
    while at + 1 < len(parts) and parts[at + 1].kind in ("block", "blank"):
        at += 1
    return put(parts, at, parts[at], paragraph(number, told), Part("blank", "\n", told.place))


def replace_paragraph(parts: Parts, told: Instruction, day: date) -> Parts:
    (number,) = told.words
    return put(parts, find_paragraph(parts, number, told.place), paragraph(number, told))


def repeal_block(parts: Parts, told: Instruction, day: date) -> Parts:
    kind, name = told.words
    return put(parts, find_block(parts, kind, name, told.place))


def repeal_paragraph(parts: Parts, told: Instruction, day: date) -> Parts:
    (number,) = told.words
    index = find_paragraph(parts, number, told.place)
    repealed = Part("paragraph", f"{number}. (repealed)\n", told.place, int(number))
    return put(parts, index, repealed)


def repeal_deliberation(parts: Parts, told: Instruction, day: date) -> Parts:
    return tuple(part for part in parts if part.kind != "block")


FORMS: dict[str, tuple[re.Pattern[str], bool, Apply]] = {
    "replace ENTRY of clause NAME: OLD -> NEW": (
        re.compile(rf"replace ([a-z-]+) of ({KIND}) ({WORD}): (.+) -> (.+)"),
        False,
        replace_entry,
    ),
    "set ENTRY of clause NAME: VALUE": (
        re.compile(rf"set ([a-z-]+) of ({KIND}) ({WORD}): (.+)"),
        False,
        set_entry,
    ),
    "add WORD, ... to ENTRY of clause NAME": (
        re.compile(rf"add (.+) to ([a-z-]+) of ({KIND}) ({WORD})"),
        False,
        add_words,
    ),
    "remove WORD, ... from ENTRY of clause NAME": (
        re.compile(rf"remove (.+) from ([a-z-]+) of ({KIND}) ({WORD})"),
        False,
        remove_words,
    ),
    "add WORD to list NAME": (
        re.compile(rf"add ({WORD}) to list ({WORD})"),
        False,
        add_member,
    ),
    "remove WORD from list NAME": (
        re.compile(rf"remove ({WORD}) from list ({WORD})"),
        False,
        remove_member,
    ),
    "insert clause NAME after clause NAME (or paragraph N)": (
        re.compile(rf"insert ({KIND}) ({WORD}) after ({KIND}|paragraph) ({WORD})"),
        True,
        insert_block,
    ),
    "insert paragraph N after paragraph N": (
        re.compile(r"insert paragraph (\d{1,4}) after paragraph (\d{1,4})"),
        True,
        insert_paragraph,
    ),
    "replace paragraph N": (re.compile(r"replace paragraph (\d{1,4})"), True, replace_paragraph),
    "repeal clause NAME": (re.compile(rf"repeal ({KIND}) ({WORD})"), False, repeal_block),
    "repeal paragraph N": (re.compile(r"repeal paragraph (\d{1,4})"), False, repeal_paragraph),
    "repeal deliberation": (re.compile(r"repeal deliberation"), False, repeal_deliberation),
}
