"""Deciding: a communication meets a clause wholly, or hears what it lacks.

Every row changes one thing in a communication that is permitted: a pharmacist of the network, who
has a therapeutic relation with a patient that consented, consults the shared file for care.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any, get_args

import pytest

from beraad.law.communication import Code, Communication, Permit, Refusal, Shortfall
from beraad.law.decide import decide
from beraad.law.register import Register
from beraad.law.span import Span
from tests.law.world import HISTORY, amendment, deliberation, register

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
    permitted(ASKED, at=datetime.fromisoformat(f"{at}+00:00"))


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


@pytest.mark.parametrize(
    ("to", "changes", "answer"),
    [
        ("hospital", {"recipient": "hospital", "role": ""}, True),
        ("hospital", {"recipient": "hospital"}, True),
        ("hospital", {}, False),
        ("[hospital, town]", {"recipient": "town"}, True),
        ("[hospital, town]", {"recipient": "village"}, False),
        ("role [pharmacist, nurse]", {"role": "nurse"}, True),
        ("category municipality", {"recipient": "village"}, True),
        ("category municipality", {"recipient": "hospital"}, False),
        ("category municipality", {"recipient": "municipality"}, False),
        ("subject", {"role": "subject"}, True),
        ("subject", {}, False),
        ("anyone", {"recipient": "nobody-knows", "role": ""}, True),
        ("hospital", {"recipient": "nobody-knows"}, False),
    ],
)
def test_who_may_receive(to: str, changes: dict[str, str], answer: bool) -> None:
    law = register(deliberation(HISTORY.replace("role pharmacist", to)))
    asked = replace(ASKED, **changes)  # type: ignore[arg-type]
    assert isinstance(decide(asked, law, NOW), Permit) is answer


LIST = """
```list bodies
nl: de instanties
fr: les organismes
de: die Stellen
en: the bodies
- town from 2023-01-01 to 2024-05-01
- village to 2024-05-02
- hospital from 2024-05-01
- hospital from 2023-01-01 to 2023-02-01
```
"""


@pytest.mark.parametrize(
    ("party", "day", "answer"),
    [
        ("town", "2022-12-31", False),
        ("town", "2023-01-01", True),
        ("town", "2024-04-30", True),
        ("town", "2024-05-01", False),
        ("village", "2022-06-01", True),
        ("village", "2024-05-01", True),
        ("village", "2024-05-02", False),
        ("hospital", "2023-01-31", True),
        ("hospital", "2023-02-01", False),
        ("hospital", "2024-05-01", True),
        ("hospital", "2034-05-01", True),
        ("pharmanet", "2024-05-01", False),
    ],
)
def test_members_of_a_list_receive_from_their_first_day_until_the_day_before_the_last(
    party: str, day: str, answer: bool
) -> None:
    law = register(deliberation(HISTORY.replace("role pharmacist", "list bodies") + LIST))
    noon = datetime.fromisoformat(f"{day}T11:00:00+00:00")
    assert isinstance(decide(replace(ASKED, recipient=party), law, noon), Permit) is answer


def test_who_left_the_list_hears_when_and_who_never_was_on_it_that_it_is_no_recipient() -> None:
    """Of one clause the stretch that fits is told: here the one in which the town was a member."""
    law = register(deliberation(HISTORY.replace("role pharmacist", "list bodies") + LIST))
    assert [code for code, _ in lacks(replace(ASKED, recipient="town"), law)] == ["ended"]
    stranger = replace(ASKED, recipient="federal-office", role="")
    assert lacks(stranger, law) == [("recipient", "list bodies")]


def test_an_amendment_changes_the_list_from_its_entry_into_force() -> None:
    law = register(
        deliberation(HISTORY.replace("role pharmacist", "list bodies") + LIST),
        amendment("- add pharmanet to list bodies\n- remove village from list bodies"),
    )
    before, later = (datetime(2024, 3, day, 22, 59, 59, tzinfo=UTC) for day in (19, 20))
    start = datetime(2024, 3, 19, 23, tzinfo=UTC)
    village = replace(ASKED, recipient="village")
    assert lacks(ASKED, law, before) == [("not-yet-in-force", start.isoformat())]
    permitted(village, law, before)
    permitted(ASKED, law, start)
    permitted(ASKED, law, later)
    assert lacks(village, law, start) == [("ended", start.isoformat())]


LIMITED = HISTORY.replace("role pharmacist", "category municipality").replace(
    "keep: nothing", "keep: nothing\nlimited-by: accession"
)


def accession(party: str, fields: str, since: str, until: str = "") -> str:
    end = f"until: {until}\n" if until else ""
    return (
        "---\naccedes-to: 22/056\nchamber: social-security-and-health\n---\n\n"
        f"```accession {party}\nfields: [{fields}]\nfrom: {since}\n{end}```\n"
    )


ACCEDED = register(
    deliberation(LIMITED),
    accession("town", "dispensing.product", "2023-01-01", "2024-05-01"),
    accession("town", "dispensing.date", "2024-01-01"),
)


@pytest.mark.parametrize(
    ("day", "passed"),
    [
        ("2022-12-31", ()),
        ("2023-01-01", ("dispensing.product",)),
        ("2024-01-01", ("dispensing.product", "dispensing.date")),
        ("2024-05-01", ("dispensing.product", "dispensing.date")),
        ("2024-05-02", ("dispensing.date",)),
    ],
)
def test_who_acceded_gets_the_fields_it_named_while_its_accessions_run(
    day: str, passed: tuple[str, ...]
) -> None:
    noon = datetime.fromisoformat(f"{day}T11:00:00+00:00")
    answer = decide(replace(ASKED, recipient="town"), ACCEDED, noon)
    assert (answer.passed if isinstance(answer, Permit) else ()) == passed


def test_a_field_outside_the_accession_is_dropped_and_who_did_not_accede_gets_none() -> None:
    late = datetime(2024, 6, 1, tzinfo=UTC)
    permit = permitted(replace(ASKED, recipient="town"), ACCEDED, late)
    assert permit.dropped == (("dispensing.product", "not-in-accession"),)
    village = replace(ASKED, recipient="village")
    assert lacks(village, ACCEDED, late) == [("accession", "village")]
    product = replace(ASKED, recipient="town", fields=("dispensing.product",))
    assert [code for code, _ in lacks(product, ACCEDED, late)] == ["ended"]


def test_every_code_of_what_is_missing_occurs_in_this_chapter() -> None:
    told = {code for _, code, _ in LACKS} | {"not-yet-in-force", "ended", "accession"}
    assert told == set(get_args(Code))


def conditions(text: str) -> Register:
    lists = LIST.replace("list bodies", "list flexi-sectors").replace("nl:", "of: values\nnl:")
    lists = lists.replace("- town", "- construction").replace("- village", "- hospitality")
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
