"""Words of a communication that the catalogue does not know: told, so that a slip is no riddle.

They change no decision: what is unknown is never met, so a mistyped word is refused like any other
that no clause allows.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from beraad.law.catalogue import Catalogue, EvidenceKind, Labels, Language
from beraad.law.communication import Communication
from beraad.law.condition import Evidence
from beraad.law.place import nearest
from beraad.law.say import TONGUES
from beraad.law.tongue import sentence

Part: TypeAlias = Literal["recipient", "source", "purpose", "fields", "role", "facts"]

UNKNOWN: Mapping[Part, Labels] = {
    "recipient": Labels(
        *("onbekende bestemmeling: {}", "destinataire inconnu\u00a0: {}"),
        *("unbekannter Empfänger: {}", "unknown recipient: {}"),
    ),
    "source": Labels(
        *("onbekende bron: {}", "source inconnue\u00a0: {}"),
        *("unbekannte Quelle: {}", "unknown source: {}"),
    ),
    "purpose": Labels(
        *("onbekend doel: {}", "finalité inconnue\u00a0: {}"),
        *("unbekannter Zweck: {}", "unknown purpose: {}"),
    ),
    "fields": Labels(
        *("onbekend gegeven: {}", "donnée inconnue\u00a0: {}"),
        *("unbekannte Angabe: {}", "unknown field: {}"),
    ),
    "role": Labels(
        *("onbekende rol: {}", "rôle inconnu\u00a0: {}"),
        *("unbekannte Rolle: {}", "unknown role: {}"),
    ),
    "facts": Labels(
        *("onbekend bewijs: {}", "preuve inconnue\u00a0: {}"),
        *("unbekannter Nachweis: {}", "unknown evidence: {}"),
    ),
}
EXPECTED: Mapping[EvidenceKind, Labels] = {
    "yes-no": Labels(
        *("enkel true of false telt als bewijs voor {}", "seul true ou false vaut preuve pour {}"),
        *("nur true oder false gilt als Nachweis für {}", "only true or false is evidence for {}"),
    ),
    "number": Labels(
        *("enkel een geheel getal telt als bewijs voor {}", "seul un entier vaut preuve pour {}"),
        *("nur eine ganze Zahl gilt als Nachweis für {}", "only a whole number is evidence for {}"),
    ),
    "word": Labels(
        *("enkel een woord telt als bewijs voor {}", "seul un mot vaut preuve pour {}"),
        *("nur ein Wort gilt als Nachweis für {}", "only a word is evidence for {}"),
    ),
}
NEAREST = Labels(
    *("{} (bedoelde u {}?)", "{} (vouliez-vous dire {}\u00a0?)"),
    *("{} (meinten Sie {}?)", "{} (did you mean {}?)"),
)


@dataclass(frozen=True, slots=True)
class Unknown:
    """A word that is not understood, in which part, and the nearest one that is, or ''.

    `expected` is empty, or for a known fact the kind of evidence that its value is not.
    """

    part: Part
    word: str
    nearest: str = ""
    expected: EvidenceKind | Literal[""] = ""


def unknown_words(asked: Communication, catalogue: Catalogue) -> Iterator[Unknown]:
    """What of a communication the catalogue does not know, in the order of its parts."""
    subject = asked.role == "subject"  # whatever organisation carries the question of the person
    source = catalogue.sources.get(asked.source)
    if not subject:
        yield from among("recipient", asked.recipient, catalogue.parties)
    yield from among("source", asked.source, catalogue.sources)
    yield from among("purpose", asked.purpose, catalogue.purposes)
    for name in asked.fields if source else ():
        yield from among("fields", name, source.fields if source else ())
    if asked.role and not subject:
        yield from among("role", asked.role, catalogue.roles)
    kinds = evidence_kinds(catalogue)
    for key, value in asked.facts.items():
        if key not in kinds:
            yield from among("facts", key, kinds)
        elif kind_of(value) != kinds[key]:
            yield Unknown("facts", key, expected=kinds[key])


def among(part: Part, word: str, known: Collection[str]) -> Iterator[Unknown]:
    """A word, unless it is among those known."""
    if word not in known:
        yield Unknown(part, word, nearest(word, known))


def evidence_kinds(catalogue: Catalogue) -> dict[str, EvidenceKind]:
    """Every fact that conditions can ask for, by its word with its argument, and its kind."""
    kinds: dict[str, EvidenceKind] = {f"about({word})": "yes-no" for word in catalogue.populations}
    for one in catalogue.conditions.values():
        keys = [f"{one.word}({argument})" for argument in one.arguments] or [one.word]
        kinds |= dict.fromkeys(keys, one.evidence)
    return kinds


def kind_of(value: Evidence) -> EvidenceKind:
    """The kind of a piece of evidence."""
    if isinstance(value, bool):
        return "yes-no"
    return "number" if isinstance(value, int) else "word"


def tell(one: Unknown, language: Language) -> str:
    """A sentence about it."""
    quoted = TONGUES[language].quoted
    frame = (EXPECTED[one.expected] if one.expected else UNKNOWN[one.part])[language]
    told = frame.format(quoted.format(one.word))
    if one.nearest:
        told = NEAREST[language].format(told, quoted.format(one.nearest))
    return sentence(told)
