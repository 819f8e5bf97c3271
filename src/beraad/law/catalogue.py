"""The closed world: every word that a clause may use, with its label in four languages."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Literal, TypeAlias, get_args

from beraad.law.place import Place

Language: TypeAlias = Literal["nl", "fr", "de", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
EvidenceKind: TypeAlias = Literal["yes-no", "number", "word"]
FieldKind: TypeAlias = Literal["text", "code", "date", "number", "yes-no"]
SuccessionKind: TypeAlias = Literal["party", "source"]


@dataclass(frozen=True, slots=True)
class Labels:
    """One text in each language."""

    nl: str
    fr: str
    de: str
    en: str

    def __getitem__(self, language: Language) -> str:
        return str(getattr(self, language))


@dataclass(frozen=True, slots=True)
class Word:
    """A role, category, purpose or population."""

    word: str
    labels: Labels


@dataclass(frozen=True, slots=True)
class Field:
    """One datum of a source, `table.column`."""

    word: str
    kind: FieldKind
    labels: Labels


@dataclass(frozen=True, slots=True)
class Source:
    """An authentic source; `dated_by` is the field that says how old a row is."""

    word: str
    holder: str
    fields: Mapping[str, Field]
    labels: Labels
    dated_by: str = ""


@dataclass(frozen=True, slots=True)
class Party:
    """An organisation; `cbe` is its enterprise number or empty."""

    word: str
    cbe: str
    categories: tuple[str, ...]
    labels: Labels


@dataclass(frozen=True, slots=True)
class ConditionWord:
    """What a condition asks, of whom, and how it reads after "provided that".

    `arguments` are the words that may stand between its parentheses; `denied` is how the condition
    reads behind `not`, None where it may not stand there.
    """

    word: str
    evidence: EvidenceKind
    asked_of: str
    arguments: Mapping[str, Labels]
    labels: Labels
    denied: Labels | None


@dataclass(frozen=True, slots=True)
class Law:
    """A statute on which a clause may wait; `in_force` is None while that day is not known."""

    word: str
    in_force: date | None
    labels: Labels


@dataclass(frozen=True, slots=True)
class Regime:
    """Acts adopted from `first` on take effect after so many working days; 0 is at once."""

    word: str
    first: date
    working_days: int
    labels: Labels


@dataclass(frozen=True, slots=True)
class Succession:
    """From a day on `new` stands for `old`, for residents of `region` or (empty) for all.

    Of an organisation that bears the name of a source, only what `kind` says is handed over.
    """

    kind: SuccessionKind
    old: str
    new: str
    on: date
    region: str
    place: Place


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All words by kind. A word has one meaning within its kind."""

    sources: Mapping[str, Source] = field(default_factory=dict)
    parties: Mapping[str, Party] = field(default_factory=dict)
    roles: Mapping[str, Word] = field(default_factory=dict)
    categories: Mapping[str, Word] = field(default_factory=dict)
    purposes: Mapping[str, Word] = field(default_factory=dict)
    populations: Mapping[str, Word] = field(default_factory=dict)
    conditions: Mapping[str, ConditionWord] = field(default_factory=dict)
    laws: Mapping[str, Law] = field(default_factory=dict)
    regimes: Mapping[str, Regime] = field(default_factory=dict)
    successions: tuple[Succession, ...] = ()

    def successors(
        self, kind: SuccessionKind, word: str, day: date
    ) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Who stands for `word` on that day, each with the regions where it does (none: all).

        A chain of successions is followed to its end; what is split by region twice stands only
        for those who live in both. From its first succession on a word no longer stands for
        itself: what no record hands over ends.
        """
        ends: dict[tuple[str, tuple[str, ...]], None] = {}
        todo: list[tuple[str, tuple[str, ...]]] = [(word, ())]
        for old, regions in todo:  # grows while it is read
            following = [s for s in self.handed(kind, old) if s.on <= day]
            if not following:
                ends[old, regions] = None
            for step in following:
                where = tuple(sorted({*regions, *filter(None, [step.region])}))
                if (step.new, where) not in todo:
                    todo.append((step.new, where))
        return tuple(ends)

    def categories_of(self, party: str, day: date) -> tuple[str, ...]:
        """The categories of an organisation on a day; none where it is unknown or has ended.

        What it had does not pass on: who succeeds it has its own.
        """
        known = party in self.parties and not self.has_ended(party, day)
        return self.parties[party].categories if known else ()

    def has_ended(self, party: str, day: date) -> bool:
        """Whether another had succeeded an organisation on that day, for all or for some."""
        return any(s.on <= day for s in self.handed("party", party))

    @property
    def party_ends(self) -> frozenset[date]:
        """The days on which some organisation ends, and its categories with it."""
        return frozenset(s.on for s in self.successions if s.kind == "party")

    def standing_for(self, kind: SuccessionKind, word: str) -> tuple[str, ...]:
        """An organisation or source and all that ever stand for it, at whatever time."""
        found = [word]
        for old in found:  # grows while it is read
            following = (s.new for s in self.handed(kind, old) if s.new not in found)
            found += dict.fromkeys(following)
        return tuple(found)

    def handed(self, kind: SuccessionKind, word: str) -> Iterator[Succession]:
        """The successions of an organisation or source, at whatever time."""
        return (s for s in self.successions if s.kind == kind and s.old == word)

    def fields_of(self, sources: Iterable[str]) -> frozenset[str]:
        """Every field that at least one of these sources holds."""
        return frozenset(name for source in sources for name in self.sources[source].fields)


KINDS = tuple(f.name for f in fields(Catalogue))
