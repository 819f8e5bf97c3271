"""Mandates: valid, for these data and this purpose, in a known relation, all of one mandate."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beraad.exchange.evidence import Evidence
from beraad.exchange.gateway import Gateway
from beraad.exchange.mandate import KEYS, Mandate, Wish, told, verdict
from beraad.law.communication import Communication
from beraad.law.load import load
from beraad.register.shelf import find_files
from tests.exchange.conftest import Places
from tests.exchange.engines import Engine
from tests.exchange.world import SYSTEMS, change, missing, moment, permit, read


@pytest.fixture
def places(everywhere: Places) -> Places:
    """Each test through the gateway runs on both engines."""
    return everywhere


WAGE, CARE = ("sources", "status.living_wage"), ("sources", "status.care")
GIVEN = Mandate("customer", "housing", frozenset({WAGE}), "2024-01-01", "2024-01-01", "2025-01-01")
WISH = Wish("sources", "housing", ("status.living_wage",))

VERDICTS = [
    # what differs, at, valid, fields, purpose, relation
    ({}, "2024-06-01T12:00:00", "yes yes yes yes"),
    ({}, "2024-01-01T00:00:00", "yes yes yes yes"),
    ({}, "2023-12-31T23:59:59", "no no no no"),  # not given yet: there is no mandate
    ({}, "2024-12-31T23:59:59", "yes yes yes yes"),
    ({}, "2025-01-01T00:00:00", "no yes yes yes"),
    ({"begin": "2024-07-01"}, "2024-06-01T12:00:00", "no yes yes yes"),
    ({"revoked": "2024-06-01T12:00:00"}, "2024-06-01T11:59:59", "yes yes yes yes"),
    ({"revoked": "2024-06-01T12:00:00"}, "2024-06-01T12:00:00", "no yes yes yes"),
    ({"end": None}, "2044-01-01T00:00:00", "yes yes yes yes"),
    ({"fields": frozenset({CARE})}, "2024-06-01T12:00:00", "yes no yes yes"),
    ({"fields": frozenset({("other", WAGE[1])})}, "2024-06-01T12:00:00", "yes no yes yes"),
    ({"purpose": "marketing"}, "2024-06-01T12:00:00", "yes yes no yes"),
    ({"relation": "tenant"}, "2024-06-01T12:00:00", "yes yes yes no"),
]


def words(answers: list[bool]) -> str:
    return " ".join("yes" if answer else "no" for answer in answers)


@pytest.mark.parametrize(("differs", "at", "expected"), VERDICTS)
def test_what_a_mandate_answers(differs: dict[str, object], at: str, expected: str):
    mandate = replace(GIVEN, **differs)  # type: ignore[arg-type]
    answers = told([mandate], ["customer"], WISH, at)
    assert answers[0] == (at >= "2024")
    assert words(answers[1:]) == expected


def test_two_mandates_do_not_add_up_to_one():
    old = replace(GIVEN, end="2024-02-01")
    other = replace(GIVEN, purpose="marketing")
    answers = told([old, other], ["customer"], WISH, "2024-06-01T12:00:00")
    assert words(answers) in ("yes no yes yes yes", "yes yes yes no yes")


MOMENTS = st.sampled_from(["2024-01-01", "2024-02-01", "2024-03-01T10:00:00", "2024-04-01"])
MANDATES = st.builds(
    Mandate,
    st.sampled_from(["customer", "tenant"]),
    st.sampled_from(["housing", "marketing"]),
    st.frozensets(st.sampled_from([WAGE, CARE])),
    MOMENTS,
    MOMENTS,
    st.none() | MOMENTS,
    st.none() | MOMENTS,
)


@given(st.lists(MANDATES, max_size=4), MOMENTS)
def test_all_conditions_are_met_exactly_if_one_mandate_meets_them_all(
    mandates: list[Mandate], at: str
):
    met = all(told(mandates, ["customer"], WISH, at))
    known = frozenset({"customer"})
    assert met == any(m.given <= at and all(verdict(m, known, WISH, at)) for m in mandates)


# Through the gateway: the mandate, the framework 24/222, and a deliberation of its own

BY_MANDATE = """---
number: 24/901
chamber: social-security-and-health
kind: individual
adopted: 2024-12-17
title-nl: proef
title-fr: essai
title-de: Probe
title-en: test
---

# Subject

1. A housing company asks for a status by mandate.

# Assessment

2. Weighed.

# Decision

3. Decided.

```clause by-mandate
from: increased-allowance
to: housing-company-thuishaven
for: supplementary-rights-information
fields: [status.increased_allowance]
form: identified
by: consult
about: everyone
when: [mandate]
keep: nothing
```
"""
ASKED = Communication(
    "housing-company-thuishaven",
    "increased-allowance",
    "supplementary-rights-information",
    ("status.increased_allowance",),
    "identified",
    "consult",
)
DAY = "2025-06-02"


@pytest.fixture
def by_mandate(gateway: Gateway) -> Gateway:
    files = find_files([SYSTEMS])
    gateway.laws.adopt(load({**files, "mandate-test.md": BY_MANDATE.encode()}))
    return gateway


def customer(home: Path) -> str:
    """A customer of the housing company, who gave it a mandate for this purpose."""
    (row,) = read(
        home / "population.sqlite",
        """SELECT subject FROM contracts WHERE organisation = ? AND begin < '2024-01-01'
        AND "end" IS NULL AND subject NOT IN (SELECT subject FROM mandates) LIMIT 1""",
        ASKED.recipient,
    )
    store = home / "sources" / "evidence.sqlite"
    change(
        store,
        """INSERT INTO mandate_given
        (number, subject, recipient, relation, purpose, given, begin, "end")
        VALUES (9999, ?, ?, 'customer', ?, '2025-01-01', '2025-01-01', '2026-01-01')""",
        row[0],
        ASKED.recipient,
        ASKED.purpose,
    )
    field = "INSERT INTO mandate_field VALUES (9999, ?, ?)"
    change(store, field, ASKED.source, ASKED.fields[0])
    return str(row[0])


def test_with_mandate_framework_and_deliberation_it_flows(by_mandate: Gateway, home: Path):
    answer = by_mandate.consult(ASKED, customer(home), moment(DAY))
    assert str(permit(answer).number) == "24/901"
    assert {key for key, _ in permit(answer).facts_used} == set(KEYS)
    assert [list(row) for row in answer.rows] == [["status.increased_allowance"]]


def test_with_a_mandate_and_no_deliberation_of_its_own_nothing_flows(gateway: Gateway, home: Path):
    answer = gateway.consult(ASKED, customer(home), moment(DAY))
    assert answer.rows == ()
    assert missing(answer)


LACKS = [
    ("UPDATE mandate_given SET \"end\" = '2025-06-02' WHERE number = 9999", "mandate-valid"),
    ("UPDATE mandate_given SET revoked = '2025-06-02T13:59' WHERE number = 9999", "mandate-valid"),
    ("DELETE FROM mandate_field WHERE number = 9999", "mandate-covers-fields"),
    ("UPDATE mandate_given SET purpose = 'x' WHERE number = 9999", "mandate-covers-purpose"),
    ("UPDATE mandate_given SET relation = 'x' WHERE number = 9999", "mandate-relation-known"),
]


@pytest.mark.parametrize(("statement", "lack"), LACKS)
def test_what_the_framework_wants_is_named_with_its_own_number(
    by_mandate: Gateway, home: Path, statement: str, lack: str
):
    subject = customer(home)
    change(home / "sources" / "evidence.sqlite", statement)
    answer = by_mandate.consult(ASKED, subject, moment(DAY))
    assert missing(answer) == [f"condition: {lack}"]
    number = answer.decision.nearest[0].missing[0].number  # type: ignore[union-attr]
    assert str(number) == "24/222"


def test_a_mandate_to_another_organisation_is_no_mandate(by_mandate: Gateway, home: Path):
    subject = customer(home)
    given = "UPDATE mandate_given SET recipient = 'other' WHERE number = 9999"
    change(home / "sources" / "evidence.sqlite", given)
    answer = by_mandate.consult(ASKED, subject, moment(DAY))
    assert "condition: mandate" in missing(answer)


def test_mandates_of_the_population_are_kept_with_what_they_comprise(gateway: Gateway, home: Path):
    store = home / "sources" / "evidence.sqlite"
    kept = read(store, "SELECT subject, recipient FROM mandate_given WHERE revoked IS NULL")
    assert kept
    wish = replace(ASKED, recipient=kept[0][1], purpose="supplementary-rights")
    begin = read(store, "SELECT begin FROM mandate_given WHERE subject = ?", kept[0][0])[0][0]
    facts = gateway.evidence.answers(KEYS, wish, kept[0][0], moment(begin))
    assert facts == dict.fromkeys(KEYS, True)


def test_where_no_mandates_are_kept_nothing_is_known_of_them(store_engine: Engine):
    evidence = Evidence(store_engine.make())
    assert evidence.answers(KEYS, ASKED, "nobody", moment(DAY)) == {}
    evidence.close()
