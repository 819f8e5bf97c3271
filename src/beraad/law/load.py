"""Loading: documents in, a register out; one unknown word anywhere and nothing is loaded."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias, cast

from beraad.belgium.numbers import DeliberationNumber
from beraad.law.act import (
    CHAMBERS,
    KINDS,
    Chamber,
    Head,
    Kind,
    force_warning,
    number_warning,
    read_document_kind,
    read_head,
    read_number,
    values,
)
from beraad.law.amendment import read_instruction
from beraad.law.block import Block, Item, Value
from beraad.law.catalogue import Catalogue
from beraad.law.clause import one_of
from beraad.law.content import read_content
from beraad.law.document import Document, parse
from beraad.law.order import order_warnings
from beraad.law.place import MOST_FAULTS, Fault, LawError, fault, gather, unknown
from beraad.law.provision import Key
from beraad.law.register import (
    Accession,
    Amendment,
    Deliberation,
    Register,
)
from beraad.law.soundness import text_faults
from beraad.law.span import read_date
from beraad.law.vocabulary import read_catalogue

TOLD = re.compile(rb"^(number|amends|accedes-to|catalogue):[ ]+([^ \r\n]+)", re.MULTILINE)
PEEK = 2000
"""In so many first bytes a file that cannot be read is looked at for what it would have been."""

Deliberations: TypeAlias = Mapping[Key, Deliberation]


def load(files: Mapping[str, bytes], saturday: bool = False) -> Register:
    """A register from the bytes of its files; LawError carries the faults of all of them.

    `saturday` says whether a Saturday counts as a working day before entry into force.
    """
    faults: list[Fault] = []
    sorts: dict[str, list[Document]] = {}
    unread: set[str] = set()
    for name in sorted(files):
        read = gather(faults, lambda file: read_sort(files[file], file), [name])
        if not read:
            unread.add(name)
        for document, sort in read:
            sorts.setdefault(sort, []).append(document)
    catalogues = gather(faults, read_catalogue, [sorts.get("catalogue", [])])
    told = [told_sort(files[name]) for name in unread]
    if not catalogues or any(sort == "catalogue" for sort, _ in told):
        raise LawError(faults)  # without the whole catalogue every other word would seem unknown
    lost = {number for sort, number in told if sort == "number"}
    register = read_acts(sorts, catalogues[0], saturday, faults, lost)
    for key in register.deliberations:
        faults.extend(text_faults(register, key))
    if faults:
        raise LawError(faults)
    return register


def read_sort(content: bytes, file: str) -> tuple[Document, str]:
    """A document and what it is."""
    document = parse(content, file)
    return document, read_document_kind(document)


def told_sort(content: bytes) -> tuple[str, str]:
    """Sort and number of a file that cannot be read; what may be a catalogue counts as one."""
    if told := TOLD.search(content[:PEEK]):
        return told[1].decode(), told[2].decode("latin-1")
    return ("catalogue" if content.startswith(b"---") else "", "")


def read_acts(
    sorts: Mapping[str, list[Document]],
    catalogue: Catalogue,
    saturday: bool,
    faults: list[Fault],
    lost: set[str],
) -> Register:
    """All acts; those at fault are left out and told in `faults`.

    `lost` holds the numbers of deliberations at fault: what names them is not at fault for that.
    """
    read: list[Deliberation] = []
    for document in sorts.get("number", []):
        found = gather(faults, lambda d: read_deliberation(d, catalogue), [document])
        read.extend(found)
        if not found:
            lost.add(document.front.entries["number"].text)
    deliberations = {deliberation.key: deliberation for deliberation in read}
    faults.extend(same_numbers(read, deliberations))
    numbers = Numbers(deliberations, frozenset(lost))
    gather(faults, lambda d: check_companions(d, numbers), read)
    amendments: dict[Key, tuple[Amendment, ...]] = {}
    for amendment in gather(
        faults, lambda d: read_amendment(d, catalogue, numbers), sorts.get("amends", [])
    ):
        amendments[amendment.key] = (*amendments.get(amendment.key, ()), amendment)
    accessions: dict[Key, tuple[Accession, ...]] = {}
    for group in gather(
        faults, lambda d: read_accessions(d, catalogue, numbers), sorts.get("accedes-to", [])
    ):
        for accession in group:
            accessions[accession.key] = (*accessions.get(accession.key, ()), accession)
    acts: list[Deliberation | Amendment] = list(deliberations.values())
    acts.extend(one for some in amendments.values() for one in some)
    warnings = (
        *read_warnings(deliberations.values()),
        *early_warnings(acts, catalogue, saturday),
    )
    return Register(catalogue, deliberations, amendments, accessions, warnings, saturday)


@dataclass(frozen=True, slots=True)
class Numbers:
    """The deliberations that other acts may name; those at fault by their number alone."""

    deliberations: Deliberations
    lost: frozenset[str]

    def find(self, value: Value, chamber: str) -> DeliberationNumber:
        """The number of a deliberation of this chamber."""
        number = read_number(value)
        if (chamber, number) not in self.deliberations and str(number) not in self.lost:
            numbers = {str(known) for where, known in self.deliberations if where == chamber}
            raise unknown(value.place, "deliberation", str(number), sorted(numbers))
        return number


def same_numbers(read: Iterable[Deliberation], kept: Mapping[Key, Deliberation]) -> Iterator[Fault]:
    """A fault for each deliberation whose number another one bears too."""
    for deliberation in read:
        other = kept[deliberation.key]
        if other is not deliberation:
            what = f"number {deliberation.number} stands twice, also in {other.document.file}"
            yield Fault(deliberation.head.place, "twice", what, "another number")


def read_deliberation(document: Document, catalogue: Catalogue) -> Deliberation:
    """A deliberation with number, kind and content."""
    faults: list[Fault] = []
    fronts = gather(faults, lambda d: read_front(d.front, catalogue), [document])
    contents = gather(faults, lambda d: read_content(d, catalogue), [document])
    if faults:
        raise LawError(faults)
    number, kind, head = fronts[0]
    return Deliberation(number, kind, head, document, contents[0])


def check_companions(deliberation: Deliberation, numbers: Numbers) -> None:
    """The companions of a deliberation are deliberations of its chamber."""
    for value in values(deliberation.document.front.entries.get("companion")):
        numbers.find(value, deliberation.head.chamber)


def read_front(front: Block, catalogue: Catalogue) -> tuple[DeliberationNumber, Kind, Head]:
    """What the front matter of a deliberation tells."""
    head = read_head(front, catalogue, "number", "kind", "companion")
    number = read_number(front.need("number"))
    number_warning(number, head, front.need("number").place)
    return number, cast(Kind, one_of(front.need("kind"), "kind", KINDS)), head


def read_amendment(document: Document, catalogue: Catalogue, numbers: Numbers) -> Amendment:
    """An amendment with its instructions."""
    front, faults = document.front, list[Fault]()
    heads = gather(faults, lambda d: read_amending(d, catalogue, numbers), [front])
    blocks = gather(faults, items_of, (block for _, block in document.blocks()))
    items = (item for found in blocks for item in found)
    instructions = tuple(gather(faults, read_instruction, items, MOST_FAULTS))
    if not faults and not instructions:
        faults.append(Fault(front.place, "empty", "an amendment that changes nothing", "'- ...'"))
    if faults:
        raise LawError(faults)
    amends, head = heads[0]
    return Amendment(amends, head, document, instructions)


def read_amending(
    front: Block, catalogue: Catalogue, numbers: Numbers
) -> tuple[DeliberationNumber, Head]:
    """What the front matter of an amendment tells."""
    head = read_head(front, catalogue, "amends")
    if head.until is not None:
        expected = "another amendment that changes the text back"
        raise fault(front.need("until").place, "until", "an amendment that ends", expected)
    return numbers.find(front.need("amends"), head.chamber), head


def items_of(block: Block) -> tuple[Item, ...]:
    """The items of a block of instructions."""
    if block.kind != "amendment":
        raise unknown(block.place, "block", block.kind, ("amendment",))
    block.only(items=True)
    return block.items


def read_accessions(
    document: Document, catalogue: Catalogue, numbers: Numbers
) -> tuple[Accession, ...]:
    """The accessions to one general deliberation: a block for each party."""
    front, faults = document.front, list[Fault]()
    front.only("accedes-to", "chamber")
    chamber = cast(Chamber, one_of(front.need("chamber"), "chamber", CHAMBERS))
    key = (chamber, numbers.find(front.need("accedes-to"), chamber))
    blocks = (block for _, block in document.blocks())
    read = gather(faults, lambda b: read_accession(b, key, catalogue), blocks, MOST_FAULTS)
    if not faults and not read:
        faults.append(Fault(front.place, "empty", "nobody accedes", "'```accession some-party'"))
    if faults:
        raise LawError(faults)
    return tuple(read)


def read_accession(block: Block, key: Key, catalogue: Catalogue) -> Accession:
    """One party with the fields that it names, whose names are checked later."""
    if block.kind != "accession":
        raise unknown(block.place, "block", block.kind, ("accession",))
    block.only("fields", "from", "until", "known")
    if block.named() not in catalogue.parties:
        raise unknown(block.place, "party", block.name, catalogue.parties)
    begin, until = block.need("from"), block.entries.get("until")
    start = read_date(begin.text, begin.place)
    end = read_date(until.text, until.place) if until else None
    if until and end and end < start:
        what = f"ends on {end}, before {start}"
        raise fault(until.place, "until", what, f"{start} or later")
    told = block.entries.get("known", begin)
    known_from = read_date(told.text, told.place)
    return Accession(block.name, key, block.need("fields"), start, end, known_from, block.place)


def read_warnings(deliberations: Iterable[Deliberation]) -> Iterable[Fault]:
    """Oddities that are kept as printed, each with the probable correction."""
    known = list(deliberations)
    for one in known:
        warning = number_warning(one.number, one.head, one.head.place)
        if warning:
            yield warning
    yield from order_warnings([(d.number, d.head) for d in known])


def early_warnings(
    acts: Iterable[Deliberation | Amendment], catalogue: Catalogue, saturday: bool
) -> Iterator[Fault]:
    """Acts that take effect before their regime allows, each at the line that says so."""
    for act in acts:
        entry = act.document.front.entries.get("in-force")
        warning = entry and force_warning(act.head, entry.place, catalogue, saturday)
        if warning:
            yield warning
