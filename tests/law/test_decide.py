"""Deciding: a communication meets a clause wholly, or hears what it lacks.

Every row changes one thing in a communication that is permitted (`asked.py`).
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any, get_args

import pytest

from beraad.law.communication import Code, Communication
from tests.law.asked import ASKED, FACTS, facts, lacks, permitted, refused, without
from tests.law.world import HISTORY, deliberation, register


def test_a_permit_names_the_clause_the_fields_and_what_is_owed() -> None:
    permit = permitted(ASKED)
    assert (str(permit.number), permit.paragraph, permit.clause) == ("22/056", 3, "history")
    assert permit.passed == ("dispensing.product", "dispensing.date")
    assert permit.dropped == ()
    assert permit.answer == "fields"
    assert permit.not_before == date(2023, 11, 1)  # six months back
    assert permit.obligations.keep.span is None
    assert permit.facts_used == tuple(sorted(FACTS.items()))


LACKS = [
    (replace(ASKED, role="nurse"), "recipient", "role pharmacist"),
    (replace(ASKED, role=""), "recipient", "role pharmacist"),
    (replace(ASKED, purpose="benefits"), "purpose", "care"),
    (replace(ASKED, form="anonymous"), "form", "identified"),
    (replace(ASKED, channel="batch"), "channel", "consult"),
    (
        replace(ASKED, fields=("dispensing.batch",)),
        "fields",
        "dispensing.product, dispensing.posology, dispensing.date",
    ),
    (
        replace(ASKED, fields=()),
        "fields",
        "dispensing.product, dispensing.posology, dispensing.date",
    ),
    (facts({"consent(informed)": False}), "condition", "consent(informed)"),
    (replace(ASKED, facts=without("consent(informed)")), "condition", "consent(informed)"),
    (replace(ASKED, facts=without("about(patients)")), "condition", "about(patients)"),
    (facts({"excluded": True}), "condition", "not excluded"),
    (replace(ASKED, facts=without("excluded")), "condition", "not excluded"),
    (facts({"excluded": 0}), "condition", "not excluded"),
    (facts({"therapeutic-relation": 1}), "condition", "therapeutic-relation"),
    (facts({"therapeutic-relation": "yes"}), "condition", "therapeutic-relation"),
]


@pytest.mark.parametrize(("asked", "code", "detail"), LACKS)
def test_one_thing_missing_is_told_by_code(asked: Communication, code: str, detail: str) -> None:
    assert lacks(asked) == [(code, detail)]


@pytest.mark.parametrize(
    ("at", "code", "detail"),
    [
        ("2022-02-28T22:59:59", "not-yet-in-force", "2022-02-28T23:00:00+00:00"),
        ("2028-12-31T23:00:00", "ended", "2028-12-31T23:00:00+00:00"),
    ],
)
def test_before_and_after_its_time_a_clause_permits_nothing(
    at: str, code: str, detail: str
) -> None:
    assert lacks(ASKED, at=datetime.fromisoformat(f"{at}+00:00")) == [(code, detail)]


@pytest.mark.parametrize(
    ("day", "code"), [("2022-02-01", "not-yet-in-force"), ("2029-01-01", "ended")]
)
@pytest.mark.parametrize("known", [{}, ASKED.facts, without("consent(informed)", excluded=True)])
def test_out_of_its_time_a_clause_asks_for_no_evidence_and_lacks_none(
    day: str, code: str, known: Mapping[str, Any]
) -> None:
    """Whatever is known, it permits nothing: so it need not be known, and the time is all."""
    at = datetime.fromisoformat(f"{day}T11:00:00+00:00")
    assert [told for told, _ in lacks(replace(ASKED, facts=known), at=at)] == [code]
    other = replace(ASKED, facts=known, role="nurse", purpose="benefits")
    assert [told for told, _ in lacks(other, at=at)] == [code, "recipient", "purpose"]


@pytest.mark.parametrize("at", ["2022-02-28T23:00:00", "2028-12-31T22:59:59"])
def test_at_the_first_and_the_last_second_it_permits(at: str) -> None:
    assert permitted(ASKED, at=datetime.fromisoformat(f"{at}+00:00")).passed == ASKED.fields


def test_all_that_is_missing_is_told_in_a_fixed_order_with_number_and_paragraph() -> None:
    (shortfall,) = refused(
        replace(
            ASKED,
            role="",
            purpose="benefits",
            form="anonymous",
            channel="table",
            fields=(),
            facts={},
        )
    )
    assert [missing.code for missing in shortfall.missing] == [
        *("recipient", "purpose", "form", "channel", "fields"),
        *("condition",) * 4,
    ]
    assert {(str(m.number), m.paragraph) for m in shortfall.missing} == {("22/056", 3)}


def test_a_source_of_which_no_clause_speaks_has_no_nearest_clause() -> None:
    assert refused(replace(ASKED, source="statuses")) == ()


def test_fields_of_the_clause_pass_in_the_order_of_asking_and_others_are_dropped() -> None:
    permit = permitted(
        replace(ASKED, fields=("dispensing.date", "dispensing.batch", "dispensing.product"))
    )
    assert permit.passed == ("dispensing.date", "dispensing.product")
    assert permit.dropped == (("dispensing.batch", "not-in-clause"),)


WIDE = HISTORY.replace("history", "wide").replace("[consent(informed), ", "[mandate, ")
NARROW = HISTORY.replace("history", "narrow").replace("dispensing.posology, dispensing.date", "x")
NARROW = NARROW.replace(", x]", "]")


@pytest.mark.parametrize(
    ("more", "fields", "clause"),
    [
        ({}, ("dispensing.product",), "narrow"),
        ({"mandate": True}, ("dispensing.product",), "narrow"),
        ({}, ("dispensing.product", "dispensing.date"), "history"),
        ({"mandate": True}, ("dispensing.product", "dispensing.date"), "wide"),
    ],
)
def test_the_clause_that_passes_most_decides_and_among_equals_the_first(
    more: dict[str, Any], fields: tuple[str, ...], clause: str
) -> None:
    law = register(deliberation(NARROW + WIDE + HISTORY))
    assert permitted(replace(facts(more), fields=fields), law).clause == clause


def test_the_earlier_number_decides_among_equals() -> None:
    law = register(deliberation(number="24/001", adopted="2024-01-09"), deliberation())
    assert str(permitted(ASKED, law).number) == "22/056"


def test_the_nearest_clauses_are_at_most_three_the_nearest_first() -> None:
    clauses = [HISTORY.replace("history", f"clause-{n}") for n in range(5)]
    clauses[3] = clauses[3].replace("for: care", "for: benefits")
    law = register(deliberation("".join(clauses)))
    nearest = refused(replace(ASKED, purpose="benefits", role="nurse"), law)
    assert [shortfall.clause for shortfall in nearest] == ["clause-3", "clause-0", "clause-1"]
    assert [len(shortfall.missing) for shortfall in nearest] == [1, 2, 2]


def test_every_code_of_what_is_missing_occurs_in_this_chapter() -> None:
    told = {code for _, code, _ in LACKS} | {"not-yet-in-force", "ended", "accession"}
    assert told == set(get_args(Code))
