"""Decisions as plain values: the JSON that other programs rely on, key by key."""

from datetime import UTC, datetime

from beraad.law.communication import Communication
from beraad.law.decide import decide
from beraad.register.plain import plain_decision
from tests.law.world import HISTORY, deliberation, register

NOON = datetime(2024, 7, 1, 12, 0, tzinfo=UTC)
FACTS = {
    "about(patients)": True,
    "consent(informed)": True,
    "therapeutic-relation": True,
    "excluded": False,
}


def ask(**changed: object) -> Communication:
    """A pharmacist looks at product and date."""
    given: dict[str, object] = {
        "recipient": "pharmanet",
        "source": "gfd",
        "purpose": "care",
        "fields": ("dispensing.product", "dispensing.date", "dispensing.price"),
        "form": "identified",
        "channel": "consult",
        "role": "pharmacist",
        "facts": FACTS,
    }
    return Communication(**(given | changed))  # type: ignore[arg-type]


def test_a_permit_is_told_in_full():
    assert plain_decision(decide(ask(), register(deliberation()), NOON)) == {
        "decision": "permit",
        "chamber": "social-security-and-health",
        "number": "22/056",
        "paragraph": 3,
        "clause": "history",
        "passed": ["dispensing.product", "dispensing.date"],
        "dropped": {"dispensing.price": "not-in-clause"},
        "answer": "fields",
        "not_before": "2024-01-01",
        "keep": {"length": "nothing", "destroyed_with_proof": False},
        "leaves_as": None,
        "facts_used": FACTS,
    }


def test_retention_and_form_of_results_are_told():
    body = HISTORY.replace(
        "keep: nothing",
        "keep: until 2029-12-31, destroyed with proof\nleaves-as: anonymous after sources",
    )
    told = plain_decision(decide(ask(), register(deliberation(body)), NOON))
    assert told["keep"] == {"length": "until 2029-12-31", "destroyed_with_proof": True}
    assert told["leaves_as"] == {"form": "anonymous", "after": "sources"}


def test_a_span_of_retention_is_told_and_no_bound_on_history_is_none():
    body = HISTORY.replace("keep: nothing", "keep: 24 months").replace(
        "looking-back: 6 months\n", ""
    )
    told = plain_decision(decide(ask(), register(deliberation(body)), NOON))
    assert told["keep"] == {"length": "2 years", "destroyed_with_proof": False}
    assert told["not_before"] is None


def test_a_refusal_tells_the_nearest_clauses_and_what_each_lacks():
    facts = {**FACTS, "excluded": True}
    told = plain_decision(decide(ask(facts=facts), register(deliberation()), NOON))
    assert told == {
        "decision": "refusal",
        "nearest": [
            {
                "chamber": "social-security-and-health",
                "number": "22/056",
                "paragraph": 3,
                "clause": "history",
                "missing": [
                    {
                        "code": "condition",
                        "detail": "not excluded",
                        "number": "22/056",
                        "paragraph": 3,
                        "reckoned": False,
                    }
                ],
            }
        ],
    }


def test_a_refusal_where_no_clause_has_the_source_names_none():
    told = plain_decision(decide(ask(source="weather"), register(deliberation()), NOON))
    assert told == {"decision": "refusal", "nearest": []}
