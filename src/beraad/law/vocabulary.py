"""The catalogue as documents: blocks of words with their labels in four languages.

```roles
- pharmacist | apothekers | pharmaciens | Apotheker | pharmacists
```
```parties
- farmaflux | 0123456749 | pharmacy-network | Farmaflux | Farmaflux | Farmaflux | Farmaflux
```
```source gfd
holder: farmaflux
dated-by: dispensing.date
nl: het gedeeld farmaceutisch dossier       (and fr, de, en)
- dispensing.date | date | afleverdatum | date de délivrance | Abgabedatum | date dispensed
```
```condition consent
evidence: yes-no                            or number, word
asked-of: consents                          a source, or 'communication'
nl: de betrokkene {argument} toestemming gaf   (and fr, de, en; not-nl ... if `not` may precede)
- informed | geïnformeerde | éclairé | informierte | informed
```
```laws
- 2025-01-31 | 2025-02-19 | nl | fr | de | en      in force; '-' while unknown
```
```successions
- fps-thab | vsb | 2019-01-01 | flanders           region; '-' for all
```
```regimes
- 2023-11-23 | 10 | nl | fr | de | en              adopted from that day: so many working days
```
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, cast

from beraad.law.block import NAME, Block, Item
from beraad.law.catalogue import (
    KINDS,
    LANGUAGES,
    Catalogue,
    ConditionWord,
    EvidenceKind,
    Field,
    FieldKind,
    Labels,
    Law,
    Party,
    Regime,
    Source,
    Succession,
    Word,
)
from beraad.law.document import Document
from beraad.law.place import Place, fault, unknown
from beraad.law.span import read_date

EVIDENCE = ("yes-no", "number", "word")
FIELD_KINDS = ("text", "code", "date", "number", "yes-no")
COMMUNICATION = "communication"
DENIED = tuple(f"not-{language}" for language in LANGUAGES)


def read_catalogue(documents: Sequence[Document]) -> Catalogue:
    """The catalogue of all these documents together; a word that stands twice is a fault."""
    words: dict[str, dict[str, Any]] = {kind: {} for kind in KINDS if kind != "successions"}
    successions: list[Succession] = []
    for document in documents:
        document.front.only("catalogue")
        for _, block in document.blocks():
            if block.kind == "successions":
                successions.extend(map(read_succession, block.items))
            else:
                read_words(block, words)
    catalogue = Catalogue(**words, successions=tuple(successions))
    check_catalogue(catalogue, documents)
    return catalogue


def read_words(block: Block, words: dict[str, dict[str, Any]]) -> None:
    """The words of one block, put among the words of its kind."""
    if block.kind in ROWS:
        block.only()
        kind, read = block.kind, ROWS[block.kind]
        found = [(item.place, read(item)) for item in block.items]
    elif block.kind in SINGLES:
        kind, read_one = SINGLES[block.kind]
        found = [(block.place, read_one(block))]
    else:
        raise unknown(block.place, "block", block.kind, (*ROWS, *SINGLES, "successions"))
    for place, word in found:
        if word.word in words[kind]:
            raise fault(place, "twice", f"'{word.word}' stands twice among {kind}", "it once")
        words[kind][word.word] = word


def name(text: str, place: Place) -> str:
    """A well-formed word."""
    if not NAME.fullmatch(text):
        expected = "lower-case letters, digits, '-', '_' and '.'"
        raise fault(place, "word", f"'{text}' is not a word", expected)
    return text


def labels(columns: Iterable[str], place: Place) -> Labels:
    """Four texts, none empty."""
    texts = tuple(columns)
    for language, text in zip(LANGUAGES, texts, strict=True):
        if not text:
            raise fault(place, "label", f"no label in {language}", "a text in nl, fr, de and en")
    return Labels(*texts)


def entry_labels(block: Block, prefix: str = "") -> Labels:
    """The entries nl, fr, de, en of a block."""
    return labels((block.need(prefix + language).text for language in LANGUAGES), block.place)


def read_word(item: Item) -> Word:
    """`word | nl | fr | de | en`."""
    word, *texts = item.columns(5)
    return Word(name(word, item.place), labels(texts, item.place))


def read_party(item: Item) -> Party:
    """`word | enterprise number or - | categories or - | nl | fr | de | en`."""
    word, cbe, categories, *texts = item.columns(7)
    if cbe != "-" and not (cbe.isdecimal() and len(cbe) == 10):
        raise fault(item.place, "cbe", f"'{cbe}'", "ten digits, or '-' where it is not known")
    return Party(
        name(word, item.place),
        "" if cbe == "-" else cbe,
        () if categories == "-" else tuple(categories.split()),
        labels(texts, item.place),
    )


def read_law(item: Item) -> Law:
    """`word | day in force or - | nl | fr | de | en`."""
    word, day, *texts = item.columns(6)
    in_force = None if day == "-" else read_date(day, item.place)
    return Law(name(word, item.place), in_force, labels(texts, item.place))


def read_regime(item: Item) -> Regime:
    """`first day of adoption | working days | nl | fr | de | en`."""
    day, count, *texts = item.columns(6)
    if not count.isdecimal() or int(count) > 100:
        raise fault(item.place, "regime", f"'{count}' working days", "a whole number up to 100")
    return Regime(day, read_date(day, item.place), int(count), labels(texts, item.place))


def read_succession(item: Item) -> Succession:
    """`old | new | day | region or -`."""
    old, new, day, region = item.columns(4)
    where = "" if region == "-" else name(region, item.place)
    return Succession(old, new, read_date(day, item.place), where, item.place)


def read_field(item: Item) -> Field:
    """`table.column | kind | nl | fr | de | en`."""
    word, kind, *texts = item.columns(6)
    if kind not in FIELD_KINDS:
        raise unknown(item.place, "field-kind", kind, FIELD_KINDS)
    return Field(name(word, item.place), cast(FieldKind, kind), labels(texts, item.place))


def read_source(block: Block) -> Source:
    """A source with its fields."""
    block.only("holder", "dated-by", *LANGUAGES)
    found: dict[str, Field] = {}
    for item in block.items:
        one = read_field(item)
        if one.word in found:
            raise fault(item.place, "twice", f"field '{one.word}' stands twice", "it once")
        found[one.word] = one
    dated_by = block.entries.get("dated-by")
    if dated_by and dated_by.text not in found:
        raise unknown(dated_by.place, "field", dated_by.text, found)
    holder = block.need("holder").word()
    dated = dated_by.text if dated_by else ""
    return Source(block.name, holder, found, entry_labels(block), dated)


def read_condition_word(block: Block) -> ConditionWord:
    """A word of the condition vocabulary."""
    block.only("evidence", "asked-of", *LANGUAGES, *DENIED)
    evidence = block.need("evidence")
    if evidence.text not in EVIDENCE:
        raise unknown(evidence.place, "evidence", evidence.text, EVIDENCE)
    arguments = [read_word(item) for item in block.items]
    return ConditionWord(
        block.name,
        cast(EvidenceKind, evidence.text),
        block.need("asked-of").word(),
        {argument.word: argument.labels for argument in arguments},
        entry_labels(block),
        entry_labels(block, "not-") if "not-nl" in block.entries else None,
    )


ROWS: dict[str, Callable[[Item], Any]] = {
    "parties": read_party,
    "roles": read_word,
    "categories": read_word,
    "purposes": read_word,
    "populations": read_word,
    "laws": read_law,
    "regimes": read_regime,
}
SINGLES: dict[str, tuple[str, Callable[[Block], Any]]] = {
    "source": ("sources", read_source),
    "condition": ("conditions", read_condition_word),
}


def check_catalogue(catalogue: Catalogue, documents: Sequence[Document]) -> None:
    """Words that name other words must name known ones; a succession keeps every field."""
    places = word_places(documents)
    for source in catalogue.sources.values():
        if source.holder not in catalogue.parties:
            place = places["source", source.word]
            raise unknown(place, "party", source.holder, catalogue.parties)
    for party in catalogue.parties.values():
        for category in party.categories:
            if category not in catalogue.categories:
                place = places["parties", party.word]
                raise unknown(place, "category", category, catalogue.categories)
    for word in catalogue.conditions.values():
        if word.asked_of not in (*catalogue.sources, COMMUNICATION):
            place = places["condition", word.word]
            raise unknown(place, "source", word.asked_of, catalogue.sources)
    for succession in catalogue.successions:
        check_succession(succession, catalogue)


def word_places(documents: Sequence[Document]) -> dict[tuple[str, str], Place]:
    """Where each word stands, by kind of block and word."""
    blocks = [block for document in documents for _, block in document.blocks()]
    singles = {(block.kind, block.name): block.place for block in blocks}
    rows = {
        (block.kind, item.text.split("|")[0].strip()): item.place
        for block in blocks
        for item in block.items
    }
    return singles | rows


def check_succession(succession: Succession, catalogue: Catalogue) -> None:
    """Both ends of one kind, sources with the same fields, a known region, no circle."""
    old, new, place = succession.old, succession.new, succession.place
    kind = catalogue.sources if old in catalogue.sources else catalogue.parties
    for word in (old, new):
        if word not in kind:
            raise unknown(place, "party", word, (*catalogue.parties, *catalogue.sources))
    if old in catalogue.sources:
        missing = set(catalogue.sources[old].fields) - set(catalogue.sources[new].fields)
        if missing:
            what = f"source '{new}' lacks {', '.join(sorted(missing))}"
            raise fault(place, "succession", what, f"every field of '{old}'")
    regions = (
        catalogue.conditions["residence"].arguments if "residence" in catalogue.conditions else {}
    )
    if succession.region and succession.region not in regions:
        raise unknown(place, "region", succession.region, regions)
    if reaches(catalogue, new, old, set()):
        raise fault(
            place, "succession", f"'{old}' succeeds itself", "a succession without a circle"
        )


def reaches(catalogue: Catalogue, start: str, goal: str, seen: set[str]) -> bool:
    """Whether successions lead from `start` to `goal`."""
    if start == goal:
        return True
    seen.add(start)
    return any(
        reaches(catalogue, s.new, goal, seen)
        for s in catalogue.successions
        if s.old == start and s.new not in seen
    )
