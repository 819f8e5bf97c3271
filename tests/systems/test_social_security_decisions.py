"""The social-security half of the systems at work: who gets what, and what is missing otherwise."""

from functools import cache
from typing import Any

import pytest

from beraad.law.communication import Communication, Decision, Permit, Refusal
from beraad.law.condition import Evidence
from beraad.law.decide import decide_by
from beraad.law.expand import provisions
from beraad.law.load import load
from beraad.law.register import Register
from tests.systems.social_security import answer, documents, missing, noon, permitted, wish

# --- Data warehouse ------------------------------------------------------------------------------


def feed(source: str, *fields: str, **parts: Any) -> Communication:
    given = {"recipient": "cbss", "purpose": "social-protection-knowledge"}
    given |= {"form": "pseudonymised", "channel": "batch"}
    return wish(source=source, fields=fields, **(given | parts))


FEEDS = [
    ("nsso-employment", "employment.wage_class", "work"),
    ("forem-job-seekers", "job_seeking.category", "job-seekers"),
    ("nihdi-incapacity", "incapacity.degree", "incapacity"),
    ("orint-family-benefits", "family_benefit.children", "incomes"),
]


@pytest.mark.parametrize(("source", "field", "clause"), FEEDS)
def test_institutions_feed_the_data_warehouse(source: str, field: str, clause: str) -> None:
    quarter = f"{field.partition('.')[0]}.quarter"
    permit = permitted(feed(source, quarter, field), "2024-06-03")
    assert (str(permit.number), permit.clause) == ("20/144", clause)
    assert permit.passed == (quarter, field)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"form": "identified"}, "form"),
        ({"recipient": "ima"}, "recipient"),
        ({"purpose": "scientific-research"}, "purpose"),
        ({"channel": "consult"}, "channel"),
    ],
)
def test_the_data_warehouse_is_fed_in_one_manner_only(change: dict[str, str], code: str) -> None:
    wanted = feed("fpd-pensions", "pension.type", **change)
    assert [lack[0] for lack in missing(wanted, "2024-06-03")] == [code]


def test_the_flemish_budgets_come_only_with_the_clarification_of_2024() -> None:
    budgets = feed("vsb-budgets", "care_budget.heavy_care", "care_budget.basic_support")
    assert [lack[0] for lack in missing(budgets, "2024-12-31")] == ["not-yet-in-force"]
    permit = permitted(budgets, "2025-01-16")
    assert (permit.paragraph, permit.clause) == (15, "vsb-budgets")
    assert permit.dropped == ()


def table(facts: dict[str, Evidence], recipient: str = "statbel") -> Communication:
    return wish(
        recipient=recipient,
        source="cbss-dwh",
        purpose="social-protection-knowledge",
        fields=("person.sex", "employment.sector"),
        form="anonymous",
        channel="table",
        facts=facts,
    )


def test_anyone_may_have_anonymous_tables_from_more_than_one_source() -> None:
    passed: dict[str, Evidence] = {"small-cell-analysis": True, "sources": 2}
    permit = permitted(table(passed, "some-newspaper"), "2024-06-03")
    assert str(permit.number) == "18/140"
    lacks = missing(table(passed | {"sources": 1}), "2024-06-03")
    assert lacks == [("condition", "sources > 1")]
    unknown: dict[str, Evidence] = {"sources": 2}
    for facts in (passed | {"small-cell-analysis": False}, unknown):
        assert missing(table(facts), "2024-06-03") == [("condition", "small-cell-analysis")]


# --- Synthetic data ------------------------------------------------------------------------------

REPORTS = ("utility-report", "privacy-report")


def synthetic(*fields: str, **parts: Any) -> Communication:
    given = {"recipient": "vub", "source": "cbss-dwh", "purpose": "scientific-research"}
    given |= {"form": "synthetic", "channel": "synthetic"}
    return wish(**(given | {"fields": fields, "facts": REPORTS} | parts))


def test_synthetic_data_need_a_deliberation_and_both_reports() -> None:
    permit = permitted(synthetic("employment.sector"), "2023-11-07")
    assert str(permit.number) == "23/224"
    assert permit.obligations.keep.proof
    for report, other in (REPORTS, REPORTS[::-1]):
        lacks = missing(synthetic("employment.sector", facts=[report]), "2024-06-03")
        assert lacks == [("condition", other)]
    assert missing(synthetic("employment.sector", recipient="nsso"), "2024-06-03") == [
        ("recipient", "category research-institution")
    ]


def test_each_amendment_adds_data_from_its_own_day_on() -> None:
    wages = synthetic("employment.sector", "employment.wage_class")
    before, after = permitted(wages, "2024-09-17"), permitted(wages, "2024-09-18")
    assert before.dropped == (("employment.wage_class", "not-in-clause"),)
    assert after.dropped == ()
    household = synthetic("person.household_type", purpose="policy-support")
    assert [lack[0] for lack in missing(household, "2024-11-20")] == ["not-yet-in-force"]
    assert str(permitted(household, "2024-11-21").number) == "24/130"
    pensions = synthetic("pension.type", purpose="policy-support")
    assert [lack[0] for lack in missing(pensions, "2024-09-17")] == ["not-yet-in-force"]
    assert str(permitted(pensions, "2024-09-18").number) == "24/130"


# --- Buffer database -----------------------------------------------------------------------------

INHABITANTS = "about(inhabitants-of-recipient)"
HOUSEHOLD = "about(customers-of-recipient-and-household)"


def buffered(recipient: str, *fields: str, **parts: Any) -> Communication:
    given = {"source": "buffer-database", "purpose": "supplementary-rights"}
    given |= {"form": "identified", "channel": "batch"}
    return wish(recipient=recipient, **(given | {"fields": fields, "facts": [INHABITANTS]} | parts))


def test_a_granting_body_gets_the_statuses_of_its_accession_and_no_other() -> None:
    permit = permitted(
        buffered("municipality-beukendaal", "status.living_wage", "status.elderly_allowance"),
        "2024-06-03",
    )
    assert permit.passed == ("status.living_wage",)
    assert permit.dropped == (("status.elderly_allowance", "not-in-accession"),)
    lacks = missing(buffered("municipality-beukendaal", "status.income_guarantee"), "2024-06-03")
    assert lacks == [("accession", "municipality-beukendaal")]


def test_inhabitants_for_a_municipality_and_households_for_a_utility_company() -> None:
    asked = "status.increased_allowance"
    water = buffered("water-company-deltawater", asked, facts=[HOUSEHOLD])
    assert permitted(water, "2024-06-03").clause == "customers"
    assert missing(buffered("municipality-beukendaal", asked, facts=[]), "2024-06-03") == [
        ("condition", INHABITANTS)
    ]
    inform = buffered("municipality-beukendaal", asked, purpose="supplementary-rights-information")
    assert permitted(inform, "2024-06-03").clause == "information"


def test_who_joined_later_or_left_is_refused_outside_its_time() -> None:
    joined = buffered("housing-company-thuishaven", "status.living_wage", facts=[HOUSEHOLD])
    assert [lack[0] for lack in missing(joined, "2024-12-31")] == ["not-yet-in-force"]
    assert [lack[0] for lack in missing(joined, "2025-01-20")] == ["not-yet-in-force"]
    assert permitted(joined, "2025-02-03").clause == "customers"
    left = buffered("transport-company-noordlijn", "status.increased_allowance", facts=[HOUSEHOLD])
    assert permitted(left, "2024-12-31").clause == "customers"
    assert isinstance(answer(left, "2025-01-16"), Refusal)


def test_disability_is_buffered_only_since_the_second_amendment() -> None:
    asked = buffered("municipality-beukendaal", "status.disability_recognition")
    assert [lack[0] for lack in missing(asked, "2024-12-31")] == ["not-yet-in-force"]
    assert permitted(asked, "2025-01-16").passed == ("status.disability_recognition",)


def test_the_energy_tariff_is_answered_with_yes_or_no() -> None:
    asked = buffered(
        "fps-economy",
        "status.increased_allowance",
        "status.reference_date",
        purpose="social-energy-tariff",
        facts=["about(energy-customers-and-household)"],
    )
    permit = permitted(asked, "2024-06-03")
    assert permit.answer == "yes-no"
    assert permit.dropped == (("status.reference_date", "not-in-clause"),)


# --- Harmonised statuses and the sixth state reform ----------------------------------------------


def consulted(recipient: str, source: str, *fields: str, **parts: Any) -> Communication:
    given: dict[str, Any] = {"purpose": "supplementary-rights", "form": "identified"}
    given |= {"channel": "consult", "fields": fields, "facts": [INHABITANTS]}
    return wish(recipient=recipient, source=source, **(given | parts))


def test_a_granting_body_consults_the_source_itself() -> None:
    asked = consulted(
        "municipality-beukendaal", "living-wage", "status.living_wage", "status.reference_date"
    )
    permit = permitted(asked, "2024-06-03")
    assert (str(permit.number), permit.clause) == ("18/046", "inhabitants")
    by_file = consulted(
        "municipality-beukendaal", "living-wage", "status.living_wage", channel="batch"
    )
    assert missing(by_file, "2024-06-03") == [("channel", "consult")]


# Eight changes of the list: who may consult before, and who after.
CHANGES = [
    ("municipality-hohenbach", "increased-allowance", False, True),
    ("water-company-deltawater", "increased-allowance", False, True),
    ("transport-company-noordlijn", "increased-allowance", True, False),
    ("municipality-lindepoort", "living-wage", False, True),
    ("housing-company-bellerive", "living-wage", False, True),
    ("housing-company-thuishaven", "living-wage", True, False),
    ("municipality-sart-les-pres", "increased-allowance", False, True),
    ("energy-supplier-lumina", "increased-allowance", True, False),
]


@pytest.mark.parametrize(("body", "source", "before", "after"), CHANGES)
def test_eight_amendments_change_the_list_of_granting_bodies(
    body: str, source: str, before: bool, after: bool
) -> None:
    asked = consulted(body, source, f"status.{source.replace('-', '_')}")
    allowed = [isinstance(answer(asked, day), Permit) for day in ("2024-12-31", "2025-03-03")]
    assert allowed == [before, after]


BODIES = [
    ("flanders", "elderly-allowance-flanders"),
    ("brussels", "elderly-allowance-brussels"),
    ("wallonia", "elderly-allowance-wallonia"),
    ("german-speaking-community", "elderly-allowance-german-speaking"),
]


@pytest.mark.parametrize(("region", "source"), BODIES)
def test_the_body_competent_by_residence_succeeds_the_federal_source(
    region: str, source: str
) -> None:
    here = f"residence({region})"
    asked = consulted(
        "municipality-clairval", source, "status.elderly_allowance", facts=[INHABITANTS, here]
    )
    assert permitted(asked, "2024-06-03").passed == ("status.elderly_allowance",)
    elsewhere = consulted("municipality-clairval", source, "status.elderly_allowance")
    assert missing(elsewhere, "2024-06-03") == [("condition", here)]


def test_the_federal_source_of_the_elderly_allowance_ends() -> None:
    asked = consulted("municipality-clairval", "elderly-allowance", "status.elderly_allowance")
    assert isinstance(answer(asked, "2020-12-31"), Permit)
    assert [lack[0] for lack in missing(asked, "2021-01-01")] == ["ended"]


# --- Flexi-jobs ----------------------------------------------------------------------------------


def flexi(source: str, recipient: str, *fields: str, facts: object) -> Communication:
    given = {"purpose": "flexi-job-scheme", "form": "identified", "channel": "consult"}
    return wish(source=source, recipient=recipient, fields=fields, facts=facts, **given)


def eligibility(sector: str, *fields: str, declared: bool = True) -> Communication:
    facts = {"about(workers-declared-by-recipient)": declared, "sector": sector}
    names = fields or ("flexi_job.eligible",)
    return flexi("flexi-job-check", "employer-de-gouden-lepel", *names, facts=facts)


def test_the_office_is_fed_and_the_employer_learns_yes_or_no() -> None:
    worker = ["about(flexi-job-workers)"]
    fed = {
        "sigedis-careers": "career.four_fifths_elsewhere",
        "pension-cadastre": "pension.drawn",
        "employment-declarations": "employment.notice_period",
    }
    clauses = [
        permitted(flexi(source, "nsso", field, facts=worker), "2024-06-03").clause
        for source, field in fed.items()
    ]
    assert clauses == ["career", "pension", "employment"]
    for source, field in fed.items():
        asked = flexi(source, "employer-de-gouden-lepel", field, facts=worker)
        assert missing(asked, "2024-06-03") == [("recipient", "party nsso")]
    permit = permitted(eligibility("pc-302"), "2024-06-03")
    assert (permit.clause, permit.answer) == ("eligibility", "yes-no")


def test_an_employer_asks_only_on_workers_it_declared() -> None:
    asked = eligibility("pc-302", declared=False)
    assert missing(asked, "2024-06-03") == [("condition", "about(workers-declared-by-recipient)")]


# A sector and the first day on which an employer of it gets an answer.
SECTORS = [
    ("pc-302", "2015-07-07", "2015-07-06"),
    ("pc-314", "2018-01-01", "2017-12-31"),
    ("pc-112", "2025-01-16", "2024-12-31"),
    ("pc-303.03", "2025-01-16", "2024-12-31"),
]


@pytest.mark.parametrize(("sector", "open_on", "closed_on"), SECTORS)
def test_the_list_of_sectors_grows(sector: str, open_on: str, closed_on: str) -> None:
    assert permitted(eligibility(sector), open_on).clause == "eligibility"
    assert isinstance(answer(eligibility(sector), closed_on), Refusal)


def test_a_sector_outside_the_list_is_told_which_condition_fails() -> None:
    lacks = missing(eligibility("pc-330"), "2024-06-03")
    assert lacks == [("condition", "sector in list flexi-job-sectors")]


def test_the_third_amendment_looks_at_linked_employers() -> None:
    asked = flexi(
        "employment-declarations",
        "nsso",
        "employment.linked_employer",
        facts=["about(flexi-job-workers)"],
    )
    assert [lack[0] for lack in missing(asked, "2024-12-31")] == ["not-yet-in-force"]
    assert permitted(asked, "2025-01-16").passed == ("employment.linked_employer",)


# --- Mandates ------------------------------------------------------------------------------------

BY_MANDATE = """---
number: 24/998
chamber: social-security-and-health
kind: individual
adopted: 2024-11-05
title-nl: proef
title-fr: essai
title-de: Probe
title-en: trial
---

# Subject

1. A trial that stands in no report.

# Assessment

# Decision

2. Who has a mandate may consult.

```clause pension-by-mandate
from: fpd-pensions
to: sigedis
for: own-information
fields: [pension.type]
form: identified
by: consult
about: everyone
when: [mandate]
keep: nothing
```
"""
FRAMED = (
    *("mandate-valid", "mandate-covers-fields"),
    *("mandate-covers-purpose", "mandate-relation-known"),
)


@cache
def framed_register() -> Register:
    return load(documents() | {"trial.md": BY_MANDATE.encode()})


def by_mandate(facts: list[str], day: str) -> Decision:
    """The answer of the provisions in force on that day."""
    given = {"recipient": "sigedis", "source": "fpd-pensions", "purpose": "own-information"}
    given |= {"form": "identified", "channel": "consult"}
    asked = wish(**given, fields=("pension.type",), facts=facts)
    laws = [law for law in provisions(framed_register()) if law.on(noon(day))]
    return decide_by(laws, asked, framed_register().catalogue, noon(day))


def test_the_framework_binds_every_clause_that_names_a_mandate() -> None:
    assert isinstance(by_mandate(["mandate"], "2024-12-17"), Permit)
    assert isinstance(by_mandate(["mandate", *FRAMED], "2024-12-18"), Permit)
    for absent in FRAMED:
        held = [condition for condition in FRAMED if condition != absent]
        decision = by_mandate(["mandate", *held], "2024-12-18")
        assert isinstance(decision, Refusal)
        told = [(lack.detail, str(lack.number)) for lack in decision.nearest[0].missing]
        assert told == [(absent, "24/222")]


def test_without_a_deliberation_a_mandate_allows_nothing() -> None:
    asked = wish(
        recipient="sigedis",
        source="fpd-pensions",
        purpose="own-information",
        fields=("pension.type",),
        form="identified",
        channel="consult",
        facts=["mandate", *FRAMED],
    )
    assert isinstance(answer(asked, "2025-01-20"), Refusal)
