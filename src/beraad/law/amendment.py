"""An amendment: instructions on the text and the blocks of a deliberation.

    replace looking-back of clause dispensing-history: 6 months -> 12 months
    set until of clause x: 2029-12-31                    add or overwrite an entry
    add f, g to fields of clause x                       remove f from fields of clause x
    add stad-gent to list granting-bodies                remove stad-gent from list ...
    insert clause y after clause x                       its block's lines follow, indented
    insert paragraph 7 after paragraph 6                 its text follows, indented
    replace paragraph 3                                  its text follows, indented
    repeal looking-back of clause x                      repeal clause x
    repeal paragraph 3                                   with the blocks below it
    repeal deliberation

Each instruction is a function on the parts of the document, so the consolidated text and the
consolidated clauses come from the same bytes.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import takewhile

from beraad.law.block import NAME, Block, Item, Line, Value, read_block
from beraad.law.document import FENCE, Document, Part, extent, numbered
from beraad.law.place import Place, fault, nearest, unknown

REPEAL = "repeal deliberation"
KIND = "clause|list|frame|checklist"
WORD = NAME.pattern
NUMBER = "[1-9][0-9]{0,3}"
LINE_END = re.compile(r"\r?\n")
BELOW = ("block", "note", "blank")
HEADED = re.compile(r"(?:role|category|list) ")


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
                what = f"{'too few' if body else 'too many'} lines for '{item.text}'"
                raise fault(item.place, "instruction-body", what, expected)
            return Instruction(form, match.groups(), item)
    expected = "one of: " + "; ".join(FORMS)
    verb = nearest(item.text.split(" ")[0], {form.split(" ")[0] for form in FORMS})
    raise fault(item.place, "instruction", f"'{item.text}' is no instruction", expected, verb)


def apply(document: Document, instructions: Sequence[Instruction], day: date) -> Document:
    """The document after these instructions, which take effect on `day`."""
    parts = tuple(map(ended, document.parts))
    for instruction in instructions:
        parts = FORMS[instruction.form][2](parts, instruction, day)
    if document.parts[0].raw.endswith("\r\n"):
        parts = tuple(replace(p, raw=LINE_END.sub("\r\n", p.raw)) for p in parts)
    return replace(document, parts=parts)


def ended(part: Part) -> Part:
    """The part with the line end that the last line of a file may lack."""
    return part if part.raw.endswith("\n") else replace(part, raw=f"{part.raw}\n")


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


def fenced(kind: str, name: str, lines: Sequence[Line], place: Place) -> Part:
    """A block part made of inner lines, each of which keeps the place where it was written."""
    raw = "".join(f"{line}\n" for line in (f"{FENCE}{kind} {name}", *texts(lines), FENCE))
    block = read_block(f"{kind} {name}", lines, place)
    return Part("block", raw, place, block=block, origins=tuple(where for where, _ in lines))


def texts(lines: Sequence[Line]) -> list[str]:
    """The lines without their places."""
    return [line for _, line in lines]


def block_of(part: Part) -> Block:
    """The block of a part that has one."""
    assert part.block is not None  # find_block() gives block parts only
    return part.block


def inner_lines(part: Part) -> list[Line]:
    """The lines of a block part between its fences."""
    lines = part.raw.splitlines()[1:-1]
    first = Place(part.place.file, part.place.line + 1)
    return list(zip(part.origins, lines, strict=True) if part.origins else numbered(lines, first))


def with_inner(part: Part, lines: Sequence[Line]) -> Part:
    """The same block with other lines between its fences."""
    return fenced(block_of(part).kind, block_of(part).name, lines, part.place)


def put(parts: Parts, index: int, *new: Part) -> Parts:
    """The parts with the one at `index` replaced."""
    return (*parts[:index], *new, *parts[index + 1 :])


def entry_of(part: Part, key: str, place: Place) -> Value:
    """The entry of a block, by key."""
    entries = block_of(part).entries
    if key not in entries:
        raise unknown(place, "entry", key, entries)
    return entries[key]


def write_entry(part: Part, key: str, *new: Line) -> Part:
    """The block with an entry overwritten, taken out, or added behind its last entry."""
    lines, entries = inner_lines(part), block_of(part).entries
    places = [where for where, _ in lines]
    if key in entries:
        start = places.index(entries[key].place)
        lines[start : start + entries[key].lines] = new
    else:
        behind = [places.index(value.place) + value.lines for value in entries.values()]
        at = max(behind, default=0)
        lines[at:at] = new
    return with_inner(part, lines)


def replace_entry(parts: Parts, told: Instruction, day: date) -> Parts:
    key, kind, name, old, new = told.words
    index = find_block(parts, kind, name, told.place)
    stands = entry_of(parts[index], key, told.place).text
    if stands != old:
        what = f"'{key}' of {kind} '{name}' is not '{old}'"
        raise fault(told.place, "replace", what, f"'{stands}', which stands there")
    return put(parts, index, write_entry(parts[index], key, (told.place, f"{key}: {new}")))


def set_entry(parts: Parts, told: Instruction, day: date) -> Parts:
    key, kind, name, text = told.words
    index = find_block(parts, kind, name, told.place)
    return put(parts, index, write_entry(parts[index], key, (told.place, f"{key}: {text}")))


def repeal_entry(parts: Parts, told: Instruction, day: date) -> Parts:
    key, kind, name = told.words
    index = find_block(parts, kind, name, told.place)
    entry_of(parts[index], key, told.place)
    return put(parts, index, write_entry(parts[index], key))


def change_words(parts: Parts, told: Instruction, add: bool) -> Parts:
    """Words added to or removed from a list entry such as `fields`."""
    changed, key, kind, name = told.words
    index = find_block(parts, kind, name, told.place)
    head, words = head_and_words(entry_of(parts[index], key, told.place))
    for word in Value(f"[{changed}]", told.place).words():
        if (word in words) == add:
            what = f"'{word}' {'already stands' if add else 'does not stand'} in '{key}'"
            raise fault(told.place, "change", what, "a word that changes something")
        (words.append if add else words.remove)(word)
    if not words:
        expected = f"'repeal {key} of {kind} {name}'"
        raise fault(told.place, "change", f"nothing left in '{key}'", expected)
    text = f"{key}: {head}[{', '.join(words)}]"
    return put(parts, index, write_entry(parts[index], key, (told.place, text)))


def head_and_words(value: Value) -> tuple[str, list[str]]:
    """`role [a, b]` as `role ` and its words; most entries have no such head."""
    match = HEADED.match(value.text)
    head = match[0] if match else ""
    return head, list(Value(value.text[len(head) :], value.place).words())


def add_words(parts: Parts, told: Instruction, day: date) -> Parts:
    return change_words(parts, told, add=True)


def remove_words(parts: Parts, told: Instruction, day: date) -> Parts:
    return change_words(parts, told, add=False)


def add_member(parts: Parts, told: Instruction, day: date) -> Parts:
    member, name = told.words
    index = find_block(parts, "list", name, told.place)
    if membership(parts[index], member, day) is not None:
        what = f"'{member}' already is a member of '{name}'"
        raise fault(told.place, "change", what, "an organisation that is not")
    lines = [*inner_lines(parts[index]), (told.place, f"- {member} from {day}")]
    return put(parts, index, with_inner(parts[index], lines))


def remove_member(parts: Parts, told: Instruction, day: date) -> Parts:
    member, name = told.words
    index = find_block(parts, "list", name, told.place)
    item = membership(parts[index], member, day)
    if item is None:
        what = f"'{member}' is no member of '{name}'"
        raise fault(told.place, "change", what, "an organisation that is")
    lines = inner_lines(parts[index])
    text = f"- {item.text.partition(' to ')[0]} to {day}"
    lines[[where for where, _ in lines].index(item.place)] = (told.place, text)
    return put(parts, index, with_inner(parts[index], lines))


def membership(part: Part, member: str, day: date) -> Item | None:
    """The item by which one is a member on that day and, unless changed, afterwards."""
    for item in block_of(part).items:
        word, _, end = item.text.partition(" to ")
        if word.split(" ")[0] == member and (not end or end > day.isoformat()):
            return item
    return None


def insert_block(parts: Parts, told: Instruction, day: date) -> Parts:
    kind, name, after, anchor = told.words
    if any(p.block and (p.block.kind, p.block.name) == (kind, name) for p in parts):
        raise fault(told.place, "twice", f"{kind} '{name}' already stands", "another name")
    at = anchor_index(parts, after, anchor, told.place)
    part = fenced(kind, name, told.item.body, told.place)
    return put(parts, at, parts[at], Part("blank", "\n", told.place), part)


def anchor_index(parts: Parts, after: str, anchor: str, place: Place) -> int:
    """Where `after paragraph 6` or `after clause x` points."""
    if after == "paragraph":
        return find_paragraph(parts, anchor, place)
    return find_block(parts, after, anchor, place)


def paragraph(number: str, told: Instruction) -> Part:
    """A paragraph part from the indented lines of an instruction; they must be nothing else."""
    lines = [f"{line}\n" for line in texts(told.item.body)]
    lines[0] = f"{number}. {lines[0]}"
    if extent(lines, 0) != ("paragraph", 0, len(lines)):
        what = f"the text of paragraph {number} is more than a paragraph"
        expected = "lines that are no heading, note, fence or numbered paragraph"
        raise fault(told.place, "paragraph-text", what, expected)
    return Part("paragraph", "".join(lines), told.place, int(number))


def insert_paragraph(parts: Parts, told: Instruction, day: date) -> Parts:
    number, anchor = told.words
    at = find_paragraph(parts, anchor, told.place)
    if any(part.number == int(number) for part in parts):
        raise fault(told.place, "twice", f"paragraph {number} already stands", "a free number")
    while at + 1 < len(parts) and parts[at + 1].kind in BELOW:
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
    below = list(takewhile(lambda p: p.kind in BELOW, parts[index + 1 :]))
    kept = (part for part in below if part.kind != "block")
    return (*parts[:index], repealed, *kept, *parts[index + 1 + len(below) :])


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
        re.compile(rf"insert paragraph ({NUMBER}) after paragraph ({NUMBER})"),
        True,
        insert_paragraph,
    ),
    "replace paragraph N": (re.compile(rf"replace paragraph ({NUMBER})"), True, replace_paragraph),
    "repeal ENTRY of clause NAME": (
        re.compile(rf"repeal ([a-z-]+) of ({KIND}) ({WORD})"),
        False,
        repeal_entry,
    ),
    "repeal clause NAME": (re.compile(rf"repeal ({KIND}) ({WORD})"), False, repeal_block),
    "repeal paragraph N": (re.compile(rf"repeal paragraph ({NUMBER})"), False, repeal_paragraph),
    REPEAL: (re.compile(REPEAL), False, repeal_deliberation),
}
