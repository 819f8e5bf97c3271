"""Which clause would have allowed a refused request, and whether an amended text would."""

from dataclasses import replace
from datetime import date

from beraad.law.communication import Communication, Permit
from beraad.law.decide import decide
from beraad.law.expand import provisions
from beraad.law.permission import at
from beraad.law.refused import completed, would_have_allowed
from beraad.law.replay import replay
from tests.law.questioned import AFTER, BEFORE, FULL, LISTED, asked, law
from tests.law.world import HISTORY, amendment


def test_a_request_that_is_answered_needs_no_remedy() -> None:
    assert would_have_allowed(law(), asked(FULL), BEFORE) == ()


def test_the_clause_that_would_have_allowed_it_and_the_evidence_that_lacked() -> None:
    register = law()
    request = asked({"about(patients)": True, "consent(informed)": False, "other": 3})
    near, *rest = would_have_allowed(register, request, BEFORE)
    assert (near.shortfall.clause, near.shortfall.paragraph) == ("history", 3)
    assert near.evidence == (
        ("consent(informed)", True),
        ("excluded", False),
        ("therapeutic-relation", True),
    )
    answer = decide(completed(request, near), register, BEFORE)
    assert isinstance(answer, Permit)
    assert answer.clause == "history"
    assert [one.evidence for one in rest] == [None]


def test_evidence_at_hand_stands_where_it_can() -> None:
    choice = "when: [any of (mandate, sources > 2), sources < 9, sector in list sectors]"
    body = LISTED.replace("when: [sector in list sectors]", choice)
    request = Communication(
        *("town", "gfd", "benefits", ("dispensing.date",), "identified", "consult"),
        facts={"mandate": False, "sources": 4},
    )
    (near,) = would_have_allowed(law(body), request, BEFORE)
    ((key, word),) = near.evidence or ()
    assert key == "sector"
    assert word in ("horeca", "retail")
    elsewhere = replace(request, facts={"sector": "building", "mandate": True, "sources": 4})
    (near,) = would_have_allowed(law(body), elsewhere, BEFORE)
    assert [key for key, _ in near.evidence or ()] == ["sector"]
    retail = replace(request, facts={"sector": "retail", "mandate": False})
    (near,) = would_have_allowed(law(body), retail, BEFORE)
    assert [key for key, _ in near.evidence or ()] == ["sources"]


def test_only_an_amendment_helps_where_the_clause_contradicts_itself() -> None:
    body = HISTORY.replace("not excluded", "not excluded, excluded")
    (near,) = would_have_allowed(law(body), asked(FULL), BEFORE)
    assert [lack.code for lack in near.shortfall.missing] == ["condition"]
    assert near.evidence is None


def test_only_an_amendment_helps_where_another_recipient_is_meant() -> None:
    near = would_have_allowed(law(), replace(asked(FULL), role="nurse"), BEFORE)
    assert near[0].shortfall.missing[0].code == "recipient"
    assert near[0].evidence is None
    assert completed(asked(FULL), near[0]) == asked(FULL)


# Which of last year's refusals would have been answers? -------------------------------------------


def test_past_requests_put_to_the_amended_text() -> None:
    changed = amendment(
        "- set to of clause history: role [pharmacist, nurse]\n"
        "- set looking-back of clause history: 12 months\n"
        "- repeal clause listed"
    )
    register = law(HISTORY + LISTED, changed)
    laws = provisions(register)
    pharmacist, nurse = asked(FULL), replace(asked(FULL), role="nurse")
    listed = Communication(
        *("town", "gfd", "benefits", ("dispensing.date",), "identified", "consult"),
        facts={"sector": "horeca"},
    )
    nobody = replace(nurse, purpose="benefits")
    past = [(one, BEFORE) for one in (pharmacist, nurse, listed, nobody)]
    told = replay([*past, (nurse, AFTER)], laws, at(laws, AFTER), register.catalogue)
    assert [(one.communication, one.at) for one in told.opened] == [(nurse, BEFORE)]
    assert [one.communication for one in told.closed] == [listed]
    assert [one.communication for one in told.altered] == [pharmacist]
    assert told.same == 2
    (further,) = told.altered
    assert isinstance(further.before, Permit)
    assert isinstance(further.after, Permit)
    assert (further.before.not_before, further.after.not_before) == (
        date(2023, 7, 1),
        date(2023, 1, 1),
    )
