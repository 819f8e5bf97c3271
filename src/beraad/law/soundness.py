"""What the texts of a deliberation must be besides, each taken with the acts that belong to it."""

from collections.abc import Iterable, Iterator

from beraad.law.act import day_of
from beraad.law.clause import known
from beraad.law.expand import own_start
from beraad.law.place import Fault, LawError, gather
from beraad.law.provision import Key
from beraad.law.register import Register, Text


def text_faults(register: Register, key: Key) -> tuple[Fault, ...]:
    """What is wrong with the texts of a deliberation; of one that no amendment fits, only that."""
    try:
        texts = tuple(register.texts(key))
    except LawError as error:
        return error.faults
    return (*accession_faults(register, key, texts), *keep_faults(register, key, texts))


def accession_faults(register: Register, key: Key, texts: Iterable[Text]) -> list[Fault]:
    """Accessions that name a field which no source of the deliberation ever held."""
    faults: list[Fault] = []
    sources = {s for _, content in texts for _, clause in content.clauses for s in clause.sources}
    fields = tuple(sorted(register.catalogue.fields_of(sources)))
    accessions = register.accessions.get(key, ())
    gather(faults, lambda one: known(one.named, "field", fields), accessions)
    return faults


def keep_faults(register: Register, key: Key, texts: Iterable[Text]) -> Iterator[Fault]:
    """Clauses whose data must be gone before they can take effect, each told where that is written.

    An entry takes effect with the act that wrote it and not before the deliberation does; of a day
    that is not fully known the first possible one counts.
    """
    words, one = register.catalogue, register.deliberations[key]
    begins = one.head.earliest(words, register.saturday)
    written = {one.document.file: begins}
    for act in register.amendments.get(key, ()):
        written[act.document.file] = max(begins, act.head.earliest(words, register.saturday))
    for document, content in texts:
        blocks = document.blocks("clause")
        for (_, block), (_, clause) in zip(blocks, content.clauses, strict=True):
            place = block.need("keep").place
            begin = written[place.file]
            first = day_of(max(begin, own_start(clause, words) or begin))
            if clause.keep.until and clause.keep.until < first:
                what = f"keeps until {clause.keep.until} what flows from {first} on"
                yield Fault(place, "keep-early", what, f"{first} or later")
