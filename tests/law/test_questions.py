"""Questions put to the law the other way round."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from beraad.belgium.numbers import DeliberationNumber, parse_deliberation_number
from beraad.law.act import instant
from beraad.law.communication import Communication, Permit
from beraad.law.condition import Evidence
from beraad.law.decide import decide, missing, recipient_tokens
from beraad.law.expand import provisions
from beraad.law.load import load
from beraad.law.never_met import never_met
from beraad.law.overlap import overlaps
from beraad.law.permission import Ground, at
from beraad.law.questions import ending_within, never_used, what_may, who_may_see
from beraad.law.refused import completed, would_have_allowed
from beraad.law.register import Register
from beraad.law.replay import replay
from tests.law.world import CATALOGUE, HISTORY, amendment, deliberation, register

BEFORE = datetime(2024, 1, 1, tzinfo=UTC)
AFTER = datetime(2024, 7, 1, tzinfo=UTC)
CHAMBER = "social-security-and-health"
VIDIS = parse_deliberation_number("22/056")
LISTED = """```clause listed
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

```list granters
of: parties
nl: lijst
fr: liste
de: Liste
en: list
- town
```

```list sectors
of: values
nl: sectoren
fr: secteurs
de: Sektoren
en: sectors
- horeca
- retail
```
"""
GENERAL = """```clause statuses
from: statuses
to: category municipality
for: benefits
fields: [status.disability, status.living_wage]
form: identified
by: consult
about: inhabitants
keep: nothing
limited-by: accession
```
"""
ACCESSION = """---
accedes-to: 18/046
chamber: social-security-and-health
---

```accession town
from: 2023-01-01
fields: [status.living_wage]
```
"""


def ground(clause: str, number: str = "22/056", paragraph: int = 3) -> Ground:
    return Ground(CHAMBER, number, paragraph, clause)


def law(body: str = HISTORY + LISTED, *more: str) -> Register:
    return register(deliberation(body), *more)


def general() -> Register:
    """18/046 to which only the town acceded, for one field."""
    files = {
        "c.md": CATALOGUE,
        "1.md": deliberation(GENERAL, "18/046", "2018-04-03", "general"),
        "2.md": ACCESSION,
    }
    return load({name: text.encode() for name, text in files.items()})


# Who may see field F of whom, on that day, and by which paragraph? --------------------------------


def test_who_may_see_a_field() -> None:
    found = who_may_see(provisions(law()), "gfd", "dispensing.date", BEFORE)
    assert [(one.ground, one.recipients, one.terms.population) for one in found] == [
        (ground("history"), ("role:pharmacist",), "patients"),
        (ground("listed"), ("party:town",), "everyone"),
    ]


def test_nobody_may_see_it_before_it_is_in_force_or_what_no_clause_names() -> None:
    laws = provisions(law())
    assert who_may_see(laws, "gfd", "dispensing.date", datetime(2020, 1, 1, tzinfo=UTC)) == ()
    assert who_may_see(laws, "statuses", "dispensing.date", BEFORE) == ()
    assert who_may_see(laws, "gfd", "status.disability", BEFORE) == ()


def test_who_may_see_follows_the_accessions() -> None:
    laws = provisions(general())
    (one,) = who_may_see(laws, "statuses", "status.living_wage", BEFORE)
    assert one.terms.accession == ("town",)
    assert who_may_see(laws, "statuses", "status.disability", BEFORE) == ()


# What may organisation O receive? -----------------------------------------------------------------


def test_what_an_organisation_may_receive_and_by_which_paragraph() -> None:
    register = law()
    laws, catalogue = provisions(register), register.catalogue
    (town,) = what_may(laws, catalogue, "town", BEFORE)
    assert (town.ground, town.source, town.fields) == (
        ground("listed"),
        "gfd",
        ("dispensing.date",),
    )
    assert town.terms.conditions == ("sector in list (horeca, retail)",)
    assert what_may(laws, catalogue, "hospital", BEFORE) == ()
    (staff,) = what_may(laws, catalogue, "hospital", BEFORE, roles=["pharmacist"])
    assert staff.recipients == ("role:pharmacist",)


def test_a_municipality_may_receive_what_it_acceded_to() -> None:
    register = general()
    laws, catalogue = provisions(register), register.catalogue
    (one,) = what_may(laws, catalogue, "town", BEFORE)
    assert (one.recipients, one.fields) == (("category:municipality",), ("status.living_wage",))
    assert what_may(laws, catalogue, "village", BEFORE) == ()


@pytest.mark.parametrize(
    ("word", "told"),
    [
        ("hospitl", "no organisation 'hospitl', did you mean 'hospital'?"),
        ("zzz", "no organisation 'zzz'"),
    ],
)
def test_an_organisation_that_nobody_knows(word: str, told: str) -> None:
    with pytest.raises(LookupError) as error:
        what_may((), law().catalogue, word, BEFORE)
    assert str(error.value) == told


# Which clause would have allowed this refused request, and what is missing? -----------------------

FULL: Mapping[str, Evidence] = {
    "about(patients)": True,
    "consent(informed)": True,
    "therapeutic-relation": True,
    "excluded": False,
}


def asked(facts: Mapping[str, Evidence], recipient: str = "hospital") -> Communication:
    return Communication(
        *(recipient, "gfd", "care", ("dispensing.product",), "identified", "consult"),
        *("pharmacist", "somebody", ("ref",), facts),
    )


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


# Which clauses overlap? ---------------------------------------------------------------------------


def overlapping(body: str) -> list[tuple[str, str]]:
    """The pairs of clauses that overlap; each example is tried on both."""
    register = law(body)
    laws = {one.clause.name: one for one in at(provisions(register), BEFORE)}
    found = overlaps(laws.values(), register.catalogue, BEFORE)
    for pair in found:
        tokens = recipient_tokens(pair.communication, register.catalogue, BEFORE)
        assert pair.communication.fields
        for one in (pair.one, pair.other):
            assert not list(missing(laws[one.clause], pair.communication, tokens, BEFORE))
    return [(pair.one.clause, pair.other.clause) for pair in found]


def test_two_clauses_that_one_communication_satisfies_overlap() -> None:
    other = HISTORY.replace("clause history", "clause other").replace("not excluded", "mandate")
    assert overlapping(HISTORY + other) == [("history", "other")]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("not excluded", "excluded"),
        ("for: care", "for: benefits"),
        ("form: identified", "form: pseudonymised"),
        ("by: consult", "by: batch"),
        ("role pharmacist", "role nurse"),
        ("[dispensing.product, dispensing.posology, dispensing.date]", "dispensing.date"),
    ],
)
def test_clauses_that_nothing_satisfies_together_do_not_overlap(old: str, new: str) -> None:
    first = HISTORY.replace("dispensing.posology, dispensing.date", "dispensing.posology")
    other = HISTORY.replace("clause history", "clause other").replace(old, new)
    assert overlapping(first + other) == []


def test_an_organisation_and_a_role_overlap_for_its_people() -> None:
    other = HISTORY.replace("clause history", "clause other").replace("role pharmacist", "town")
    assert overlapping(HISTORY + other) == [("history", "other")]


def test_provisions_of_one_clause_do_not_overlap_with_each_other() -> None:
    (one,) = provisions(law(HISTORY))
    twice = (one, replace(one, requirements=()))
    assert overlaps(twice, law().catalogue, BEFORE) == ()
    other = replace(one, clause=replace(one.clause, name="other"))
    assert len(overlaps((*twice, other, other), law().catalogue, BEFORE)) == 1


# Which can never be met? --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            "not excluded",
            "not excluded, sources > 3, mandate, sources < 2",
            [("contradiction", "sources > 3; sources < 2")],
        ),
        ("not excluded", "not excluded, excluded", [("contradiction", "not excluded; excluded")]),
        ("not excluded", "not excluded, sector in list nobody", [("empty-list", "nobody")]),
        ("role pharmacist", "list none", [("empty-list", "none")]),
        (
            "keep: nothing",
            "keep: nothing\nin-force: when law(someday) is in force",
            [("law-not-in-force", "someday")],
        ),
        (
            "keep: nothing",
            "keep: nothing\nin-force: 2024-02-01\nuntil: 2023-12-31",
            [("ends-before-start", "2024-01-31T23:00:00+00:00 to 2023-12-31T23:00:00+00:00")],
        ),
        ("keep: nothing", "keep: nothing\nlimited-by: accession", [("no-accession", "")]),
        ("not excluded", "any of (mandate, sources > 3), sources < 2", []),
    ],
)
def test_a_clause_that_can_never_be_met(old: str, new: str, told: list[tuple[str, str]]) -> None:
    empty = (
        "```list {}\nof: {}\nnl: l\nfr: l\nde: l\nen: l\n- {} from 2023-01-01 to 2023-01-01\n```\n"
    )
    body = HISTORY.replace(old, new)
    lists = empty.format("nobody", "values", "x") + empty.format("none", "parties", "town")
    kind = "general" if "accession" in new else "individual"
    found = never_met(register(deliberation(body + lists, kind=kind)))
    reasons = [(one.ground, reason.why, reason.detail) for one in found for reason in one.reasons]
    assert reasons == [(ground("history"), *reason) for reason in told]


def test_a_deliberation_that_never_takes_effect() -> None:
    waits = deliberation(HISTORY, more="in-force: when law(someday) is in force\n")
    over = deliberation(HISTORY, more="in-force: 2023-01-01\nuntil: 2022-06-01\n")
    for text, why in ((waits, "law-not-in-force"), (over, "ends-before-start")):
        (one,) = never_met(register(text))
        assert [reason.why for reason in one.reasons] == [why]


def test_the_last_text_counts_and_what_later_becomes_possible() -> None:
    later = LISTED.replace("- town", "- town from 2030-01-01")
    assert never_met(law(later)) == ()
    spoilt = amendment("- set when of clause history: [excluded, not excluded]")
    mended = amendment("- set when of clause history: [excluded]", adopted="2024-09-03")
    (one,) = never_met(law(HISTORY, spoilt))
    assert one.reasons[0].detail == "excluded; not excluded"
    assert never_met(law(HISTORY, spoilt, mended)) == ()


# Which were never used? ---------------------------------------------------------------------------


def test_clauses_that_were_granted_and_never_used() -> None:
    laws = provisions(law())
    assert never_used(laws, []) == (ground("history"), ground("listed"))
    assert never_used(laws, [(VIDIS, "history"), (VIDIS, "history")]) == (ground("listed"),)
    other = DeliberationNumber(2022, 57)
    assert never_used(laws, [(other, "history"), (VIDIS, "listed")]) == (ground("history"),)


# Which clauses end within 90 days? ----------------------------------------------------------------


def ending(body: str, *more: str, days: int = 90) -> list[tuple[str, datetime]]:
    found = ending_within(provisions(law(body, *more)), BEFORE, days)
    return [(one.ground.clause, one.end) for one in found]


def test_clauses_that_end_within_ninety_days() -> None:
    until = HISTORY.replace("keep: nothing", "keep: nothing\nuntil: 2024-03-15")
    end = instant(date(2024, 3, 16))
    assert ending(until) == [("history", end)]
    assert ending(until, days=60) == []
    assert ending(HISTORY) == []
    past = HISTORY.replace("keep: nothing", "keep: nothing\nuntil: 2023-12-15")
    assert ending(past) == []


def test_a_clause_that_an_amendment_carries_on_does_not_end() -> None:
    longer = amendment("- replace looking-back of clause history: 6 months -> 12 months")
    assert ending(HISTORY, longer) == []
    until = amendment("- set until of clause history: 2024-03-25")
    assert ending(HISTORY, until) == [("history", instant(date(2024, 3, 26)))]


def test_a_clause_that_an_amendment_repeals_ends() -> None:
    gone = amendment("- repeal clause history")
    (one,) = ending(HISTORY + LISTED, gone)
    assert one[0] == "history"


def test_a_list_that_changes_ends_nothing_until_it_is_empty() -> None:
    one = LISTED.replace("- town", "- town from 2023-01-01 to 2024-02-01")
    assert ending(one) == [("listed", instant(date(2024, 2, 1)))]
    assert ending(one.replace("- town", "- village\n- town")) == []
    assert ending(one.replace("02-01\n", "02-01\n- town from 2024-06-01\n")) == ending(one)


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
