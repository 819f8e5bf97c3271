"""Loading: documents in, a register out; one unknown word anywhere and nothing is loaded."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeVar, cast

from beraad.belgium.numbers import DeliberationNumber
from beraad.law.act import (
    KINDS,
    Kind,
    number_warning,
    read_document_kind,
    read_head,
    read_number,
)
from beraad.law.amendment import Instruction, read_instruction
from beraad.law.catalogue import Catalogue
from beraad.law.clause import known, one_of
from beraad.law.content import read_content
from beraad.law.document import Document, parse
from beraad.law.order import order_warnings
from beraad.law.place import Fault, LawError, Place, fault, unknown
from beraad.law.provision import Key
from beraad.law.register import (
    Accession,
    Amendment,
    Deliberation,
    Register,
    consolidation_faults,
)
from beraad.law.span import read_date
from beraad.law.vocabulary import read_catalogue

Given = TypeVar("Given")
Read = TypeVar("Read")


def load(files: Mapping[str, bytes], saturday: bool = False) -> Register:
    """A register from the bytes of its files; LawError carries the faults of all of them.

    `saturday` says whether a Saturday counts as a working day before entry into force.
    """
    faults: list[Fault] = []
    documents = gather(faults, lambda file: parse(file[1], file[0]), files.items())
    sorts: dict[str, list[Document]] = {}
    for document, sort in gather(faults, lambda d: (d, read_document_kind(d)), documents):
        sorts.setdefault(sort, []).append(document)
    if faults:
        raise LawError(faults)
    catalogue = read_catalogue(sorts.get("catalogue", []))
    register = read_acts(sorts, catalogue, saturday, faults)
    for key in register.deliberations:
        faults.extend(consolidation_faults(register, key))
    if faults:
        raise LawError(faults)
    return register


def gather(
    faults: list[Fault], read: Callable[[Given], Read], given: Iterable[Given]
) -> list[Read]:
    """What `read` makes of each thing given, while the faults of those that fail are collected."""
    found = []
    for one in given:
        try:
            found.append(read(one))
        except LawError as error:
            faults.extend(error.faults)
    return found


def read_acts(
    sorts: Mapping[str, list[Document]], catalogue: Catalogue, saturday: bool, faults: list[Fault]
) -> Register:
    """All acts; those at fault are left out and told in `faults`."""
    read = gather(faults, lambda d: read_deliberation(d, catalogue), sorts.get("number", []))
    deliberations = {deliberation.key: deliberation for deliberation in read}
    faults.extend(same_numbers(read, deliberations))
    amendments: dict[Key, tuple[Amendment, ...]] = {}
    for amendment in gather(
        faults, lambda d: read_amendment(d, catalogue, deliberations), sorts.get("amends", [])
    ):
        amendments[amendment.key] = (*amendments.get(amendment.key, ()), amendment)
    accessions: dict[Key, tuple[Accession, ...]] = {}
    for group in gather(
        faults, lambda d: read_accessions(d, catalogue, deliberations), sorts.get("accedes-to", [])
    ):
        for accession in group:
            accessions[accession.key] = (*accessions.get(accession.key, ()), accession)
    warnings = tuple(read_warnings(deliberations.values()))
    return Register(catalogue, deliberations, amendments, accessions, warnings, saturday)


def same_numbers(read: Iterable[Deliberation], kept: Mapping[Key, Deliberation]) -> Iterator[Fault]:
    """A fault for each deliberation whose number another one bears too."""
    for deliberation in read:
        other = kept[deliberation.key]
        if other is not deliberation:
            what = f"number {deliberation.number} stands twice, also in {other.document.file}"
            yield Fault(deliberation.head.place, "twice", what, "another number")


def read_deliberation(document: Document, catalogue: Catalogue) -> Deliberation:
    """A deliberation with number, kind and content."""
    front = document.front
    head = read_head(front, catalogue, "number", "kind")
    number = read_number(front.need("number"))
    number_warning(number, head, front.need("number").place)
    kind = cast(Kind, one_of(front.need("kind"), "kind", KINDS))
    content = read_content(document, catalogue)
    check_kind(kind, document)
    return Deliberation(number, kind, head, document, content)


def check_kind(kind: str, document: Document) -> None:
    """Frameworks and good practices authorise nothing alone: they hold no clause."""
    for _, block in document.blocks("clause"):
        if kind in ("framework", "good-practice"):
            what = f"a clause in a {kind}, which authorises nothing alone"
            raise fault(block.place, "kind", what, "a frame, a checklist or another kind")


def read_amendment(
    document: Document, catalogue: Catalogue, deliberations: Mapping[Key, Deliberation]
) -> Amendment:
    """An amendment with its instructions."""
    head = read_head(document.front, catalogue, "amends")
    amends = find_number(document, "amends", head.chamber, deliberations)
    instructions: list[Instruction] = []
    for _, block in document.blocks():
        if block.kind != "amendment":
            raise unknown(block.place, "block", block.kind, ("amendment",))
        block.only()
        instructions.extend(read_instruction(item) for item in block.items)
    if not instructions:
        raise fault(document.front.place, "empty", "an amendment that changes nothing", "- ...")
    return Amendment(amends, head, document, tuple(instructions))


def find_number(
    document: Document, entry: str, chamber: str, deliberations: Mapping[Key, Deliberation]
) -> DeliberationNumber:
    """The number of a deliberation of the same chamber that is loaded."""
    value = document.front.need(entry)
    number = read_number(value)
    numbers = {str(known) for where, known in deliberations if where == chamber}
    if str(number) not in numbers:
        raise unknown(value.place, "deliberation", str(number), numbers)
    return number


def read_accessions(
    document: Document, catalogue: Catalogue, deliberations: Mapping[Key, Deliberation]
) -> tuple[Accession, ...]:
    """The accessions to one general deliberation: a block for each party."""
    front = document.front
    front.only("accedes-to", "chamber")
    chamber = front.need("chamber").text
    number = find_number(document, "accedes-to", chamber, deliberations)
    key = next(k for k in deliberations if k == (chamber, number))
    return tuple(
        Accession(
            party_of(block.name, block.place, catalogue),
            key,
            frozenset(
                known(block.need("fields"), "field", fields_of(deliberations[key], catalogue))
            ),
            read_date(block.need("from").text, block.need("from").place),
            read_date(until.text, until.place) if (until := block.entries.get("until")) else None,
        )
        for _, block in document.blocks("accession")
    )


def party_of(name: str, place: Place, catalogue: Catalogue) -> str:
    """The party that accedes."""
    if name not in catalogue.parties:
        raise unknown(place, "party", name, catalogue.parties)
    return name


def fields_of(deliberation: Deliberation, catalogue: Catalogue) -> tuple[str, ...]:
    """The fields from which an accession chooses: all of the deliberation's sources."""
    sources = {s for _, clause in deliberation.content.clauses for s in clause.sources}
    return tuple(sorted(catalogue.fields_of(sources)))


def read_warnings(deliberations: Iterable[Deliberation]) -> Iterable[Fault]:
    """Oddities that are kept as printed, each with the probable correction."""
    known = list(deliberations)
    for one in known:
        warning = number_warning(one.number, one.head, one.head.place)
        if warning:
            yield warning
    yield from order_warnings([(d.number, d.head) for d in known])
