"""What a row asks: who, about whom, for what, on which day; read with the words of the register."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Literal, TypeAlias, cast

from beraad.belgium.calendar import ZONE
from beraad.demo.scenarios.cast import Cast, nearest
from beraad.demo.scenarios.chapter import Cells, Chapter, Row
from beraad.law.catalogue import LANGUAGES, Catalogue, Language
from beraad.law.clause import CHANNELS, FORMS, Channel, Form
from beraad.law.communication import Communication
from beraad.law.condition import Evidence

Kind: TypeAlias = Literal["consult", "file", "explain", "publish"]
BY_CHANNEL: dict[str, Kind] = {"consult": "consult", "batch": "file"}
NOON = time(12)
SILENCE = "does not answer"
EVERYBODY = "everybody"
IN_FILES = ("identified", "pseudonymised")

GOES_IN = frozenset(
    (
        *("day", "who", "acting", "about", "asks", "from", "for", "form", "channel"),
        *("says", "source", "language", "publishes"),
    )
)
COMES_BACK = frozenset(
    (
        *("answer", "by", "passed", "left out", "back to", "missing", "sentence"),
        *("rows", "lines", "heard by", "warned"),
    )
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as a row has it: its `name` is system and line. `about` are numbers; `silent` if
    sources do not answer."""

    name: str
    kind: Kind
    at: datetime
    organisation: str
    source: str
    fields: tuple[str, ...]
    about: tuple[str, ...]
    purpose: str
    form: Form
    channel: Channel
    role: str
    person: str
    facts: dict[str, Evidence]
    silent: bool
    language: Language
    everybody: bool = False

    def communication(self) -> Communication:
        """As the law knows it."""
        return Communication(
            self.organisation,
            self.source,
            self.purpose,
            self.fields,
            self.form,
            self.channel,
            self.role,
            self.person,
            facts=self.facts,
        )

    def wish(self) -> dict[str, Any]:
        """The JSON of the wish, without the person whom it is about."""
        wish: dict[str, Any] = {
            "recipient": self.organisation,
            "source": self.source,
            "purpose": self.purpose,
            "fields": list(self.fields),
            "form": self.form,
            "channel": self.channel,
        }
        said = {"role": self.role, "person": self.person, "facts": self.facts}
        return wish | {name: value for name, value in said.items() if value}


def asked_in(row: Row, chapter: Chapter, people: Cast, catalogue: Catalogue) -> Asked:
    """What a row asks; ChapterError with file and line where it cannot be meant."""
    try:
        name = f"{chapter.system}:{row.line}"
        return Reader(name, row.given, people, catalogue).read(row.expected)
    except ValueError as error:
        raise chapter.wrong(row.line, str(error)) from None


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads the cells of one row."""

    name: str
    given: Cells
    people: Cast
    catalogue: Catalogue

    def read(self, expected: Cells) -> Asked:
        """What they ask; ValueError."""
        check(self.given, GOES_IN, "column or item")
        check(expected, COMES_BACK, "column of what comes back")
        publishes = "publishes" in self.given
        about = tuple(self.about(expected))
        source = self.word("from", self.catalogue.sources)
        role, organisation = self.who(source)
        person = self.given.get("acting", "")
        acting = self.people.someone(person) if person else ""
        several = "consult" if len(about) == 1 else "batch"
        channel = "notify" if publishes else self.given.get("channel", several)
        check([channel], CHANNELS, "channel")
        form = self.given.get("form", "identified")
        check([form], FORMS, "form")
        language = self.given.get("language", "en")
        check([language], LANGUAGES, "language")
        return Asked(
            self.name,
            self.kind(channel, form, about, publishes),
            moment(self.cell("day")),
            organisation,
            source,
            tuple(self.cell("publishes" if publishes else "asks").split(", ")),
            about,
            "" if publishes else self.word("for", self.catalogue.purposes),
            cast(Form, form),
            cast(Channel, channel),
            role,
            acting or (about[0] if role == "subject" else ""),
            facts_in(self.given.get("says", "")),
            self.silent(),
            cast(Language, language),
            self.cell("about") == EVERYBODY,
        )

    def about(self, expected: Cells) -> Iterator[str]:
        """The numbers of whom it is about; in a file that names nobody, of whom it is to tell."""
        names = self.cell("about").split(", ")
        if names == [EVERYBODY]:
            lines = expected.get("lines", "")
            names = [one.partition(":")[0].strip() for one in lines.split(";") if one.strip()]
        yield from map(self.people.someone, names)

    def kind(self, channel: str, form: str, about: tuple[str, ...], publishes: bool) -> Kind:
        """By which address it is asked."""
        if publishes:
            return "publish"
        kind = BY_CHANNEL.get(channel, "explain")
        if form not in IN_FILES or (form, kind) == ("pseudonymised", "consult"):
            kind = "explain"
        if self.cell("about") == EVERYBODY and (form, kind) != ("pseudonymised", "file"):
            raise ValueError("only a file of pseudonymised data is about everybody")
        if len(about) > 1 and kind != "file":
            raise ValueError("only a file is about several persons; ask about each in a row")
        return kind

    def who(self, source: str) -> tuple[str, str]:
        """Role and organisation; who publishes is, unless it is said, the holder of the source."""
        if "publishes" in self.given and "who" not in self.given:
            return "", self.catalogue.sources[source].holder
        role, at, organisation = self.cell("who").rpartition(" at ")
        if at:
            check([role], (*self.catalogue.roles, "subject"), "role")
        check([organisation], self.catalogue.parties, "organisation")
        return role, organisation

    def silent(self) -> bool:
        """Whether the sources do not answer."""
        check([self.given.get("source", SILENCE)], (SILENCE,), "word for `source`")
        return "source" in self.given

    def word(self, name: str, known: Iterable[str]) -> str:
        """A word of the catalogue."""
        check([self.cell(name)], known, f"word for `{name}`")
        return self.cell(name)

    def cell(self, name: str) -> str:
        """A cell that must be there."""
        if name not in self.given:
            raise ValueError(f"`{name}` is neither a column nor an item of the list above")
        return self.given[name]


def check(words: Iterable[str], known: Iterable[str], what: str) -> None:
    """ValueError for a word that is not among these."""
    there = list(known)
    for word in words:
        if word not in there:
            raise ValueError(f"'{word}' is no {what}; {nearest(word, there)}")


def facts_in(text: str) -> dict[str, Evidence]:
    """`a`, `not b`, `c = 2`, `d = word`, with `, ` between them; `no a` takes away."""
    facts: dict[str, Evidence] = {}
    for one in filter(None, text.split(", ")):
        key, is_valued, value = one.partition(" = ")
        if one.startswith("no "):
            facts.pop(one.removeprefix("no "), None)
        elif is_valued:
            facts[key] = int(value) if value.isdecimal() else value
        else:
            facts[one.removeprefix("not ")] = not one.startswith("not ")
    return facts


def moment(text: str) -> datetime:
    """Noon in Belgium of a day, or an instant with its offset; ValueError."""
    try:
        if len(text) == len("2024-07-01"):
            return datetime.combine(date.fromisoformat(text), NOON, ZONE)
        found = datetime.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        expected = "expected a day such as 2024-07-01 or an instant such as 2024-07-01T09:30+02:00"
        raise ValueError(f"'{text}' is no day; {expected}")
    return found
