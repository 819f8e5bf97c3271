"""A clause: who may receive which fields of whom, from where, for what, how, on what conditions."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, TypeAlias, cast, get_args

from beraad.law.block import WORD, Block, Value
from beraad.law.catalogue import Catalogue
from beraad.law.condition import Compares, Condition, Holds, key_parts, read_condition, terms
from beraad.law.place import Place, fault, nearest, unknown
from beraad.law.span import Span, read_date, read_span

Form: TypeAlias = Literal["identified", "pseudonymised", "synthetic", "anonymous"]
Channel: TypeAlias = Literal[
    "consult", "notify", "batch", "extract", "enclave", "table", "synthetic"
]
RecipientKind: TypeAlias = Literal["party", "role", "list", "category", "subject", "anyone"]
Answer: TypeAlias = Literal["fields", "yes-no"]
FORMS: tuple[Form, ...] = get_args(Form)
CHANNELS: tuple[Channel, ...] = get_args(Channel)
ANSWERS: tuple[Answer, ...] = get_args(Answer)

EVERYONE = "everyone"
ENTRIES = (
    *("from", "to", "for", "fields", "form", "by", "about", "when", "looking-back", "keep"),
    *("answer", "limited-by", "leaves-as", "in-force", "until"),
)
SAMPLE = re.compile(r"sample ([0-9]{1,2}(?:\.[0-9]{1,3})?) % of (.+)")
LAW_IN_FORCE = re.compile(rf"when law\(({WORD})\) is in force")
LEAVES = re.compile(rf"({WORD}) after ({WORD})")
UNTIL = re.compile(r"until (\S+)")
INSTANT = re.compile(r"([0-9-]{10})T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:Z|[+-][0-9]{2}:[0-9]{2})")


@dataclass(frozen=True, slots=True)
class Recipients:
    """Who may receive: parties, roles, lists or categories by name; the subject; anyone."""

    kind: RecipientKind
    names: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Such as `role pharmacist, nurse`, `party sciensano` or `anyone`."""
        return f"{self.kind} {', '.join(self.names)}".strip()


@dataclass(frozen=True, slots=True)
class Population:
    """Who may be the subject; `sample` is the percentage that is drawn, or None for all."""

    word: str
    sample: str | None = None


@dataclass(frozen=True, slots=True)
class Retention:
    """How long the recipient may keep what it got: nothing, a span, or until a day; with proof."""

    span: Span | None = None
    until: date | None = None
    proof: bool = False


@dataclass(frozen=True, slots=True)
class Start:
    """When something takes effect beyond the regime: from an instant, or with a law."""

    at: datetime | date | None = None
    law: str = ""


@dataclass(frozen=True, slots=True)
class Clause:
    """One permission. Every entry stands as the document writes it; nothing is implied."""

    name: str
    place: Place
    sources: tuple[str, ...]
    to: Recipients
    purpose: str
    fields: tuple[str, ...]
    form: Form
    by: tuple[Channel, ...]
    about: Population
    keep: Retention
    when: tuple[Condition, ...] = ()
    looking_back: Span | None = None
    answer: Answer = "fields"
    limited_by_accession: bool = False
    leaves_as: tuple[Form, str] | None = None
    start: Start = Start()
    until: date | None = None


def read_clause(block: Block, catalogue: Catalogue, lists: Mapping[str, str]) -> Clause:
    """A clause from its block; every word is checked against the catalogue and the lists.

    `lists` gives for each list of the document what its members are: parties or values.
    """
    block.only(*ENTRIES)
    sources = known(block.need("from"), "source", catalogue.sources)
    entry = block.entries
    return Clause(
        name=block.named(),
        place=block.place,
        sources=sources,
        to=read_recipients(block.need("to"), catalogue, lists),
        purpose=one_of(block.need("for"), "purpose", catalogue.purposes),
        fields=read_fields(block.need("fields"), sources, catalogue),
        form=cast(Form, one_of(block.need("form"), "form", FORMS)),
        by=cast(tuple[Channel, ...], known(block.need("by"), "channel", CHANNELS)),
        about=read_population(block.need("about"), catalogue),
        keep=read_retention(block.need("keep")),
        when=read_conditions(entry["when"], catalogue, lists) if "when" in entry else (),
        looking_back=optional_span(entry.get("looking-back")),
        answer="yes-no" if is_yes_no(entry.get("answer")) else "fields",
        limited_by_accession=is_limited(entry.get("limited-by")),
        leaves_as=read_leaves_as(entry["leaves-as"], catalogue) if "leaves-as" in entry else None,
        start=read_start(entry["in-force"], catalogue) if "in-force" in entry else Start(),
        until=read_date(entry["until"].text, entry["until"].place) if "until" in entry else None,
    )


def one_of(value: Value, kind: str, allowed: Mapping[str, object] | tuple[str, ...]) -> str:
    """One word out of those allowed."""
    word = value.word()
    if word not in allowed:
        raise unknown(value.place, kind, word, allowed)
    return word


def known(
    value: Value, kind: str, allowed: Mapping[str, object] | tuple[str, ...]
) -> tuple[str, ...]:
    """Words out of those allowed, none of them twice."""
    words = value.words()
    for word in words:
        if word not in allowed:
            raise unknown(value.place, kind, word, allowed)
    if len(set(words)) < len(words):
        raise fault(value.place, "twice", f"a {kind} stands twice", f"each {kind} once")
    return words


def read_recipients(value: Value, catalogue: Catalogue, lists: Mapping[str, str]) -> Recipients:
    """`role x`, `category [x, y]`, `list x`, `subject`, `anyone` or parties by name."""
    if value.text in ("subject", "anyone"):
        return Recipients("subject" if value.text == "subject" else "anyone")
    head, _, rest = value.text.partition(" ")
    tail = Value(rest.strip(), value.place)
    if head == "role":
        return Recipients("role", known(tail, "role", catalogue.roles))
    if head == "category":
        return Recipients("category", known(tail, "category", catalogue.categories))
    if head == "list":
        return Recipients("list", lists_of_parties(tail, lists))
    return Recipients("party", known(value, "party", catalogue.parties))


def lists_of_parties(value: Value, lists: Mapping[str, str]) -> tuple[str, ...]:
    """Lists whose members may receive: a mere value is nobody."""
    names = known(value, "list", lists)
    for name in names:
        if lists[name] != "parties":
            what = f"the members of list '{name}' are {lists[name]}"
            raise fault(value.place, "list-of-values", what, "a list of parties")
    return names


def read_fields(value: Value, sources: tuple[str, ...], catalogue: Catalogue) -> tuple[str, ...]:
    """Fields by name, each held by a source of the clause; and each source must give one."""
    if "*" in value.text:
        what = "'*' names no field"
        raise fault(
            value.place, "wildcard", what, "each field by its name: minimisation is visible"
        )
    names = known(value, "field", tuple(sorted(catalogue.fields_of(sources))))
    for source in sources:
        if not any(name in catalogue.sources[source].fields for name in names):
            what = f"no field of source '{source}'"
            raise fault(value.place, "idle-source", what, "a field of each source named in 'from'")
    return names


def read_population(value: Value, catalogue: Catalogue) -> Population:
    """A population, or `sample 2 % of` one."""
    match = SAMPLE.fullmatch(value.text)
    word = match[2] if match else value.text
    if match and not float(match[1]) > 0:
        raise fault(value.place, "sample", "a sample of nobody", "a percentage above 0")
    if word not in catalogue.populations:
        raise unknown(value.place, "population", word, catalogue.populations)
    return Population(word, match[1] if match else None)


def read_retention(value: Value) -> Retention:
    """`nothing`, `5 years`, `until 2029-12-31`; `, destroyed with proof` may follow."""
    text, _, manner = value.text.partition(", ")
    if manner not in ("", "destroyed with proof"):
        what = f"unknown manner '{manner}' of ending"
        raise fault(value.place, "retention", what, "'destroyed with proof' or nothing")
    if text == "nothing":
        return Retention(proof=bool(manner))
    if match := UNTIL.fullmatch(text):
        return Retention(until=read_date(match[1], value.place), proof=bool(manner))
    return Retention(span=read_span(text, value.place), proof=bool(manner))


def read_conditions(
    value: Value, catalogue: Catalogue, lists: Mapping[str, str]
) -> tuple[Condition, ...]:
    """The conditions of a list, each word checked against the condition vocabulary."""
    found = tuple(read_condition(text, value.place) for text in value.words())
    for condition in found:
        check_condition(condition, value.place, catalogue, lists)
    return found


def check_condition(
    condition: Condition, place: Place, catalogue: Catalogue, lists: Mapping[str, str]
) -> None:
    """Word, argument, type of evidence and list of each term must be known."""
    for term in terms(condition):
        word, argument = key_parts(term.key)
        if word not in catalogue.conditions:
            raise unknown(place, "condition", word, catalogue.conditions)
        meaning = catalogue.conditions[word]
        if argument not in (*meaning.arguments, *([] if meaning.arguments else [""])):
            raise unknown(place, "argument", argument or word, meaning.arguments)
        wanted = {Holds: "yes-no", Compares: "number"}.get(type(term), "word")
        if meaning.evidence != wanted:
            what = f"'{term}' treats '{word}' as {wanted}"
            raise fault(place, "evidence", what, f"{meaning.evidence} evidence, as it is defined")
        if isinstance(term, Holds) and not term.wanted and meaning.denied is None:
            raise fault(
                place, "not", f"'{word}' may not be denied", "a condition with 'not-nl' ..."
            )
        if not isinstance(term, Holds | Compares) and term.list_name not in lists:
            raise unknown(place, "list", term.list_name, lists)


def read_start(value: Value, catalogue: Catalogue) -> Start:
    """`2024-03-20`, `2024-03-20T12:00:00+01:00` or `when law(2025-01-31) is in force`."""
    if match := LAW_IN_FORCE.fullmatch(value.text):
        if match[1] not in catalogue.laws:
            raise unknown(value.place, "law", match[1], catalogue.laws)
        return Start(law=match[1])
    if match := INSTANT.fullmatch(value.text):
        read_date(match[1], value.place)
        try:
            return Start(at=datetime.fromisoformat(value.text))
        except ValueError:
            expected = "such as 2024-03-20T12:00:00+01:00"
            what = f"'{value.text}' is not an instant"
            raise fault(value.place, "instant", what, expected) from None
    return Start(at=read_date(value.text, value.place))


def read_leaves_as(value: Value, catalogue: Catalogue) -> tuple[Form, str]:
    """`anonymous after small-cell-analysis`: the form of what goes out, and what precedes."""
    match = LEAVES.fullmatch(value.text)
    if not match or match[1] not in FORMS:
        expected = "such as 'anonymous after small-cell-analysis'"
        near = nearest(match[1], FORMS) if match else ""
        what = f"'{value.text}' is not how results leave"
        raise fault(value.place, "leaves-as", what, expected, near)
    if match[2] not in catalogue.conditions:
        raise unknown(value.place, "condition", match[2], catalogue.conditions)
    return cast(Form, match[1]), match[2]


def optional_span(value: Value | None) -> Span | None:
    """A span where the entry stands."""
    return read_span(value.text, value.place) if value else None


def is_yes_no(value: Value | None) -> bool:
    """Whether only the answer flows, and no field."""
    return value is not None and one_of(value, "answer", ANSWERS) == "yes-no"


def is_limited(value: Value | None) -> bool:
    """Whether each recipient gets only the fields of its accession."""
    return value is not None and one_of(value, "limit", ("accession",)) == "accession"
