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
```successions sources                              or parties, for words that are both
- ima | ima-2 | 2026-01-01 | -
```
```regimes
- 2023-11-23 | 10 | nl | fr | de | en              adopted from that day: so many working days
```
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, TypeAlias, TypeVar, cast

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
    SuccessionKind,
    Word,
)
from beraad.law.document import Document
from beraad.law.place import MOST_FAULTS, Fault, LawError, Place, fault, gather, unknown
from beraad.law.span import read_date

EVIDENCE = ("yes-no", "number", "word")
FIELD_KINDS = ("text", "code", "date", "number", "yes-no")
DATE = "date"
COMMUNICATION = "communication"
RESERVED = ("anyone", "subject", COMMUNICATION)
"""Words of the clause language: a party of that name would be taken for something else."""
CBE = re.compile(r"[0-9]{10}")
FIELD = re.compile(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*")
"""A relation of a source and its column, as `exchange` asks for them."""
WORKING_DAYS = re.compile(r"[0-9]{1,2}")
DENIED = tuple(f"not-{language}" for language in LANGUAGES)
HANDED: dict[str, SuccessionKind] = {"parties": "party", "sources": "source"}
Row: TypeAlias = tuple[str, str, date, str, Place]
"""A succession of which it is not yet told what is handed over."""
AnyWord = TypeVar("AnyWord", Word, Field)


def read_catalogue(documents: Sequence[Document]) -> Catalogue:
    """The catalogue of all these documents together; LawError tells the faults of all of them."""
    words: dict[str, dict[str, Any]] = {kind: {} for kind in KINDS if kind != "successions"}
    successions: list[tuple[str, Row]] = []
    faults: list[Fault] = []

    def read(block: Block) -> None:
        if block.kind == "successions":
            block.only(items=True)
            told = read_handed(block)
            successions.extend((told, read_succession(item)) for item in block.items)
        else:
            read_words(block, words)

    gather(faults, lambda document: document.front.only("catalogue"), documents)
    for document in documents:
        found: list[Fault] = []
        gather(found, read, (block for _, block in document.blocks()), MOST_FAULTS)
        faults.extend(found)
    catalogue = Catalogue(**words, successions=())
    if not faults:
        known = gather(faults, lambda one: with_kind(*one, catalogue), successions)
        catalogue = replace(catalogue, successions=tuple(known))
        faults.extend(catalogue_faults(catalogue, documents))
    if faults:
        raise LawError(faults)
    return catalogue


def read_words(block: Block, words: dict[str, dict[str, Any]]) -> None:
    """The words of one block, put among the words of its kind."""
    if block.kind in ROWS:
        block.only(items=True)
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
    if text in RESERVED:
        raise fault(place, "reserved", f"'{text}' has a meaning of its own", "another word")
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
    if cbe != "-" and not CBE.fullmatch(cbe):
        what = f"'{cbe}' is not an enterprise number"
        raise fault(item.place, "cbe", what, "ten digits, or '-' where it is not known")
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
    if not WORKING_DAYS.fullmatch(count):
        raise fault(item.place, "regime", f"'{count}' working days", "a whole number up to 99")
    return Regime(day, read_date(day, item.place), int(count), labels(texts, item.place))


def read_handed(block: Block) -> str:
    """What is handed over in a block, if it says so: parties or sources."""
    if block.name and block.name not in HANDED:
        raise unknown(block.place, "succession", block.name, HANDED)
    return block.name


def read_succession(item: Item) -> Row:
    """`old | new | day | region or -`."""
    old, new, day, region = item.columns(4)
    where = "" if region == "-" else name(region, item.place)
    return old, new, read_date(day, item.place), where, item.place


def read_field(item: Item) -> Field:
    """`table.column | kind | nl | fr | de | en`."""
    word, kind, *texts = item.columns(6)
    if not FIELD.fullmatch(word):
        expected = "table.column, each a letter and then lower-case letters, digits or '_'"
        raise fault(item.place, "field-word", f"'{word}' is not a field", expected)
    if kind not in FIELD_KINDS:
        raise unknown(item.place, "field-kind", kind, FIELD_KINDS)
    return Field(word, cast(FieldKind, kind), labels(texts, item.place))


def once(block: Block, read: Callable[[Item], AnyWord]) -> dict[str, AnyWord]:
    """The words of a block's items, none of them twice."""
    found: dict[str, AnyWord] = {}
    for item in block.items:
        one = read(item)
        if one.word in found:
            raise fault(item.place, "twice", f"'{one.word}' stands twice", "it once")
        found[one.word] = one
    return found


def read_source(block: Block) -> Source:
    """A source with its fields."""
    block.only("holder", "dated-by", *LANGUAGES, items=True)
    fields = once(block, read_field)
    dated_by = block.entries.get("dated-by")
    if dated_by and dated_by.text not in fields:
        raise unknown(dated_by.place, "field", dated_by.text, fields)
    if dated_by and fields[dated_by.text].kind != DATE:
        what = f"'{dated_by.text}' is of kind {fields[dated_by.text].kind} and tells no day"
        raise fault(dated_by.place, "dated-by", what, f"a field of kind {DATE}")
    holder = block.need("holder").word()
    dated = dated_by.text if dated_by else ""
    return Source(name(block.named(), block.place), holder, fields, entry_labels(block), dated)


def read_condition_word(block: Block) -> ConditionWord:
    """A word of the condition vocabulary."""
    block.only("evidence", "asked-of", *LANGUAGES, *DENIED, items=True)
    evidence = block.need("evidence")
    if evidence.text not in EVIDENCE:
        raise unknown(evidence.place, "evidence", evidence.text, EVIDENCE)
    return ConditionWord(
        block.named(),
        cast(EvidenceKind, evidence.text),
        block.need("asked-of").word(),
        {word: argument.labels for word, argument in once(block, read_word).items()},
        entry_labels(block),
        entry_labels(block, "not-") if block.entries.keys() & DENIED else None,
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


def catalogue_faults(catalogue: Catalogue, documents: Sequence[Document]) -> Iterable[Fault]:
    """Words that name other words must name known ones; a succession keeps every field."""
    faults: list[Fault] = []
    places = word_places(documents)

    def check_source(source: Source) -> None:
        if source.holder not in catalogue.parties:
            place = places["source", source.word]
            raise unknown(place, "party", source.holder, catalogue.parties)

    def check_party(party: Party) -> None:
        for category in party.categories:
            if category not in catalogue.categories:
                place = places["parties", party.word]
                raise unknown(place, "category", category, catalogue.categories)

    def check_condition_word(word: ConditionWord) -> None:
        if word.asked_of not in (*catalogue.sources, COMMUNICATION):
            known = (COMMUNICATION, *catalogue.sources)
            raise unknown(places["condition", word.word], "source", word.asked_of, known)

    gather(faults, check_source, catalogue.sources.values())
    gather(faults, check_party, catalogue.parties.values())
    gather(faults, check_condition_word, catalogue.conditions.values())
    gather(faults, lambda one: check_succession(one, catalogue), catalogue.successions)
    return faults


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


def with_kind(told: str, row: Row, catalogue: Catalogue) -> Succession:
    """A succession of what its block says, or of the one thing that both its words are."""
    old, new, _, _, place = row
    words = {"party": catalogue.parties, "source": catalogue.sources}
    kinds = [HANDED[told]] if told else [*HANDED.values()]
    for word in (old, new):
        fitting = [kind for kind in kinds if word in words[kind]]
        if not fitting:
            raise unknown(place, kinds[0], word, [w for kind in kinds for w in words[kind]])
        kinds = fitting
    if len(kinds) > 1:
        what = f"'{old}' and '{new}' are parties and sources alike"
        expected = "'```successions parties' or '```successions sources'"
        raise fault(place, "succession-kind", what, expected)
    return Succession(kinds[0], *row)


def check_succession(succession: Succession, catalogue: Catalogue) -> None:
    """Sources with the same fields, a known region, no circle."""
    old, new, place = succession.old, succession.new, succession.place
    if succession.kind == "source":
        missing = set(catalogue.sources[old].fields) - set(catalogue.sources[new].fields)
        if missing:
            what = f"source '{new}' lacks {', '.join(sorted(missing))}"
            raise fault(place, "succession-fields", what, f"every field of '{old}'")
    residence = catalogue.conditions.get("residence")
    regions = residence.arguments if residence and residence.evidence == "yes-no" else {}
    if succession.region and succession.region not in regions:
        raise unknown(place, "region", succession.region, regions)
    if old in catalogue.standing_for(succession.kind, new):
        what = f"'{old}' succeeds itself"
        raise fault(place, "succession-circle", what, "a succession without a circle")
