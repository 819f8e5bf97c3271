"""What becomes wider, told by one example with the answers of both sides, in nl, fr, de and en."""

from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

from beraad.law.catalogue import Catalogue, Labels, Language
from beraad.law.communication import Communication, Decision, Refusal
from beraad.law.explain import explain, say_evidence
from beraad.law.extent import Way
from beraad.law.say import TONGUES, Lists, say_field, say_fields, say_instant
from beraad.law.tongue import enumerated
from beraad.law.widens import Widening
from beraad.register.plain import plain_decision

Words: TypeAlias = tuple[Catalogue, Lists]
"""What one side calls its things."""

NOTHING = Labels(
    "Niets wordt ruimer: bewezen voor elke bestemmeling, elk gegeven en elk bewijs.",
    "Rien ne s'élargit\u00a0: prouvé pour tout destinataire, toute donnée et toute preuve.",
    "Nichts wird weiter: bewiesen für jeden Empfänger, jede Angabe und jeden Nachweis.",
    "Nothing becomes wider: proven for every recipient, field and evidence.",
)
WIDER = Labels(
    *("Dit wordt ruimer", "Ceci s'élargit", "Dies wird weiter", "It becomes wider"),
)
WAYS: Mapping[Way, Labels] = {
    "new": Labels(
        *("een nieuwe mededeling", "une nouvelle communication"),
        *("eine neue Mitteilung", "a new communication"),
    ),
    "answer": Labels(
        *("gegevens in plaats van ja of nee", "des données au lieu d'un oui ou d'un non"),
        *("Daten statt ja oder nein", "data instead of yes or no"),
    ),
    "sample": Labels(
        *("een grotere steekproef", "un échantillon plus grand"),
        *("eine größere Stichprobe", "a larger sample"),
    ),
    "looking-back": Labels(
        *("een langere historiek", "un historique plus long"),
        *("ein längerer Rückblick", "a longer history"),
    ),
    "keep": Labels(
        *("een langere bewaring", "une conservation plus longue"),
        *("eine längere Aufbewahrung", "a longer retention"),
    ),
    "proof": Labels(
        *("geen bewijs van vernietiging meer", "plus de preuve de destruction"),
        *("kein Nachweis der Vernichtung mehr", "no proof of destruction any more"),
    ),
    "leaves-as": Labels(
        *("resultaten die vrijer naar buiten mogen", "des résultats qui sortent plus librement"),
        *("Ergebnisse, die freier nach außen dürfen", "results that may leave more freely"),
    ),
}
EXAMPLE = Labels("Voorbeeld", "Exemple", "Beispiel", "Example")
EVIDENCE = Labels(
    *("vervulde voorwaarden", "conditions remplies", "erfüllte Bedingungen", "conditions met"),
)
NONE = Labels("geen", "aucune", "keine", "none")
AT = Labels(
    *("{} (organisatie: bijvoorbeeld {})", "{} (organisation\u00a0: par exemple {})"),
    *("{} (Organisation: zum Beispiel {})", "{} (organisation: for example {})"),
)
AGE = Labels(
    *("gegevens van {} dagen oud", "données vieilles de {} jours"),
    *("Daten, die {} Tage alt sind", "data {} days old"),
)
BEFORE = Labels("Voordien", "Avant", "Vorher", "Before")
AFTER = Labels("Nadien", "Après", "Nachher", "After")


def say_widening(
    wider: Widening | None, before: Words, after: Words, language: Language
) -> tuple[str, ...]:
    """What becomes wider, the example in full, and what each side answers; or that nothing does."""
    if wider is None:
        return (NOTHING[language],)
    colon = TONGUES[language].semicolon.replace(";", ":")  # French sets a blank before both
    ways = enumerated([WAYS[way][language] for way in wider.ways], TONGUES[language].both)
    catalogue, source = after[0], wider.communication.source
    example = TONGUES[language].semicolon.join(say_example(wider, catalogue, language))
    field = say_field(wider.field, catalogue, language, (source,))
    sides = ((BEFORE, wider.before, before), (AFTER, wider.after, after))
    return (
        f"{WIDER[language]}{colon}{ways}.",
        f"{EXAMPLE[language]}{colon}{example}.",
        *(
            f"{side[language]} ({field}){colon}{say_answer(answer, words, language)}"
            for side, answer, words in sides
        ),
    )


def say_example(wider: Widening, catalogue: Catalogue, language: Language) -> Iterator[str]:
    """When, who, for what, which fields of which source, how, with which evidence, how old."""
    asked, tongue = wider.communication, TONGUES[language]
    colon = tongue.semicolon.replace(";", ":")
    source = catalogue.sources[asked.source].labels[language]
    yield say_instant(wider.at, language)
    yield say_asker(asked, catalogue, language)
    yield catalogue.purposes[asked.purpose].labels[language]
    yield f"{source}{colon}{say_fields(asked.fields, catalogue, language, (asked.source,))}"
    yield f"{tongue.data[asked.form]}, {tongue.manners[asked.channel]}"
    facts = [say_evidence(*fact, catalogue, language) for fact in sorted(asked.facts.items())]
    yield f"{EVIDENCE[language]}{colon}{enumerated(facts, tongue.both) or NONE[language]}"
    if wider.age:
        yield AGE[language].format(wider.age)


def say_asker(asked: Communication, catalogue: Catalogue, language: Language) -> str:
    """Who asks: a role, an organisation, or a role with one of the organisations that it may have.

    The role is only there where it counts; then the organisation is the first of its sort.
    """
    tongue = TONGUES[language]
    role = tongue.subject if asked.role == "subject" else ""
    if asked.role in catalogue.roles:
        role = catalogue.roles[asked.role].labels[language]
    party = ""
    if asked.recipient in catalogue.parties:
        party = catalogue.parties[asked.recipient].labels[language]
    told = AT[language].format(role, party) if role and party else role or party
    return told or tongue.anyone


def say_answer(answer: Decision, words: Words, language: Language) -> str:
    """What one side answers; of a refusal, what the nearest clause lacks."""
    short = Refusal(answer.nearest[:1]) if isinstance(answer, Refusal) else answer
    catalogue, lists = words
    return " ".join(explain(short, catalogue, language, lists))


def plain_widening(wider: Widening | None) -> dict[str, Any] | None:
    """The example as plain values; None where it is proven that nothing becomes wider."""
    if wider is None:
        return None
    asked = wider.communication
    return {
        "ways": list(wider.ways),
        "field": wider.field,
        "age_in_days": wider.age,
        "at": wider.at.isoformat(),
        "recipient": asked.recipient,
        "role": asked.role,
        "source": asked.source,
        "purpose": asked.purpose,
        "fields": list(asked.fields),
        "form": asked.form,
        "channel": asked.channel,
        "facts": dict(asked.facts),
        "number": str(wider.after.number),
        "paragraph": wider.after.paragraph,
        "answer_before": plain_decision(wider.before),
        "answer_after": plain_decision(wider.after),
    }
