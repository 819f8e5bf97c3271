"""What an amendment changes in practice, told to people in nl, fr, de and en."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, TypeAlias

from beraad.law.alike import Alike, alike, terms_alone
from beraad.law.block import split_outside_parentheses
from beraad.law.catalogue import Catalogue, Language
from beraad.law.clause import CHANNELS, FORMS, SAMPLE, Population
from beraad.law.compare import Comparison, Row, Together
from beraad.law.compare_words import WORDS
from beraad.law.condition import ANY, AnyOf, Condition, Holds, InList, Term, read_term
from beraad.law.permission import Terms
from beraad.law.place import Place
from beraad.law.say import TONGUES, say_condition, say_date, say_population, say_span
from beraad.law.span import Span, read_span
from beraad.law.tongue import enumerated

Names: TypeAlias = tuple[str, ...]
TERMS = ("population", "looking_back", "keep", "answer", "leaves_as", "accession", "until")
OTHERS = frozenset({"answer", "population", "accession"})
NOWHERE = Place("", 0)
LISTED = re.compile(r" in list \(((?:[^()]|\([^()]*\))*)\)")
"""The members of a list in the text of a condition; a word may have an argument in parentheses."""


def sentences(comparison: Comparison, catalogue: Catalogue, language: Language) -> tuple[str, ...]:
    """The comparison in sentences, opened and closed by what stays as it is.

    Rows that differ only in the source with its conditions, or in whose data they are, share one.
    That nothing else changes is not said where something was not decided.
    """
    teller = Teller(catalogue, language)
    rows = (
        *(teller.whole("added", some) for some in alike(comparison.added)),
        *(teller.whole("removed", some) for some in alike(comparison.removed)),
        *teller.changes(comparison.changed),
        *map(teller.together, by_request(comparison.together)),
        *map(teller.undecided, comparison.undecided),
    )
    if not rows:
        return (teller.word("nothing-changes"),)
    closing = () if comparison.undecided else (teller.word("nothing-else"),)
    return (*opening(comparison, teller), *rows, *closing)


def opening(comparison: Comparison, teller: "Teller") -> Iterator[str]:
    """What stays as it is, if that can be told in a sentence."""
    whole = (*comparison.added, *comparison.removed)
    if not (whole or comparison.changed):
        yield teller.word("alone-the-same")
    elif not (
        whole or comparison.together or comparison.undecided or any(map(other, comparison.changed))
    ):
        yield teller.word("the-same")


class Teller:
    """Tells rows in one language, with the labels of one catalogue."""

    def __init__(self, catalogue: Catalogue, language: Language) -> None:
        self.catalogue = catalogue
        self.language = language
        self.tongue = TONGUES[language]
        self.semicolon = self.tongue.semicolon
        self.colon = self.semicolon.replace(";", ":")  # French sets a blank before both

    def word(self, key: str) -> str:
        """The fixed phrase of a key."""
        return WORDS[key][self.language]

    def named(self, key: str, text: str) -> str:
        """`label: text`, with the colon of the language; or as the label itself frames the text."""
        label = self.word(key)
        return label.format(text) if "{}" in label else f"{label}{self.colon}{text}"

    def told(self, kind: str, parts: Iterable[str]) -> str:
        """One sentence of what came about and its parts."""
        return f"{self.named(kind, self.semicolon.join(parts))}."

    def whole(self, kind: str, some: Alike) -> str:
        """The sentence of permissions that are new or gone, with all their terms."""
        return self.told(kind, self.parts(some))

    def parts(self, some: Alike) -> Iterator[str]:
        """Permissions in full: who receives what and how, the conditions, then the other terms."""
        shared = some.shared
        held = [
            told + self.provided(terms_alone(row).conditions, shared)
            for row in some.rows
            for told in self.all_held(row)
        ]
        yield self.way(some.rows[0], held)
        yield from (self.named("condition", text) for text in self.conditions(shared))
        about = [self.population(text) for text in some.populations]
        yield self.named("population", self.joined(about, self.tongue.either))
        terms = terms_alone(some.rows[0])
        for name in TERMS[1:]:
            if getattr(terms, name):
                yield self.named(name, self.value(name, terms))

    def provided(self, conditions: Iterable[str], shared: Iterable[str]) -> str:
        """`, on condition that a and that b`, for the conditions that not all share."""
        own = self.conditions(text for text in conditions if text not in shared)
        told = self.joined(own, self.tongue.both)
        return f", {self.word('provided').format(told)}" if own else ""

    def joined(self, parts: list[str], last: str) -> str:
        """`a, b and c`, with a comma where b ends in a subordinate clause."""
        closed = [*parts[:-2], *map(self.tongue.closed, parts[-2:-1]), *parts[-1:]]
        return enumerated(closed, last)

    def changes(self, rows: Iterable[Row]) -> Iterator[str]:
        """The sentences of permissions whose terms change; sources that change alike share one."""
        found: dict[tuple[Names, str, Names], tuple[Row, dict[str, None]]] = {}
        for row in rows:
            assert row.before is not None  # a changed row has both sides
            assert row.after is not None
            told = tuple(self.differences(row.before, row.after))
            _, held = found.setdefault((row.recipients, row.purpose, told), (row, {}))
            held.update(dict.fromkeys(self.all_held(row)))
        for (_, _, told), (row, held) in found.items():
            yield self.told("changed", [self.subject(row, held), *told])

    def together(self, rows: Sequence[Together]) -> str:
        """The sentence of one request, of which fields fare otherwise in each other's company."""
        row, under = rows[0], rows[0].decided_by
        turns = [part for one in rows for part in self.turn(one)]
        told = self.word("falls-under").format(number=under.number, paragraph=under.paragraph)
        way = self.way(row, self.all_held(replace(row, fields=row.asked)))
        return self.told("together", [way, *turns, told])

    def undecided(self, row: Row) -> str:
        """The sentence of fields of which it was not decided what changes for them together."""
        return self.told("undecided", [self.way(row, self.all_held(row)), self.word("in-company")])

    def turn(self, row: Together) -> Iterator[str]:
        """Which fields of a request come to pass, no longer do, or pass on other terms."""
        names = self.listed(row.sources[0], row.fields)
        if row.before and row.after:
            yield self.named("changed-for", names)
            yield from self.differences(row.before, row.after)
        else:
            yield self.named("passed-too" if row.after else "passed-no-more", names)
        if row.likewise:
            yield self.named("likewise", self.listed(row.sources[0], row.likewise))

    def way(self, row: Row, held: Iterable[str]) -> str:
        """Who receives what, in which form and how."""
        form = next(self.tongue.data[form] for form in FORMS if form == row.form)
        manners = [self.tongue.manners[name] for name in CHANNELS if name in row.channels]
        return f"{self.subject(row, held)}, {form}, {enumerated(manners, self.tongue.either)}"

    def subject(self, row: Row, held: Iterable[str]) -> str:
        """Who, for what, which fields of which sources."""
        who = enumerated([self.recipient(token) for token in row.recipients], self.tongue.both)
        purpose = self.catalogue.purposes[row.purpose].labels[self.language]
        return f"{who}, {self.word('for')} {purpose} ({self.semicolon.join(held)})"

    def all_held(self, row: Row) -> list[str]:
        """Each source of a row with its fields."""
        return [self.held(source, row.fields) for source in row.sources]

    def held(self, source: str, names: tuple[str, ...]) -> str:
        """A source with fields of its own."""
        label = self.catalogue.sources[source].labels[self.language]
        return f"{label}{self.colon}{self.listed(source, names)}"

    def listed(self, source: str, names: tuple[str, ...]) -> str:
        """Fields of a source by their labels."""
        known = self.catalogue.sources[source].fields
        return enumerated([known[name].labels[self.language] for name in names], self.tongue.both)

    def recipient(self, token: str) -> str:
        """A recipient token by its label; of several at once the closest, then the others."""
        *others, token = token.split(" ")
        if others:
            told = enumerated([self.recipient(one) for one in others], self.tongue.both)
            return f"{self.recipient(token)} ({told})"
        kind, _, name = token.partition(":")
        if kind == "anyone":
            return self.tongue.anyone
        if name == "subject":
            return self.tongue.subject
        if kind == "party":
            return self.catalogue.parties[name].labels[self.language]
        known = self.catalogue.roles if kind == "role" else self.catalogue.categories
        return known[name].labels[self.language]

    def differences(self, before: Terms, after: Terms) -> Iterator[str]:
        """Each term that changes, as `label: new instead of old`."""
        gained = [text for text in after.conditions if text not in before.conditions]
        lost = [text for text in before.conditions if text not in after.conditions]
        pairs = relisted(lost, gained)
        for old, new in pairs:
            yield self.named("relisted", self.relisted(old, new))
            lost.remove(old)
            gained.remove(new)
        yield from (self.named("gained", self.condition(read_again(text))) for text in gained)
        yield from (self.named("lost", self.condition(read_again(text))) for text in lost)
        for name in TERMS:
            if getattr(before, name) != getattr(after, name):
                shift = self.shift(before, after) if name == "looking_back" else ""
                yield self.named(name, self.instead(name, before, after) + shift)

    def instead(self, name: str, before: Terms, after: Terms) -> str:
        """`new instead of old` for a term."""
        new, old = (self.value(name, terms) for terms in (after, before))
        return self.word("instead").format(self.tongue.closed(new), self.tongue.of(old))

    def shift(self, before: Terms, after: Terms) -> str:
        """How much further back history goes, where that is a whole number of months."""
        old, new = months(before.looking_back), months(after.looking_back)
        if not old or not new:
            return ""
        span = say_span(Span(months=abs(new - old)), self.language)
        return f" ({self.word('further' if new > old else 'less-far').format(span)})"

    def conditions(self, texts: Iterable[str]) -> list[str]:
        """Conditions as people read them."""
        return [self.condition(read_again(text)) for text in texts]

    def condition(self, condition: Condition) -> str:
        """`that the person gave informed consent`."""
        return self.tongue.that(say_condition(condition, self.catalogue, {}, self.language))

    def relisted(self, old: str, new: str) -> str:
        """A condition with who joined and who left the one list in which its texts differ.

        The list itself has no name here, so its place in the condition stays empty.
        """
        was, now = changed_lists(old, new)[0]
        bare = new.replace(f" in list ({now})", " in list ()", 1)
        told = self.condition(read_again(bare))
        told = told.replace(f" {self.tongue.quoted.format('')}", "", 1)
        had, has = members(was), members(now)
        steps = {
            "joins": [word for word in has if word not in had],
            "leaves": [word for word in had if word not in has],
        }
        parts = [
            self.word(key).format(enumerated(words, self.tongue.both))
            for key, words in steps.items()
            if words
        ]
        return f"{told} ({self.semicolon.join(parts)})"

    def value(self, name: str, terms: Terms) -> str:
        """The value of a term as people read it."""
        value = getattr(terms, name)
        if not value:
            return self.word(f"no-{name}")
        tell: Mapping[str, Callable[[Any], str]] = {
            "population": self.population,
            "looking_back": self.span,
            "keep": self.keep,
            "answer": self.word,
            "leaves_as": self.leaves_as,
            "accession": self.parties,
            "until": self.day,
        }
        return tell[name](value)

    def population(self, text: str) -> str:
        """Patients, or a sample of them."""
        match = SAMPLE.fullmatch(text)
        about = Population(match[2], match[1]) if match else Population(text)
        return say_population(about, self.catalogue, self.language)

    def span(self, text: str) -> str:
        """`6 months` in this language."""
        return say_span(read_span(text, NOWHERE), self.language)

    def day(self, text: str) -> str:
        """A date in this language."""
        return say_date(date.fromisoformat(text), self.language)

    def keep(self, text: str) -> str:
        """A retention."""
        length, _, proof = text.partition(", ")
        if length == "nothing":
            told = self.word("nothing")
        elif length.startswith("until "):
            told = self.word("keep-until").format(self.day(length.removeprefix("until ")))
        else:
            told = self.span(length)
        return f"{told}, {self.word('proof')}" if proof else told

    def leaves_as(self, text: str) -> str:
        """The form in which results leave, and what must come first."""
        form, _, condition = text.partition(" after ")
        data = next(self.tongue.data[known] for known in FORMS if known == form)
        return f"{data}, {self.word('provided').format(self.condition(Holds(condition)))}"

    def parties(self, names: tuple[str, ...]) -> str:
        """Organisations by their labels."""
        return enumerated([self.recipient(f"party:{name}") for name in names], self.tongue.both)


def by_request(rows: Iterable[Together]) -> Iterator[list[Together]]:
    """The rows that tell of one request together."""
    found: dict[tuple[object, ...], list[Together]] = {}
    for row in rows:
        way = (row.recipients, row.sources, row.purpose, row.form, row.channels)
        found.setdefault((*way, row.asked, row.facts, row.decided_by), []).append(row)
    yield from found.values()


def other(row: Row) -> bool:
    """Whether others see the fields, or see of other persons, or see whether instead of what."""
    return not OTHERS.isdisjoint(row.aspects)


def months(text: str) -> int:
    """The months of a span; 0 for no span and for one of days."""
    return read_span(text, NOWHERE).months if text else 0


def relisted(lost: Iterable[str], gained: Iterable[str]) -> list[tuple[str, str]]:
    """Conditions that went and came and differ in the members of one list only, the most alike."""
    pairs: list[tuple[str, str]] = []
    left = list(gained)
    for old in lost:
        fitting = [new for new in left if LISTED.sub("", old) == LISTED.sub("", new)]
        fitting = [new for new in fitting if len(changed_lists(old, new)) == 1]
        if fitting:
            pairs.append((old, min(fitting, key=lambda new: apart(*changed_lists(old, new)[0]))))
            left.remove(pairs[-1][1])
    return pairs


def apart(was: str, now: str) -> int:
    """How many members two lists do not share."""
    return len(set(members(was)) ^ set(members(now)))


def changed_lists(old: str, new: str) -> list[tuple[str, str]]:
    """The members of each list that differs between two conditions of one shape, then and now."""
    pairs = zip(LISTED.findall(old), LISTED.findall(new), strict=True)
    return [(was, now) for was, now in pairs if was != now]


def members(text: str) -> list[str]:
    """The words of a list."""
    return text.split(", ") if text else []


def read_again(text: str) -> Condition:
    """The condition of a text in `Terms.conditions`; its lists bear their members for a name."""
    if match := ANY.fullmatch(text):
        return AnyOf(tuple(read_choice(part) for part in split_outside_parentheses(match[1])))
    return read_choice(text)


def read_choice(text: str) -> Term:
    """The simple condition of a text."""
    key, listed, members = text.partition(" in list (")
    return InList(key, members.removesuffix(")")) if listed else read_term(text, NOWHERE)
