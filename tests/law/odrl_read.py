"""Provisions read back from expanded ODRL, and the same taken from the provisions themselves."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from beraad.law.condition import AnyOf, Compares, Condition, Holds, InList, Term, key_parts
from beraad.law.odrl_context import ODRL, OWN, XSD
from beraad.law.provision import Provision
from beraad.law.register import Register
from beraad.law.span import Span


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
