"""The reference directory: who is competent, what is where, and who may obtain it."""

from dataclasses import replace

import pytest

from beraad.exchange.gateway import Gateway
from beraad.exchange.knowledge import knowledge
from beraad.exchange.rules import (
    competent,
)
from beraad.law.communication import Permit
from beraad.law.decide import recipient_tokens
from tests.exchange.conftest import Places
from tests.exchange.test_integration import WISH
from tests.exchange.world import BEFORE, moment


@pytest.fixture
def places(everywhere: Places) -> Places:
    """Each test through the gateway runs on both engines."""
    return everywhere


# Who is competent

COMPETENT = [
    ([("old", ())], (), "old"),
    ([("north", ("flanders",)), ("south", ("wallonia",))], ("wallonia",), "south"),
    ([("north", ("flanders",)), ("south", ("wallonia",))], (), None),
    ([("north", ("flanders",)), ("south", ("wallonia",))], ("flanders", "wallonia"), None),
    ([("whole", ()), ("south", ("wallonia",))], ("flanders",), "whole"),
    ([("whole", ())], ("flanders",), "whole"),
]


@pytest.mark.parametrize(("successors", "lives_in", "found"), COMPETENT)
def test_who_stands_for_whom_by_residence(
    successors: list[tuple[str, tuple[str, ...]]], lives_in: tuple[str, ...], found: str | None
):
    assert competent(successors, lives_in) == found


# What is where, and who may obtain it

INSTANT = moment(BEFORE)


def test_the_directory_of_knowledge_says_exactly_what_the_gateway_permits(gateway: Gateway):
    law = gateway.laws.at(INSTANT)
    known = knowledge(law, INSTANT)
    held = [h for party in law.catalogue.parties for h in known.available_at(party)]
    lines = {(h.source, line) for h in held for line in h.given}
    provisions = [p for laws in law.by_source.values() for p in laws if p.on(INSTANT)]
    assert {(s, one.ground.clause) for s, one in lines} == {
        (p.source, p.clause.name) for p in provisions
    }
    assert all(set(one.fields) <= set(law.catalogue.sources[s].fields) for s, one in lines)


def test_what_may_be_obtained_by_whom_is_permitted_with_its_conditions_and_ends_with_its_clause(
    gateway: Gateway,
):
    law = gateway.laws.at(INSTANT)
    (found,) = [
        a
        for a in knowledge(law, INSTANT).obtainable_by("nsso", INSTANT)
        if a.source == "sigedis-careers"
    ]
    assert (found.ground.number, found.channels) == ("15/048", ("consult",))
    wish = replace(
        WISH,
        recipient="nsso",
        source=found.source,
        purpose=found.purpose,
        fields=found.fields,
        facts=dict.fromkeys([*found.terms.conditions, f"about({found.terms.population})"], True),
    )
    decision = law.decide(wish, INSTANT)
    assert isinstance(decision, Permit)
    assert decision.passed == found.fields
    assert recipient_tokens(wish, law.catalogue, moment(BEFORE)) & set(found.recipients)
    with pytest.raises(LookupError, match="no organisation 'nobody'"):
        knowledge(law, INSTANT).obtainable_by("nobody", INSTANT)
