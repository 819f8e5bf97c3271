"""On what conditions and when: evidence, lists of values, frames, times of a clause, duties."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from beraad.law.communication import Permit
from beraad.law.decide import decide
from beraad.law.register import Register
from beraad.law.span import Span
from tests.law.asked import ASKED, lacks, permitted, refused, without
from tests.law.world import HISTORY, deliberation, listed, register


def conditions(text: str) -> Register:
    """The clause on this condition, with a list of values."""
    days = ("construction from 2023-01-01 to 2024-05-01", "hospitality to 2024-05-02")
    lists = listed("flexi-sectors", "values", *days)
    body = HISTORY.replace("[consent(informed), therapeutic-relation, not excluded]", f"[{text}]")
    return register(deliberation(body + lists))


@pytest.mark.parametrize(
    ("condition", "known", "met"),
    [
        ("consent(informed)", {"consent(informed)": True}, True),
        ("consent(informed)", {"consent(worker)": True}, False),
        ("not excluded", {"excluded": False}, True),
        ("not excluded", {"excluded": True}, False),
        ("not excluded", {"excluded": None}, False),
        ("sources > 1", {"sources": 2}, True),
        ("sources > 1", {"sources": 1}, False),
        ("sources >= 2", {"sources": 2}, True),
        ("sources < 2", {"sources": 1}, True),
        ("sources <= 2", {"sources": 3}, False),
        ("sources = 2", {"sources": 2}, True),
        ("sources < 2", {}, False),
        ("sources < 2", {"sources": True}, False),
        ("sources < 2", {"sources": "1"}, False),
        ("sector in list flexi-sectors", {"sector": "construction"}, True),
        ("sector in list flexi-sectors", {"sector": "banking"}, False),
        ("sector in list flexi-sectors", {"sector": 1}, False),
        ("sector in list flexi-sectors", {}, False),
        ("any of (mandate, not excluded)", {"mandate": True}, True),
        ("any of (mandate, not excluded)", {"mandate": False, "excluded": False}, True),
        ("any of (mandate, not excluded)", {"excluded": True}, False),
        ("any of (mandate, not excluded)", {"mandate": False, "excluded": True}, False),
        ("any of (mandate, not excluded)", {}, False),
        ("any of (sources > 1, sector in list flexi-sectors)", {"sector": "construction"}, True),
    ],
)
def test_a_condition_is_met_only_by_evidence_that_shows_it(
    condition: str, known: dict[str, Any], met: bool
) -> None:
    """Unknown evidence, or evidence of another type, satisfies nothing: also under `not`."""
    asked = replace(ASKED, facts={"about(patients)": True, **known})
    law = conditions(condition)
    at = datetime(2024, 4, 1, tzinfo=UTC)
    assert isinstance(decide(asked, law, at), Permit) is met
    if not met:
        assert lacks(asked, law, at) == [("condition", condition)]


def test_members_of_a_list_of_values_are_those_of_the_day() -> None:
    law = conditions("sector in list flexi-sectors")
    asked = replace(ASKED, facts={"about(patients)": True, "sector": "hospitality"})
    permitted(asked, law, datetime(2024, 5, 1, 21, tzinfo=UTC))
    assert lacks(asked, law, datetime(2024, 5, 2, 21, tzinfo=UTC))[0][0] == "condition"


FRAME = """```frame by-mandate
binds: clauses whose when names mandate
requires: [mandate-covers-purpose]
```
"""
BOUND = HISTORY.replace("consent(informed), therapeutic-relation, not excluded", "mandate")
FRAMED = register(
    deliberation(BOUND + HISTORY.replace("history", "other")),
    deliberation(FRAME, number="24/222", adopted="2024-12-03", kind="framework"),
)


def test_a_frame_adds_its_conditions_to_each_clause_that_it_binds_and_no_other() -> None:
    by_mandate = replace(ASKED, facts={"about(patients)": True, "mandate": True})
    before, since = (datetime(2024, 12, day, 22, 59, tzinfo=UTC) for day in (17, 18))
    permitted(by_mandate, FRAMED, before)
    shortfall = next(s for s in refused(by_mandate, FRAMED, since) if s.clause == "history")
    assert [(m.detail, str(m.number), m.paragraph) for m in shortfall.missing] == [
        ("mandate-covers-purpose", "24/222", 3)
    ]
    covered = {**by_mandate.facts, "mandate-covers-purpose": True}
    assert permitted(replace(by_mandate, facts=covered), FRAMED, since).clause == "history"
    assert permitted(ASKED, FRAMED, since).clause == "other"


def test_a_frame_binds_through_any_of_and_ends_with_its_deliberation() -> None:
    body = BOUND.replace("[mandate]", "[any of (mandate, therapeutic-relation)]")
    law = register(
        deliberation(body),
        deliberation(
            FRAME,
            number="24/222",
            adopted="2024-12-03",
            kind="framework",
            more="until: 2025-12-31\n",
        ),
    )
    treating = replace(ASKED, facts={"about(patients)": True, "therapeutic-relation": True})
    assert lacks(treating, law, datetime(2025, 6, 1, tzinfo=UTC))
    permitted(treating, law, datetime(2026, 6, 1, tzinfo=UTC))


def test_a_clause_has_a_time_of_its_own_within_that_of_its_text() -> None:
    body = HISTORY.replace(
        "keep: nothing", "keep: 2 years\nin-force: 2024-01-01\nuntil: 2024-12-31"
    )
    law = register(deliberation(body))
    assert lacks(ASKED, law, datetime(2023, 12, 31, 22, 59, tzinfo=UTC))[0][0] == "not-yet-in-force"
    permit = permitted(ASKED, law, datetime(2023, 12, 31, 23, tzinfo=UTC))
    assert permit.obligations.keep.span == Span(months=24)
    assert lacks(ASKED, law, datetime(2024, 12, 31, 23, tzinfo=UTC))[0][0] == "ended"


@pytest.mark.parametrize(
    ("law_word", "codes"), [("2025-01-31", ["not-yet-in-force"]), ("someday", [])]
)
def test_a_clause_may_wait_for_a_law(law_word: str, codes: list[str]) -> None:
    """While the day of the law is not known the clause is no law at all."""
    body = HISTORY.replace(
        "keep: nothing", f"keep: nothing\nin-force: when law({law_word}) is in force"
    )
    law = register(deliberation(body))
    nearest = refused(ASKED, law)
    assert [m.code for shortfall in nearest for m in shortfall.missing] == codes
    in_force = isinstance(decide(ASKED, law, datetime(2025, 2, 18, 23, tzinfo=UTC)), Permit)
    assert in_force is bool(codes)


def test_a_clause_that_ends_before_its_text_begins_is_no_law() -> None:
    body = HISTORY.replace("keep: nothing", "keep: nothing\nuntil: 2021-12-31")
    assert refused(ASKED, register(deliberation(body))) == ()


def test_everyone_needs_no_proof_of_being_the_subject_and_no_window_has_no_oldest_day() -> None:
    body = HISTORY.replace("about: patients", "about: everyone").replace(
        "looking-back: 6 months\n", ""
    )
    permit = permitted(
        replace(ASKED, facts=without("about(patients)")), register(deliberation(body))
    )
    assert permit.not_before is None


def test_a_sample_is_drawn_from_a_population_and_results_leave_as_told() -> None:
    body = (
        HISTORY.replace("about: patients", "about: sample 2.5 % of patients")
        .replace("keep: nothing", "keep: until 2029-12-31, destroyed with proof")
        .replace("by: consult", "by: extract\nleaves-as: anonymous after consent")
    )
    permit = permitted(replace(ASKED, channel="extract"), register(deliberation(body)))
    assert permit.obligations.keep.until == date(2029, 12, 31)
    assert permit.obligations.keep.proof
    assert permit.obligations.leaves_as == ("anonymous", "consent")
