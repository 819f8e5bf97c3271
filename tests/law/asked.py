"""The communication that the chapters on deciding change, one thing at a time.

A pharmacist of the network, who has a therapeutic relation with a patient that consented, consults
the shared file for care: permitted.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from beraad.law.communication import Communication, Permit, Refusal, Shortfall
from beraad.law.decide import decide
from beraad.law.register import Register
from tests.law.world import deliberation, register

FACTS: Mapping[str, Any] = {
    "about(patients)": True,
    "consent(informed)": True,
    "therapeutic-relation": True,
    "excluded": False,
}
ASKED = Communication(
    recipient="pharmanet",
    source="gfd",
    purpose="care",
    fields=("dispensing.product", "dispensing.date"),
    form="identified",
    channel="consult",
    role="pharmacist",
    person="p1",
    subjects=("s1",),
    facts=FACTS,
)
LAW = register(deliberation(more="until: 2028-12-31\n"))
NOW = datetime(2024, 5, 1, 10, tzinfo=UTC)


def without(*keys: str, **more: Any) -> Mapping[str, Any]:
    """The facts without some of them, or with others."""
    return {key: value for key, value in {**FACTS, **more}.items() if key not in keys}


def facts(pairs: Mapping[str, Any]) -> Communication:
    return replace(ASKED, facts={**FACTS, **pairs})


def permitted(asked: Communication, law: Register = LAW, at: datetime = NOW) -> Permit:
    answer = decide(asked, law, at)
    assert isinstance(answer, Permit), answer
    return answer


def refused(asked: Communication, law: Register = LAW, at: datetime = NOW) -> tuple[Shortfall, ...]:
    answer = decide(asked, law, at)
    assert isinstance(answer, Refusal), answer
    return answer.nearest


def lacks(asked: Communication, law: Register = LAW, at: datetime = NOW) -> list[tuple[str, str]]:
    """What the nearest clause misses."""
    return [(missing.code, missing.detail) for missing in refused(asked, law, at)[0].missing]
