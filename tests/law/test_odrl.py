"""The law in force as ODRL: a JSON-LD processor expands it without loss."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from pyld import jsonld

from beraad.law.condition import Holds
from beraad.law.expand import provisions
from beraad.law.odrl import export
from beraad.law.odrl_context import CONTEXT, ODRL, OWN, SKOS
from beraad.law.permission import at
from beraad.law.provision import Requirement
from beraad.law.register import Register
from tests.law.odrl_read import expected, read_back
from tests.law.world import CATALOGUE, GENERAL, HISTORY, accession, deliberation, listed, register

NOW = datetime(2024, 1, 1, tzinfo=UTC)
RICH = (
    """```clause rich
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

"""
    + listed("granters", "parties", "town", "hospital")
    + listed("sectors", "values", "horeca", "retail")
)
DATED = CATALOGUE.replace(
    "holder: federal-office\n",
    "holder: federal-office\ndated-by: status.since\n"
    "- status.since | date | sinds | depuis | seit | since\n",
)


@pytest.fixture(scope="module")
def law() -> Register:
    """Clauses that between them use every entry of the language."""
    return register(
        deliberation(HISTORY + RICH),
        deliberation(GENERAL, "18/046", "2018-04-03", "general"),
        accession("town", "status.living_wage", "2019-01-01", number="18/046"),
        catalogue=DATED,
    )


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
