"""The law in force as ODRL 2.2 in JSON-LD: a policy a deliberation, a permission a provision.

What ODRL has is said in its words: assigner (the holder of the source), assignee, target (fields),
purpose, time, the duty to delete. What it lacks (the form, the population, how far back history
goes, the conditions of the vocabulary) are left operands of our own under `urn:beraad:`, each
described in the graph with its labels. A profile names them, so that a processor that does not know
it must not take the policy for understood.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import groupby
from typing import Any, TypeAlias
from urllib.parse import quote

from beraad.law.catalogue import LANGUAGES, Catalogue, Labels
from beraad.law.clause import Retention
from beraad.law.condition import AnyOf, Compares, Condition, Holds, Term, key_parts, terms
from beraad.law.odrl_context import CONTEXT, OWN, PROFILE
from beraad.law.permission import at
from beraad.law.provision import Provision
from beraad.law.span import Span

Node: TypeAlias = dict[str, Any]

SIGNS = {"<": "lt", "<=": "lteq", "=": "eq", ">=": "gteq", ">": "gt"}
ABOUT = "about"


def export(provisions: Iterable[Provision], catalogue: Catalogue, instant: datetime) -> Node:
    """One JSON-LD document of all provisions in force at an aware instant, and their words."""
    laws = sorted(at(provisions, instant), key=lambda law: law.order)
    policies = [
        policy(list(some), catalogue)
        for _, some in groupby(laws, key=lambda law: (law.number, law.chamber))
    ]
    words = {node["uid"]: node for law in laws for node in words_of(law, catalogue)}
    words |= {node["uid"]: node for node in OWN_WORDS}
    described = [words[uid] for uid in sorted(words)]
    return {"@context": dict(CONTEXT), "@graph": [*policies, *described]}


def iri(*parts: str) -> str:
    """A name under `urn:beraad:`; what a URN may not hold is escaped."""
    return OWN + ":".join(quote(part, safe="/") for part in parts)


def field_iri(source: str, field: str) -> str:
    """The name of a field of a source."""
    return iri("field", source, field)


def token_iri(token: str) -> str:
    """The name of a recipient token."""
    return iri(*token.split(":"))


def key_iri(key: str) -> str:
    """The left operand of a condition word with its argument."""
    word, argument = key_parts(key)
    return iri("condition", word, argument) if argument else iri("condition", word)


def policy(laws: list[Provision], catalogue: Catalogue) -> Node:
    """The policy of one deliberation."""
    first = laws[0]
    uid = iri("deliberation", first.chamber, str(first.number))
    return {
        "uid": uid,
        "type": "Set",
        "profile": [PROFILE],
        "chamber": first.chamber,
        "number": str(first.number),
        "permission": [
            {"uid": f"{uid}:permission:{n}", **permission(law, catalogue)}
            for n, law in enumerate(laws, 1)
        ],
    }


def permission(law: Provision, catalogue: Catalogue) -> Node:
    """The permission of one provision, given by the holder of its source."""
    clause = law.clause
    found: Node = {
        "type": "Permission",
        "clause": clause.name,
        "paragraph": law.paragraph,
        "position": law.position,
        "assigner": [iri("party", catalogue.sources[law.source].holder)],
        "assignee": [token_iri(token) for token in sorted(law.recipients)],
        "target": [field_iri(law.source, field) for field in law.fields],
        "action": [iri("action", channel) for channel in clause.by],
        "constraint": list(constraints(law)),
        "duty": list(duties(law)),
    }
    if clause.until:
        found["until"] = typed(clause.until)
    if law.accessions is not None:
        found["accession"] = [
            {
                "accedingParty": iri("party", party),
                "namedField": [field_iri(law.source, name) for name in sorted(named)],
            }
            for party, named in sorted(law.accessions.items())
        ]
    return found


def constraint(left: str, operator: str, *right: object) -> Node:
    """A constraint; the left operand is a term of ODRL or an IRI."""
    return {
        "type": "Constraint",
        "leftOperand": left,
        "operator": operator,
        "rightOperand": list(right),
    }


def constraints(law: Provision) -> Iterator[Node]:
    """What must hold, of purpose, form, answer, time, history, sample and all conditions."""
    clause = law.clause
    yield constraint("purpose", "eq", {"uid": iri("purpose", clause.purpose)})
    yield constraint(operand("form"), "eq", {"uid": iri("form", clause.form)})
    yield constraint(operand("answer"), "eq", {"uid": iri("answer", clause.answer)})
    yield constraint("dateTime", "gteq", typed(law.start))
    if law.end is not None:
        yield constraint("dateTime", "lt", typed(law.end))
    if clause.looking_back:
        yield constraint(operand("looking-back"), "lteq", typed(clause.looking_back))
    if clause.about.sample:
        percentage = {"type": "xsd:decimal", "@value": clause.about.sample}
        yield constraint(operand("sample"), "lteq", percentage)
    for requirement in law.requirements:
        origin = {"number": str(requirement.number), "paragraph": requirement.paragraph}
        yield {**condition_node(requirement.condition, law), **origin}


def operand(word: str) -> str:
    """A left operand of our own."""
    return iri("left-operand", word)


def condition_node(condition: Condition, law: Provision) -> Node:
    """A condition as a constraint, or as a logical one where one of several suffices."""
    if isinstance(condition, AnyOf):
        choices = [term_node(term, law) for term in condition.terms]
        return {"type": "LogicalConstraint", "or": choices}
    return term_node(condition, law)


def term_node(term: Term, law: Provision) -> Node:
    """A simple condition as a constraint."""
    if isinstance(term, Holds):
        word, argument = key_parts(term.key)
        if word == ABOUT:
            operator = "eq" if term.wanted else "neq"
            return constraint(operand(ABOUT), operator, {"uid": iri("population", argument)})
        return constraint(key_iri(term.key), "eq", term.wanted)
    if isinstance(term, Compares):
        return constraint(key_iri(term.key), SIGNS[term.sign], term.bound)
    members = sorted(law.lists[term.list_name])
    return {**constraint(key_iri(term.key), "isAnyOf", *members), "list": term.list_name}


def duties(law: Provision) -> Iterator[Node]:
    """What the recipient owes: to delete in time, to prove it, to let results leave only thus."""
    keep = law.clause.keep
    yield duty("delete", deletion(keep))
    if keep.proof:
        yield duty(iri("action", "prove-destruction"))
    if law.clause.leaves_as:
        form, step = law.clause.leaves_as
        yield duty(
            iri("action", "let-results-leave"),
            constraint(operand("form"), "eq", {"uid": iri("form", form)}),
            constraint(key_iri(step), "eq", True),
        )


def duty(action: str, *some: Node) -> Node:
    """A duty with its constraints."""
    return {"type": "Duty", "action": [action], "constraint": list(some)}


def deletion(keep: Retention) -> Node:
    """By when everything must be deleted."""
    if keep.until:
        return constraint("dateTime", "lteq", typed(keep.until))
    return constraint("elapsedTime", "lteq", typed(keep.span or Span()))


def typed(value: datetime | date | Span) -> Node:
    """An instant, a day or a length of time as XML Schema writes them."""
    if isinstance(value, Span):
        months = f"{value.months}M" if value.months else ""
        days = f"{value.days}D" if value.days or not value.months else ""
        return {"type": "xsd:duration", "@value": f"P{months}{days}"}
    kind = "xsd:dateTime" if isinstance(value, datetime) else "xsd:date"
    return {"type": kind, "@value": value.isoformat()}


def words_of(law: Provision, catalogue: Catalogue) -> Iterator[Node]:
    """The words that a provision uses, each with its sort and its labels."""
    source, clause = catalogue.sources[law.source], law.clause
    collection = iri("source", source.word)
    holder = catalogue.parties[source.holder]
    yield word(collection, "AssetCollection", source.labels)
    yield word(iri("party", holder.word), "Party", holder.labels)
    for name in law.fields:
        labels = source.fields[name].labels
        yield word(field_iri(source.word, name), "Asset", labels, partOf=collection)
    for token in law.recipients:
        yield recipient_word(token, catalogue)
    for channel in clause.by:
        yield action(channel)
    for key in sorted({t.key for r in law.requirements for t in terms(r.condition)}):
        yield from condition_words(key, catalogue)
    yield labelled(iri("purpose", clause.purpose), catalogue.purposes[clause.purpose].labels)
    about = catalogue.populations[clause.about.word]
    yield labelled(iri("population", about.word), about.labels)


def recipient_word(token: str, catalogue: Catalogue) -> Node:
    """A recipient token: an organisation, or a collection of them or of persons."""
    kind, _, name = token.partition(":")
    if kind == "party":
        return word(token_iri(token), "Party", catalogue.parties[name].labels)
    known = catalogue.categories if kind == "category" else catalogue.roles
    if name not in known:
        return {"uid": token_iri(token), "type": "PartyCollection"}
    return word(token_iri(token), "PartyCollection", known[name].labels)


def condition_words(key: str, catalogue: Catalogue) -> Iterator[Node]:
    """The left operand of a condition word; a population is no condition word."""
    name, argument = key_parts(key)
    if name in catalogue.conditions:
        meaning = catalogue.conditions[name]
        filled = (
            meaning.labels[language].replace("{argument}", meaning.arguments[argument][language])
            if argument
            else meaning.labels[language]
            for language in LANGUAGES
        )
        yield word(key_iri(key), "LeftOperand", Labels(*filled))


def action(name: str) -> Node:
    """An action of our own."""
    return {"uid": iri("action", name), "type": "Action", "includedIn": "use"}


def word(uid: str, sort: str, labels: Labels, **more: object) -> Node:
    """A word of a sort that ODRL knows."""
    return {**labelled(uid, labels), "type": sort, **more}


def labelled(uid: str, labels: Labels) -> Node:
    """A name with its label in each language."""
    return {"uid": uid, "prefLabel": {language: labels[language] for language in LANGUAGES}}


OWN_WORDS = (
    *(action(name) for name in ("prove-destruction", "let-results-leave")),
    *(
        {"uid": operand(name), "type": "LeftOperand"}
        for name in (ABOUT, "form", "answer", "looking-back", "sample")
    ),
)
