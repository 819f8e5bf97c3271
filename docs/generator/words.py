"""The words of the catalogue, in four languages."""

from collections.abc import Iterable, Mapping
from typing import Protocol

from beraad.law import vocabulary
from beraad.law.catalogue import KINDS, LANGUAGES, ConditionWord, Labels, Source
from generator.page import Pages, code, page, systems, table

HEADS = ("word", *LANGUAGES)
PLAIN = ("roles", "categories", "purposes", "populations", "laws", "regimes", "parties")
INTRODUCTION = """\
Every word that a document may use. An unknown word is a fault and nothing is loaded. Words are
added in documents with `catalogue: NAME` as front matter; the labels are those with which clauses
and decisions are said in four languages.
"""
CONDITIONS = """\
What a clause may demand under `when`. All conditions of a clause must be met, unless `any of (a,
b)` says otherwise. What is not known is not met, also behind `not`.

| evidence | how a condition is written |
| --- | --- |
| yes-no | `WORD`, `WORD(ARGUMENT)`, and `not WORD` where the word may be denied |
| number | `WORD > 1`, with `<`, `<=`, `=`, `>=` or `>` |
| word | `WORD in list NAME` |

The population of a clause is evidence too: `about: patients` is met by the fact
`about(patients)`.
"""
SOURCES = """\
The authentic sources and their fields. A clause names each field that may be communicated. The
field in bold says how old a row is, for clauses that look back.
"""


class Labelled(Protocol):
    """A word with its labels."""

    @property
    def word(self) -> str: ...

    @property
    def labels(self) -> Labels: ...


def pages() -> Pages:
    """Three pages."""
    catalogue = systems().catalogue
    done = {*PLAIN, "conditions", "sources", "successions"}
    if done != set(KINDS):
        raise ValueError(f"catalogue: undocumented {set(KINDS) - done}")
    parts = [
        f"## {kind.capitalize()}\n\n{words(getattr(catalogue, kind).values())}" for kind in PLAIN
    ]
    yield "reference/words.md", page("Words", INTRODUCTION, *parts, successions(), written())
    told = (condition(one) for one in ordered(catalogue.conditions))
    yield "reference/conditions.md", page("Conditions", CONDITIONS, *told)
    yield (
        "reference/sources.md",
        page("Sources", SOURCES, *(source(one) for one in ordered(catalogue.sources))),
    )


def ordered(words: Mapping[str, Labelled]) -> list:  # type: ignore[type-arg]
    """By word."""
    return [words[name] for name in sorted(words)]


def words(found: Iterable[Labelled]) -> str:
    """A row a word."""
    rows = sorted(found, key=lambda one: one.word)
    return table(HEADS, [(code(one.word), *texts(one.labels)) for one in rows])


def texts(labels: Labels) -> list[str]:
    """The four texts; what a template leaves open stays in braces."""
    return [labels[language] for language in LANGUAGES]


def condition(one: ConditionWord) -> str:
    """A condition with its arguments."""
    rows = [("", *texts(one.labels))]
    if one.denied:
        rows.append(("`not`", *texts(one.denied)))
    rows += [(code(word), *texts(labels)) for word, labels in one.arguments.items()]
    asked = "the communication" if one.asked_of == "communication" else code(one.asked_of)
    head = f"## {one.word}\n\nEvidence: {one.evidence}, asked of {asked}.\n\n"
    return head + table(("", *LANGUAGES), rows)


def source(one: Source) -> str:
    """A source with its fields."""
    rows = [
        (
            f"**{code(field.word)}**" if field.word == one.dated_by else code(field.word),
            field.kind,
            *texts(field.labels),
        )
        for field in one.fields.values()
    ]
    said = "; ".join(f"{language}: {one.labels[language]}" for language in LANGUAGES)
    head = f"## {one.word}\n\nHeld by {code(one.holder)}. {said}.\n\n"
    return head + table(("field", "kind", *LANGUAGES), rows)


def written() -> str:
    """How words are written, as the reader of catalogues tells it."""
    blocks = (vocabulary.__doc__ or "").partition("\n\n")[2]
    return f"## How words are written\n\n````markdown\n{blocks.strip()}\n````\n"


def successions() -> str:
    """Who stands for whom."""
    rows = [
        (one.kind, code(one.old), code(one.new), str(one.on), one.region or "everywhere")
        for one in systems().catalogue.successions
    ]
    head = (
        "## Successions\n\nFrom a day on, another body stands for one that was split or merged.\n\n"
    )
    return head + table(("what", "old", "new", "from", "for residents of"), rows)
