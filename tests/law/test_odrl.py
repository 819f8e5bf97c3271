"""The law in force as ODRL: a JSON-LD processor expands it without loss."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import unquote

import pytest
from pyld import jsonld

from beraad.law.condition import AnyOf, Compares, Condition, Holds, InList, Term, key_parts
from beraad.law.expand import provisions
from beraad.law.load import load
from beraad.law.odrl import export
from beraad.law.odrl_context import CONTEXT, ODRL, OWN, SKOS, XSD
from beraad.law.permission import at
from beraad.law.provision import Provision, Requirement
from beraad.law.register import Register
from beraad.law.span import Span
from tests.law.world import CATALOGUE, HISTORY, deliberation, register

NOW = datetime(2024, 1, 1, tzinfo=UTC)
RICH = """```clause rich
from: [gfd, statuses]
to: list granters
for: research(pain)
fields: [dispensing.date, status.disability]
form: pseudonymised
by: [extract, enclave]
about: sample 2.5 % of patients
when: [any of (mandate, sources > 2, sector in list sectors), sources <= 9,
       not excluded, sources < 8, sources >= 1, sector in list sectors]
looking-back: 90 days
keep: until 2029-12-31, destroyed with proof
leaves-as: anonymous after mandate
until: 2030-06-30
```

```clause plain
from: statuses
to: [town, village]
for: benefits
fields: [status.disability]
form: identified
by: consult
about: everyone
when: [sources = 1]
looking-back: 2 years
keep: 5 years
answer: yes-no
```

```clause own
from: gfd
to: subject
for: own-information
fields: [dispensing.date]
form: identified
by: consult
about: everyone
keep: 14 days
```

```clause open
from: statuses
to: anyone
for: benefits
fields: [status.disability]
form: anonymous
by: table
about: everyone
keep: nothing
```

```list granters
of: parties
nl: lijst
fr: liste
de: Liste
en: list
- town
- hospital
```

```list sectors
of: values
nl: sectoren
fr: secteurs
de: Sektoren
en: sectors
- horeca
- retail
```
"""
GENERAL = """```clause statuses
from: statuses
to: category municipality
for: benefits
fields: [status.disability, status.living_wage]
form: identified
by: consult
about: inhabitants
keep: nothing
limited-by: accession
```
"""
DATED = CATALOGUE.replace(
    "holder: federal-office\n",
    "holder: federal-office\ndated-by: status.since\n"
    "- status.since | date | sinds | depuis | seit | since\n",
)
ACCESSION = """---
accedes-to: 18/046
chamber: social-security-and-health
---

```accession town
from: 2019-01-01
fields: [status.living_wage]
```
"""


@pytest.fixture(scope="module")
def law() -> Register:
    """Clauses that between them use every entry of the language."""
    texts = {
        "catalogue.md": DATED,
        "1.md": deliberation(HISTORY + RICH),
        "2.md": deliberation(GENERAL, "18/046", "2018-04-03", "general"),
        "3.md": ACCESSION,
    }
    return load({name: text.encode() for name, text in texts.items()})


@pytest.fixture(scope="module")
def document(law: Register) -> dict[str, Any]:
    return export(provisions(law), law.catalogue, NOW)


@pytest.fixture(scope="module")
def expanded(document: dict[str, Any]) -> list[dict[str, Any]]:
    """What a processor makes of it; it may not reach for the network."""
    found: list[dict[str, Any]] = jsonld.expand(document, {"documentLoader": no_network})
    return found


def no_network(url: str, _options: object) -> None:
    raise AssertionError(f"reaches for {url}")


# Without loss -------------------------------------------------------------------------------------


def test_expanded_and_compacted_again_it_is_the_same_document(
    document: dict[str, Any], expanded: list[dict[str, Any]]
) -> None:
    again = jsonld.compact(
        expanded, document["@context"], {"graph": True, "documentLoader": no_network}
    )
    assert again == document


def leaves(value: object) -> Iterator[str]:
    """Every value of a JSON document, whatever it stands in."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if key != "@context":
                yield from leaves(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from leaves(inner)
    else:
        yield str(value)


def keys(value: object) -> Iterator[str]:
    """Every key of a JSON document."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield key
            yield from keys(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from keys(inner)


def test_every_term_is_mapped_and_no_value_is_dropped(
    document: dict[str, Any], expanded: list[dict[str, Any]]
) -> None:
    languages = {"nl", "fr", "de", "en"}
    used = set(keys(document["@graph"])) - languages
    assert used - CONTEXT.keys() == {"@value"}
    for key in keys(expanded):
        assert key.startswith(("@", ODRL, OWN, SKOS)), key
    # Expanded, each label also names its language.
    told = [leaf for leaf in leaves(expanded) if leaf not in languages]
    assert len(told) == len(list(leaves(document["@graph"])))


def test_every_term_of_odrl_is_one_that_odrl_defines(expanded: list[dict[str, Any]]) -> None:
    """The terms of the ODRL Vocabulary 2.2 that we use, as the Recommendation spells them."""
    defined = {
        *("Set", "Permission", "Duty", "Constraint", "LogicalConstraint", "Action", "LeftOperand"),
        *("Asset", "AssetCollection", "Party", "PartyCollection", "profile", "permission", "duty"),
        *("assigner", "assignee", "target", "action", "constraint", "leftOperand", "operator"),
        *("rightOperand", "or", "includedIn", "partOf", "use", "delete", "purpose", "dateTime"),
        *("elapsedTime", "eq", "neq", "lt", "lteq", "gt", "gteq", "isAnyOf"),
    }
    used = {word for word in (*keys(expanded), *leaves(expanded)) if word.startswith(ODRL)}
    assert {word.removeprefix(ODRL) for word in used} <= defined
    assert used


def test_what_odrl_lacks_has_a_name_of_our_own_that_the_graph_describes(
    expanded: list[dict[str, Any]],
) -> None:
    described = {node["@id"]: node for node in expanded}
    asked = {
        node[f"{ODRL}leftOperand"][0]["@id"]
        for node in nodes(expanded)
        if f"{ODRL}leftOperand" in node
    }
    own = {name for name in asked if name.startswith(OWN)}
    assert asked - own == {f"{ODRL}purpose", f"{ODRL}dateTime", f"{ODRL}elapsedTime"}
    assert {"urn:beraad:left-operand:looking-back", "urn:beraad:condition:consent:informed"} <= own
    for name in own:
        assert described[name]["@type"] == [f"{ODRL}LeftOperand"], name
    actions = {a["@id"] for node in nodes(expanded) for a in node.get(f"{ODRL}action", ())}
    for name in actions - {f"{ODRL}delete"}:
        assert described[name][f"{ODRL}includedIn"] == [{"@id": f"{ODRL}use"}], name


def nodes(value: object) -> Iterator[dict[str, Any]]:
    """Every node of an expanded document."""
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from nodes(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from nodes(inner)


def test_labels_stand_in_four_languages(expanded: list[dict[str, Any]]) -> None:
    described = {node["@id"]: node for node in expanded}
    labels = described["urn:beraad:condition:consent:informed"][f"{SKOS}prefLabel"]
    assert {label["@language"]: label["@value"] for label in labels} == {
        "nl": "de betrokkene geïnformeerde toestemming gaf",
        "fr": "la personne ait donné son consentement éclairé",
        "de": "die Person informiert zugestimmt hat",
        "en": "the person gave informed consent",
    }
    assert f"{SKOS}prefLabel" not in described["urn:beraad:role:subject"]


# Every provision is found again with all its values -----------------------------------------------


def read_back(expanded: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Provisions read from the expanded form alone, by the meaning of its IRIs."""
    return [
        read_permission(policy, permission)
        for policy in expanded
        if policy.get("@type") == [f"{ODRL}Set"]
        for permission in policy[f"{ODRL}permission"]
    ]


def read_permission(policy: dict[str, Any], node: dict[str, Any]) -> dict[str, Any]:
    plain = [c for c in node[f"{ODRL}constraint"] if f"{OWN}term:paragraph" not in c]
    return {
        "number": literal(policy, "number"),
        "chamber": literal(policy, "chamber"),
        "clause": literal(node, "clause"),
        "paragraph": literal(node, "paragraph"),
        "position": literal(node, "position"),
        "until": literal(node, "until"),
        "assigner": names(node, "assigner"),
        "recipients": {name.removeprefix("party:") for name in names(node, "assignee")},
        "fields": names(node, "target"),
        "by": names(node, "action"),
        "terms": {read_constraint(one) for one in plain},
        "requirements": [
            (literal(one, "number"), literal(one, "paragraph"), read_condition_node(one))
            for one in node[f"{ODRL}constraint"]
            if one not in plain
        ],
        "duties": [
            (names(one, "action"), {read_constraint(c) for c in one.get(f"{ODRL}constraint", ())})
            for one in node[f"{ODRL}duty"]
        ],
        "accessions": [
            (one[f"{OWN}term:acceding-party"][0]["@id"], ids(one[f"{OWN}term:named-field"]))
            for one in node.get(f"{OWN}term:accession", ())
        ],
    }


def literal(node: dict[str, Any], name: str) -> object:
    return node.get(f"{OWN}term:{name}", [{"@value": None}])[0]["@value"]


def ids(values: list[dict[str, Any]]) -> list[str]:
    return [value["@id"] for value in values]


def names(node: dict[str, Any], term: str) -> list[str]:
    return [unquote(name.removeprefix(OWN)) for name in ids(node[f"{ODRL}{term}"])]


def read_constraint(node: dict[str, Any]) -> tuple[object, ...]:
    left, operator = (node[f"{ODRL}{name}"][0]["@id"] for name in ("leftOperand", "operator"))
    right = [
        (value.get("@id", value.get("@value")), value.get("@type", ""))
        for value in node[f"{ODRL}rightOperand"]
    ]
    return (left, operator.removeprefix(ODRL), *right)


def read_condition_node(node: dict[str, Any]) -> tuple[object, ...]:
    if f"{ODRL}or" in node:
        return ("or", *(read_constraint(one) for one in node[f"{ODRL}or"][0]["@list"]))
    return read_constraint(node)


def expected(law: Provision, register: Register) -> dict[str, Any]:
    """The same, from the provision itself."""
    clause = law.clause
    fields = [f"field:{law.source}:{name}" for name in law.fields]
    return {
        "number": str(law.number),
        "chamber": law.chamber,
        "clause": clause.name,
        "paragraph": law.paragraph,
        "position": law.position,
        "until": str(clause.until) if clause.until else None,
        "assigner": [f"party:{register.catalogue.sources[law.source].holder}"],
        "recipients": {token.removeprefix("party:") for token in law.recipients},
        "fields": fields,
        "by": [f"action:{channel}" for channel in clause.by],
        "terms": set(expected_terms(law)),
        "requirements": [
            (str(r.number), r.paragraph, expected_condition(r.condition, law))
            for r in law.requirements
        ],
        "duties": list(expected_duties(law)),
        "accessions": [
            (f"{OWN}party:{party}", [f"{OWN}field:{law.source}:{name}" for name in sorted(named)])
            for party, named in (law.accessions or {}).items()
        ],
    }


def expected_terms(law: Provision) -> Iterator[tuple[object, ...]]:
    clause, own = law.clause, f"{OWN}left-operand:"
    purpose = clause.purpose.replace("(", "%28").replace(")", "%29")
    yield (f"{ODRL}purpose", "eq", (f"{OWN}purpose:{purpose}", ""))
    yield (f"{own}form", "eq", (f"{OWN}form:{clause.form}", ""))
    yield (f"{own}answer", "eq", (f"{OWN}answer:{clause.answer}", ""))
    yield (f"{ODRL}dateTime", "gteq", (law.start.isoformat(), f"{XSD}dateTime"))
    if law.end:
        yield (f"{ODRL}dateTime", "lt", (law.end.isoformat(), f"{XSD}dateTime"))
    if clause.looking_back:
        yield (f"{own}looking-back", "lteq", duration(clause.looking_back))
    if clause.about.sample:
        yield (f"{own}sample", "lteq", (clause.about.sample, f"{XSD}decimal"))


def duration(span: Span | None) -> tuple[str, str]:
    known = {None: "P0D", Span(24): "P24M", Span(60): "P60M", Span(6): "P6M"}
    days = {Span(0, 90): "P90D", Span(0, 14): "P14D"}
    return ({**known, **days}[span], f"{XSD}duration")


def expected_condition(condition: Condition, law: Provision) -> tuple[object, ...]:
    if isinstance(condition, AnyOf):
        return ("or", *(expected_term(term, law) for term in condition.terms))
    return expected_term(condition, law)


def expected_term(term: Term, law: Provision) -> tuple[object, ...]:
    word, argument = key_parts(term.key)
    if word == "about":
        return (f"{OWN}left-operand:about", "eq", (f"{OWN}population:{argument}", ""))
    left = f"{OWN}condition:{word}" + (f":{argument}" if argument else "")
    if isinstance(term, Holds):
        return (left, "eq", (term.wanted, ""))
    if isinstance(term, Compares):
        signs = {"<": "lt", "<=": "lteq", "=": "eq", ">=": "gteq", ">": "gt"}
        return (left, signs[term.sign], (term.bound, ""))
    assert isinstance(term, InList)
    return (left, "isAnyOf", *((word, "") for word in sorted(law.lists[term.list_name])))


def expected_duties(law: Provision) -> Iterator[tuple[list[str], set[tuple[object, ...]]]]:
    keep = law.clause.keep
    if keep.until:
        by = (f"{ODRL}dateTime", "lteq", (str(keep.until), f"{XSD}date"))
    else:
        by = (f"{ODRL}elapsedTime", "lteq", duration(keep.span))
    yield [f"{ODRL}delete"], {by}
    if keep.proof:
        yield ["action:prove-destruction"], set()
    if law.clause.leaves_as:
        form, step = law.clause.leaves_as
        yield (
            ["action:let-results-leave"],
            {
                (f"{OWN}left-operand:form", "eq", (f"{OWN}form:{form}", "")),
                (f"{OWN}condition:{step}", "eq", (True, "")),
            },
        )


def test_every_provision_is_found_again_with_all_its_values(
    law: Register, expanded: list[dict[str, Any]]
) -> None:
    now = at(provisions(law), NOW)
    assert len(now) == 7
    wanted = [expected(one, law) for one in sorted(now, key=lambda one: one.order)]
    assert read_back(expanded) == wanted
    rich = next(one.clause for one in now if one.clause.name == "rich")
    assert rich.keep.until == date(2029, 12, 31)
    assert rich.leaves_as


def test_a_population_that_is_excluded_is_another_constraint(law: Register) -> None:
    one = next(iter(at(provisions(law), NOW)))
    denied = Requirement(Holds("about(patients)", wanted=False), one.number, 3)
    told = export([replace(one, requirements=(denied,))], law.catalogue, NOW)
    (node,) = (
        c
        for c in told["@graph"][0]["permission"][0]["constraint"]
        if c["leftOperand"] == "urn:beraad:left-operand:about"
    )
    assert node["operator"] == "neq"


def test_only_what_is_in_force_is_exported() -> None:
    law = register(deliberation())
    early = datetime(2020, 1, 1, tzinfo=UTC)
    told = export(provisions(law), law.catalogue, early)
    assert not [node for node in told["@graph"] if node["type"] == "Set"]
