"""The JSON-LD context of the export: ODRL's own terms, and ours under `urn:beraad:`.

It stands inline in each document, so that a processor needs no network. ODRL Information Model 2.2
and Vocabulary 2.2, W3C Recommendations of 15 February 2018.
"""

from collections.abc import Mapping
from typing import Any

ODRL = "http://www.w3.org/ns/odrl/2/"
SKOS = "http://www.w3.org/2004/02/skos/core#"
XSD = "http://www.w3.org/2001/XMLSchema#"
OWN = "urn:beraad:"
PROFILE = f"{OWN}odrl-profile"

CLASSES = (
    *("Set", "Permission", "Duty", "Constraint", "LogicalConstraint", "Action", "LeftOperand"),
    *("Asset", "AssetCollection", "Party", "PartyCollection"),
)
WORDS = (
    *("eq", "neq", "lt", "lteq", "gt", "gteq", "isAnyOf"),
    *("purpose", "dateTime", "elapsedTime", "use", "delete"),
)
NODES = ("permission", "duty", "constraint", "rightOperand")
LINKS = ("profile", "assigner", "assignee", "target")
VALUES = ("clause", "number", "paragraph", "position", "list", "chamber", "until")


def term(iri: str, kind: str = "", container: str = "") -> dict[str, str]:
    """The definition of a term."""
    found = {"@id": iri}
    if kind:
        found["@type"] = kind
    if container:
        found["@container"] = container
    return found


CONTEXT: Mapping[str, Any] = {
    "@version": 1.1,
    "uid": "@id",
    "type": "@type",
    "xsd": XSD,
    **{name: f"{ODRL}{name}" for name in (*CLASSES, *WORDS)},
    **{name: term(f"{ODRL}{name}", container="@set") for name in NODES},
    **{name: term(f"{ODRL}{name}", "@id", "@set") for name in LINKS},
    "action": term(f"{ODRL}action", "@vocab", "@set"),
    "leftOperand": term(f"{ODRL}leftOperand", "@vocab"),
    "operator": term(f"{ODRL}operator", "@vocab"),
    "includedIn": term(f"{ODRL}includedIn", "@vocab"),
    "partOf": term(f"{ODRL}partOf", "@id"),
    "or": term(f"{ODRL}or", container="@list"),
    "prefLabel": term(f"{SKOS}prefLabel", container="@language"),
    **{name: term(f"{OWN}term:{name}") for name in VALUES},
    "accession": term(f"{OWN}term:accession", container="@set"),
    "accedingParty": term(f"{OWN}term:acceding-party", "@id"),
    "namedField": term(f"{OWN}term:named-field", "@id", "@set"),
}
