"""A decision explained: what it passes and why, or what is missing, by number and paragraph."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import cast, get_args

from beraad.law.catalogue import Catalogue, Labels, Language
from beraad.law.clause import Channel, Form, RecipientKind, Recipients
from beraad.law.communication import Code, Decision, DropReason, Missing, Permit
from beraad.law.condition import Compares, Evidence, InList, read_condition
from beraad.law.decide import ENDED, UNKNOWN
from beraad.law.place import Place
from beraad.law.provision import Key
from beraad.law.say import (
    TONGUES,
    Lists,
    say_condition,
    say_date,
    say_fields,
    say_instant,
    say_leaving,
    say_recipients,
    say_retention,
)
from beraad.law.tongue import enumerated, sentence

LATEST: Mapping[Code, Labels] = {
    "not-yet-in-force": Labels(
        "treedt uiterlijk op {} in werking; de precieze dag is niet bekend",
        "entre en vigueur au plus tard le {}\u00a0; le jour exact n'est pas connu",
        "tritt spätestens am {} in Kraft; der genaue Tag ist nicht bekannt",
        "takes effect on {} at the latest; the exact day is not known",
    ),
    "ended": Labels(
        "is uiterlijk op {} buiten werking getreden; de precieze dag is niet bekend",
        "a cessé d'avoir effet au plus tard le {}\u00a0; le jour exact n'est pas connu",
        "ist spätestens am {} außer Kraft getreten; der genaue Tag ist nicht bekannt",
        "ceased to have effect on {} at the latest; the exact day is not known",
    ),
}
"""What is missing where the instant is only the last possible one."""

NO_LISTS: Mapping[Key, Lists] = MappingProxyType({})
ABOUT = "about("


def explain(
    decision: Decision,
    catalogue: Catalogue,
    language: Language,
    lists: Mapping[Key, Lists] = NO_LISTS,
) -> tuple[str, ...]:
    """A permit or a refusal in sentences.

    `lists` gives the lists of each deliberation, since two may use one word for lists of their
    own; a list that it lacks is called by its word.
    """
    if isinstance(decision, Permit):
        return tuple(sentence(phrase) for phrase in permit_phrases(decision, catalogue, language))
    if not decision.nearest:
        return (sentence(TONGUES[language].no_clause),)
    return tuple(
        explain_missing(
            missing, catalogue, language, lists.get((shortfall.chamber, missing.number), {})
        )
        for shortfall in decision.nearest
        for missing in shortfall.missing
    )


def permit_phrases(permit: Permit, catalogue: Catalogue, language: Language) -> Iterator[str]:
    """By what it is permitted, what passes, what is dropped and why, and what is owed."""
    tongue = TONGUES[language]
    yield tongue.permitted.format(number=permit.number, paragraph=permit.paragraph)
    passing = tongue.answered if permit.answer == "yes-no" else tongue.passed
    yield passing.format(say_fields(permit.passed, catalogue, language))
    for reason in get_args(DropReason):
        names = [name for name, why in permit.dropped if why == reason]
        if names:
            yield tongue.dropped[reason].format(say_fields(names, catalogue, language))
    if permit.not_before:
        yield tongue.not_before.format(say_date(permit.not_before, language))
    if permit.obligations.leaves_as:
        yield say_leaving(*permit.obligations.leaves_as, catalogue, language)
    yield say_retention(permit.obligations.keep, language)


def explain_missing(
    missing: Missing, catalogue: Catalogue, language: Language, lists: Lists
) -> str:
    """One thing that is missing, with the number and paragraph that want it.

    `lists` are those of the deliberation of that number.
    """
    tongue = TONGUES[language]
    lacks = LATEST[missing.code][language] if missing.reckoned else tongue.lacks[missing.code]
    what = lacks.format(say_detail(missing, catalogue, language, lists))
    return sentence(
        tongue.cited.format(number=missing.number, paragraph=missing.paragraph, what=what)
    )


def say_detail(missing: Missing, catalogue: Catalogue, language: Language, lists: Lists) -> str:
    """The detail of something missing, in words."""
    tongue = TONGUES[language]
    match missing.code:
        case "condition":
            return tongue.that(say_wanted(missing.detail, catalogue, language, lists))
        case "recipient":
            return say_wanted_recipients(missing.detail, catalogue, language, lists)
        case "accession":
            return tongue.of(say_party(missing.detail, catalogue, language))
        case "purpose":
            return catalogue.purposes[missing.detail].labels[language]
        case "form":
            return tongue.shapes[cast(Form, missing.detail)]
        case "channel":
            channels = cast(list[Channel], missing.detail.split(", "))
            return enumerated([tongue.manners[by] for by in channels], tongue.either)
        case "fields":
            return say_fields(missing.detail.split(", "), catalogue, language)
        case _:  # when it takes or took effect
            return say_instant(datetime.fromisoformat(missing.detail), language)


def say_wanted_recipients(text: str, catalogue: Catalogue, language: Language, lists: Lists) -> str:
    """Who may receive, such as `role nurse, pharmacist`, and what it takes of the organisation."""
    tongue, frame = TONGUES[language], "{}"
    for ending, said in ((UNKNOWN, tongue.at_known), (ENDED, tongue.while_existing)):
        if text.endswith(ending):
            text, frame = text.removesuffix(ending), said
    kind, _, names = text.partition(" ")
    to = Recipients(cast(RecipientKind, kind), tuple(names.split(", ")) if names else ())
    return frame.format(say_recipients(to, catalogue, lists, language))


def say_wanted(text: str, catalogue: Catalogue, language: Language, lists: Lists) -> str:
    """A condition from its text; `about(x)` asks whether the person belongs to a population."""
    tongue = TONGUES[language]
    if text.startswith(ABOUT):
        word = text.removeprefix(ABOUT).removesuffix(")")
        label = catalogue.populations[word].labels[language]
        return tongue.among.format(about=label, inside=tongue.closed(label))
    condition = read_condition(text, Place("refusal", 1))
    return say_condition(condition, catalogue, lists, language)


def say_evidence(key: str, value: Evidence, catalogue: Catalogue, language: Language) -> str:
    """A piece of evidence as the condition that it meets, such as "that there is a mandate".

    A word that must be on a list stands behind, in parentheses. Evidence that says no meets only
    a condition that may be denied.
    """
    tongue = TONGUES[language]
    if isinstance(value, bool):
        return tongue.that(say_wanted(key if value else f"not {key}", catalogue, language, {}))
    if isinstance(value, str):
        listed = say_condition(InList(key, ""), catalogue, {}, language)
        unnamed = f" {tongue.quoted.format('')}"  # the list has no name here
        return f"{tongue.that(listed.replace(unnamed, ''))} ({value})"
    return tongue.that(say_condition(Compares(key, "=", value), catalogue, {}, language))


def say_party(word: str, catalogue: Catalogue, language: Language) -> str:
    """The name of a party, or its word between quotation marks where it is not known."""
    if word in catalogue.parties:
        return catalogue.parties[word].labels[language]
    return TONGUES[language].quoted.format(word)
