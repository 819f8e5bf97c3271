"""What the texts of a deliberation must be besides, each taken with the acts that belong to it."""

from collections.abc import Iterable, Iterator

from beraad.law.act import day_of
from beraad.law.catalogue import Catalogue
from beraad.law.clause import Clause, known
from beraad.law.content import Content
from beraad.law.expand import own_start
from beraad.law.place import Fault, LawError, fault, gather
from beraad.law.provision import Key
from beraad.law.register import Accession, Register, Text


def text_faults(register: Register, key: Key) -> tuple[Fault, ...]:
    """What is wrong with the texts of a deliberation; of one that no amendment fits, only that."""
    try:
        texts = tuple(register.texts(key))
    except LawError as error:
        return error.faults
    return (*accession_faults(register, key, texts), *keep_faults(register, key, texts))


def accession_faults(register: Register, key: Key, texts: Iterable[Text]) -> list[Fault]:
    """Accessions that give nobody anything, now or later, or nothing that another does not."""
    faults: list[Fault] = []
    words = register.catalogue
    contents = [content for _, content in texts]
    limited = [clause for content in contents for clause in limited_clauses(content)]
    fields = tuple(sorted(words.fields_of(s for clause in limited for s in clause.sources)))
    parties = acceding(contents, words)
    before: dict[tuple[str, frozenset[str]], list[Accession]] = {}

    def check(one: Accession) -> None:
        if not limited:
            what = f"an accession to {key[1]}, which limits no clause by accession"
            expected = "a deliberation with 'limited-by: accession'"
            raise fault(one.place, "accession-idle", what, expected)
        known(one.named, "field", fields)
        if parties.isdisjoint(words.standing_for("party", one.party)):
            what = f"'{one.party}' receives by no clause that accession limits"
            raise fault(one.place, "accession-party", what, "an organisation that receives by one")
        same = before.setdefault((one.party, one.fields), [])
        if any(map(one.overlaps, same)):
            what = f"'{one.party}' accedes twice at one time for the same fields"
            raise fault(one.place, "twice", what, "it once")
        same.append(one)

    gather(faults, check, register.accessions.get(key, ()))
    return faults


def limited_clauses(content: Content) -> Iterator[Clause]:
    """The clauses that serve those who acceded alone."""
    return (clause for _, clause in content.clauses if clause.limited_by_accession)


def acceding(contents: Iterable[Content], words: Catalogue) -> frozenset[str]:
    """The organisations that ever receive by a clause of these texts that accession limits."""
    found: set[str] = set()
    for content in contents:
        for clause in limited_clauses(content):
            names = set(clause.to.names)
            if clause.to.kind == "category":
                found |= {p.word for p in words.parties.values() if names & set(p.categories)}
            elif clause.to.kind == "party":
                found |= names
            elif clause.to.kind == "list":
                found |= {member.word for n in names for member in content.lists[n].members}
            else:
                return frozenset(words.parties)
    return frozenset(heir for one in found for heir in words.standing_for("party", one))


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
