"""The law that questions the other way round are put to, and the request that is refused or not."""

from collections.abc import Mapping
from datetime import UTC, datetime

from beraad.law.communication import Communication
from beraad.law.condition import Evidence
from beraad.law.permission import Ground
from beraad.law.register import Register
from tests.law.world import HISTORY, deliberation, listed, register

BEFORE = datetime(2024, 1, 1, tzinfo=UTC)
AFTER = datetime(2024, 7, 1, tzinfo=UTC)
CHAMBER = "social-security-and-health"
LISTED = (
    """```clause listed
from: gfd
to: list granters
for: benefits
fields: [dispensing.date]
form: identified
by: consult
about: everyone
when: [sector in list sectors]
keep: nothing
```

"""
    + listed("granters", "parties", "town")
    + listed("sectors", "values", "horeca", "retail")
)
FULL: Mapping[str, Evidence] = {
    "about(patients)": True,
    "consent(informed)": True,
    "therapeutic-relation": True,
    "excluded": False,
}


def ground(clause: str, number: str = "22/056", paragraph: int = 3) -> Ground:
    return Ground(CHAMBER, number, paragraph, clause)


def law(body: str = HISTORY + LISTED, *more: str) -> Register:
    return register(deliberation(body), *more)


def asked(facts: Mapping[str, Evidence], recipient: str = "hospital") -> Communication:
    return Communication(
        *(recipient, "gfd", "care", ("dispensing.product",), "identified", "consult"),
        *("pharmacist", "somebody", ("ref",), facts),
    )
