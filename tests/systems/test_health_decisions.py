"""The health half of the systems: what its clauses permit, and what they refuse."""

from dataclasses import replace
from datetime import date

import pytest

from beraad.law.communication import Communication, Permit, Refusal
from beraad.law.decide import decide, decide_by
from beraad.law.span import Span
from tests.systems.health import (
    NUMBERS,
    Facts,
    answer,
    deliberation,
    lacking,
    law,
    laws,
    mine,
    noon,
    register,
    wish,
)


@pytest.mark.parametrize("number", NUMBERS)
def test_each_clause_can_be_met_and_lacks_each_fact_that_is_missing(number: str) -> None:
    catalogue = register().catalogue
    for one in (one for one in mine() if str(one.number) == number):
        decision = decide_by(laws(), wish(one), catalogue, one.start)
        assert isinstance(decision, Permit)
        assert (str(decision.number), decision.passed) == (number, one.fields)
        for key in wish(one).facts:
            refused = decide_by([one], wish(one, without=key), catalogue, one.start)
            assert any(key in lack for lack in lacking(refused))


KEPT_BACK = {
    *("dispensing.pharmacy", "dispensing.price", "scheme.reason", "prescription.prescriber"),
    *("stay.diagnosis", "plan.text", "invoice.diagnosis", "insurability.arrears"),
    *("delivery.prescriber", "population.statistical_sector", "tumour.hospital"),
    *("insured_person.entitlement", "insured_person.dependants", "message.medical_file"),
    *("routing.insurer", "routing.employer", "routing.prevention_service"),
    "routing.medical_file_holder",
}


def test_each_clause_gives_few_data_and_what_no_purpose_needs_stays_in_its_source() -> None:
    assert max(len(one.clause.fields) for one in mine()) == 10
    given = {name for one in mine() for name in one.clause.fields}
    assert given & KEPT_BACK == set()
    catalogue = register().catalogue
    assert catalogue.fields_of(catalogue.sources) >= KEPT_BACK


HISTORY = ("dispensing.product", "dispensing.posology", "dispensing.intake", "dispensing.date")


def reading(
    role: str = "general-practitioner", purpose: str = "continuity-of-care"
) -> Communication:
    """A reading of the shared pharmaceutical file with every fact in its favour."""
    facts: Facts = {
        "about(patients)": True,
        "consent(informed)": True,
        "therapeutic-relation": True,
        "excluded": False,
        "role-in-access-matrix": True,
        "identity(strong)": True,
    }
    return Communication(
        "practice", "gfd", purpose, HISTORY, "identified", "consult", role=role, facts=facts
    )


def test_shared_file_opens_to_patients_and_carers_with_the_amendment() -> None:
    own = reading(role="subject", purpose="own-information")
    for opened in (own, reading()):
        assert isinstance(answer(opened, "2025-01-15"), Refusal)
        permit = answer(opened, "2025-01-16")
        assert isinstance(permit, Permit)
        assert permit.passed == HISTORY
        assert permit.not_before == date(2024, 1, 16)
    pharmacist = reading(role="pharmacist", purpose="pharmaceutical-care")
    assert isinstance(answer(pharmacist, "2013-01-01"), Permit)


def test_shared_file_never_tells_which_pharmacy_dispensed() -> None:
    asked = replace(wish(law("12/082", "pharmacist-history")), fields=("dispensing.pharmacy",))
    assert lacking(answer(asked, "2025-06-03")) == [", ".join(HISTORY)]


def test_vidis_looks_six_months_further_back_and_changes_in_nothing_else() -> None:
    before, after = (law("22/056", "dispensing-history", d) for d in ("2025-01-15", "2025-01-16"))
    assert (before.clause.looking_back, after.clause.looking_back) == (Span(6), Span(12))
    assert (before.fields, before.recipients) == (after.fields, after.recipients)
    assert before.requirements == after.requirements
    days = [answer(wish(after), day) for day in ("2025-01-15", "2025-01-16")]
    limits = [permit.not_before for permit in days if isinstance(permit, Permit)]
    assert limits == [date(2024, 7, 15), date(2024, 1, 16)]


def test_a_hidden_prescription_stays_hidden() -> None:
    held = wish(law("22/056", "open-prescriptions"), {"prescription-hidden": True})
    assert lacking(answer(held, "2025-06-03")) == ["not prescription-hidden"]


def test_certificates_go_by_duration_and_status_and_the_employer_never_sees_the_diagnosis() -> None:
    fund, medex = law("17/053", "to-sickness-fund"), law("17/053", "to-medex")
    short: Facts = {"incapacity-days": 10, "incapacity-extended": False}
    assert lacking(answer(wish(fund, short), "2025-06-03")) == [
        "any of (incapacity-days > 14, incapacity-extended, incapacity-relapse)"
    ]
    assert isinstance(
        answer(wish(fund, short | {"incapacity-relapse": True}), "2025-06-03"), Permit
    )
    assert isinstance(answer(wish(medex, {"incapacity-days": 1}), "2025-06-03"), Permit)
    civil_servant = wish(fund, {"work-status": "civil-servant"})
    assert lacking(answer(civil_servant, "2025-06-03")) == ["work-status in list fund-statuses"]
    assert "certificate.diagnosis" in fund.fields
    assert "certificate.diagnosis" not in law("17/053", "to-employer").fields


@pytest.mark.parametrize("who", ["patient", "physician", "employer"])
def test_each_of_three_may_keep_the_certificate_on_paper(who: str) -> None:
    refused = wish(law("17/053", "to-employer"), {f"consent({who})": False})
    assert lacking(answer(refused, "2025-06-03")) == [f"consent({who})"]


def test_the_sickness_fund_is_looked_up_since_the_amendment() -> None:
    lookup = wish(law("17/053", "recipient-lookup"))
    assert isinstance(answer(lookup, "2024-10-15"), Refusal)
    assert isinstance(answer(lookup, "2024-10-16"), Permit)


def test_trio_waits_for_its_law() -> None:
    first = wish(law("24/206", "first-year"))
    refusal = answer(first, "2025-02-18")
    assert isinstance(refusal, Refusal)
    assert [lack.code for lack in refusal.nearest[0].missing] == ["not-yet-in-force"]
    assert isinstance(answer(first, "2025-02-19"), Permit)


@pytest.mark.parametrize(
    ("months", "consent", "clause"),
    [
        *[(0, False, "first-year"), (11, False, "first-year"), (12, False, "")],
        *[(12, True, "second-year"), (23, True, "second-year"), (24, True, "")],
    ],
)
def test_the_second_year_of_a_trio_file_needs_the_worker(
    months: int, consent: bool, clause: str
) -> None:
    facts: Facts = {"communication-file-months": months, "consent(worker)": consent}
    decision = answer(wish(law("24/206", "first-year"), facts), "2025-06-03")
    assert (decision.clause if isinstance(decision, Permit) else "") == clause


def test_the_routing_guide_yields_an_address_and_not_the_relation() -> None:
    yields = {one.clause.name: one.fields for one in mine() if one.source == "routing-guide"}
    assert yields == {"address": ("routing.address",), "trio-address": ("routing.address",)}
    trio = wish(law("17/015", "trio-address"))
    assert isinstance(answer(trio, "2024-11-20"), Refusal)
    assert isinstance(answer(trio, "2024-11-21"), Permit)


def test_nobody_in_healthdata_holds_both_number_and_medical_data() -> None:
    streams = {one.clause.name: set(one.fields) for one in mine() if str(one.number) == "13/094"}
    number, pseudonym = "transfer.patient", "transfer.pseudonym"
    assert streams["identifiers"] == {"transfer.technical_id", number}
    assert not streams["registry-variables"] & {number, pseudonym}
    assert streams["pseudonyms"] == {"transfer.technical_id", pseudonym}
    assert all(number not in held for name, held in streams.items() if name != "identifiers")


def test_the_update_of_13_094_adds_two_studies() -> None:
    for study in ("study-ike-kad", "study-iked-voet"):
        asked = wish(law("13/094", study))
        assert isinstance(answer(asked, "2025-01-15"), Refusal)
        assert isinstance(answer(asked, "2025-01-16"), Permit)


def test_sensation_has_a_sample_outside_and_the_population_inside() -> None:
    both = [one for one in mine() if str(one.number) == "24/102"]
    assert len({one.source for one in both}) == 4
    assert all(one.recipients == {"party:vub-icher", "party:vub-stimulus"} for one in both)
    sample, whole = law("24/102", "sample").clause, law("24/102", "full-population").clause
    assert (sample.by, sample.about.sample, whole.about.sample) == (("extract",), "2", None)
    assert (whole.by, whole.leaves_as) == (("enclave",), ("anonymous", "small-cell-analysis"))
    alone = wish(law("24/102", "full-population"), {"supervised": False})
    assert "supervised" in lacking(answer(alone, "2025-06-03"))
    late = wish(law("24/102", "sample"))
    assert isinstance(answer(late, "2029-12-31"), Permit)
    assert isinstance(answer(late, "2030-01-01"), Refusal)


def test_a_cohort_participant_who_withdraws_is_not_linked_again() -> None:
    withdrawn = wish(law("24/200", "cohort-linkage"), {"participant-consent": False})
    assert lacking(answer(withdrawn, "2025-06-03")) == ["participant-consent"]


def test_french_community_hospitals_use_walcarenet_and_invoices_do_not_mix() -> None:
    insurability = wish(law("24/176", "insurability"))
    assert isinstance(answer(insurability, "2024-10-15"), Refusal)
    assert isinstance(answer(insurability, "2024-10-16"), Permit)
    for number, clause in (("24/176", "invoices"), ("24/002", "invoices")):
        for what in ("periods", "authorities"):
            mixed = wish(law(number, clause), {f"invoice-mixes({what})": True})
            assert lacking(answer(mixed, "2025-06-03")) == [f"not invoice-mixes({what})"]


@pytest.mark.parametrize(
    ("number", "clause"), [("24/018", "overlapping-stay"), ("24/106", "fee-already-paid")]
)
def test_care_funds_hear_yes_or_no_about_what_others_paid(number: str, clause: str) -> None:
    permit = answer(wish(law(number, clause)), "2025-06-03")
    assert isinstance(permit, Permit)
    assert permit.answer == "yes-no"


def test_the_institute_publishes_after_a_small_cell_analysis_only() -> None:
    table = wish(law("24/120", "published-indicators"), {"small-cell-analysis": False})
    assert lacking(answer(table, "2025-06-03")) == ["small-cell-analysis"]


def test_patient_channel_is_a_checklist_and_authorises_nothing() -> None:
    content = deliberation("24/202").content
    assert content.clauses == ()
    assert [(c.name, len(c.questions)) for c in content.checklists] == [("patient-channel", 8)]


def test_the_register_decides_as_its_provisions_do() -> None:
    asked = wish(law("24/220", "screening"))
    assert decide(asked, register(), noon("2025-06-03")) == answer(asked, "2025-06-03")
