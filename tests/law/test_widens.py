"""Does B allow anything that A did not? Proven not to, or shown by a communication."""

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import product

import pytest
from hypothesis import given, settings

from beraad.belgium.numbers import DeliberationNumber
from beraad.law import choice
from beraad.law.act import day_of, instant
from beraad.law.choice import UndecidedError
from beraad.law.clause import Retention
from beraad.law.communication import Communication, Decision, Permit, Refusal
from beraad.law.condition import Evidence, read_condition
from beraad.law.decide import decide_by
from beraad.law.evidence import OTHER, EvidenceModel
from beraad.law.expand import provisions
from beraad.law.extent import Way
from beraad.law.permission import at, without_time
from beraad.law.provision import Provision
from beraad.law.widens import DisagreementError, Widening, widens
from tests.law.generate_change import FIELDS, PLACE, THREE, changes, laws, parts
from tests.law.questioned import AFTER, BEFORE
from tests.law.world import HISTORY, amendment, deliberation, listed, register

CATALOGUE = register().catalogue
NIGHTLY = "BERAAD_NIGHTLY" in os.environ
BOTH = """```clause both
from: statuses
to: role nurse
for: benefits
fields: [status.disability, status.living_wage]
form: identified
by: consult
about: everyone
when: [any of (consent(informed), mandate)]
keep: nothing
```

"""
LISTED = """```clause listed
from: statuses
to: list granters
for: benefits
fields: [status.disability]
form: identified
by: extract
about: everyone
keep: nothing
```

""" + listed("granters", "parties", "town")


def amended(instructions: str, body: str = HISTORY) -> tuple[Widening | None, Widening | None]:
    """Whether an amendment of March 2024 widens, and whether undoing it would."""
    laws = provisions(register(deliberation(body), amendment(instructions)))
    before, after = at(laws, BEFORE), at(laws, AFTER)
    return widens(before, after, CATALOGUE), widens(after, before, CATALOGUE)


def test_history_further_back_widens_and_less_far_back_does_not() -> None:
    found, undone = amended("- replace looking-back of clause history: 6 months -> 12 months")
    assert undone is None
    assert found
    assert found.ways == ("looking-back",)
    assert found.communication.role == "pharmacist"
    assert found.communication.facts == {
        "about(patients)": True,
        "consent(informed)": True,
        "therapeutic-relation": True,
        "excluded": False,
    }
    told = date(2024, 3, 20)
    assert found.at == instant(told)
    assert isinstance(found.before, Permit)
    assert found.before.not_before == date(2023, 9, 20)
    assert found.after.not_before == date(2023, 3, 20)
    assert found.age == (told - date(2023, 3, 20)).days


def test_history_without_a_limit_is_older_than_any_limit() -> None:
    now = at(provisions(register(deliberation())), BEFORE)
    unlimited = [law_with(law, looking_back=None) for law in now]
    found = widens(now, unlimited, CATALOGUE)
    assert found
    assert isinstance(found.before, Permit)
    assert found.before.not_before
    assert found.age == (date(2022, 3, 1) - found.before.not_before).days + 1
    assert widens(unlimited, now, CATALOGUE) is None


def law_with(law: Provision, **terms: object) -> Provision:
    """The provision with other terms."""
    return replace(law, clause=replace(law.clause, **terms))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("instruction", "ways", "undoing"),
    [
        ("set to of clause history: role [pharmacist, nurse]", ("new",), None),
        ("set to of clause history: role nurse", ("new",), ("new",)),
        ("set to of clause history: anyone", ("new",), None),
        ("set keep of clause history: 5 years", ("keep",), None),
        ("set keep of clause history: until 2030-01-01", ("keep",), None),
        ("set keep of clause history: nothing, destroyed with proof", None, ("proof",)),
        ("set answer of clause listed: yes-no", None, ("answer",)),
        ("set about of clause listed: sample 2 % of everyone", None, ("sample",)),
        ("set about of clause history: everyone", ("new",), None),
        ("set leaves-as of clause history: anonymous after mandate", ("leaves-as",), None),
        ("set until of clause history: 2029-12-31", None, ("new",)),
        ("remove not excluded from when of clause history", ("new",), None),
        ("add mandate to when of clause history", None, ("new",)),
        ("set form of clause history: pseudonymised", ("new",), ("new",)),
        ("set by of clause history: [consult, batch]", ("new",), None),
        ("set looking-back of clause history: 180 days", None, ("looking-back",)),
        ("set looking-back of clause history: 182 days", ("looking-back",), ("looking-back",)),
        ("set looking-back of clause history: 184 days", ("looking-back",), None),
        ("remove dispensing.date from fields of clause history", None, ("new",)),
        ("repeal clause history", None, ("new",)),
        ("add village to list granters", ("new",), None),
    ],
)
def test_every_way_of_widening_is_found_and_nothing_else(
    instruction: str, ways: tuple[Way, ...] | None, undoing: tuple[Way, ...] | None
) -> None:
    found, undone = amended(f"- {instruction}", HISTORY + LISTED)
    assert (found and found.ways, undone and undone.ways) == (ways, undoing)


def test_a_longer_life_of_a_clause_widens() -> None:
    body = HISTORY.replace("keep: nothing", "keep: nothing\nuntil: 2024-12-31")
    found, undone = amended("- replace until of clause history: 2024-12-31 -> 2026-12-31", body)
    assert undone is None
    assert found
    assert found.at == instant(date(2025, 1, 1))
    assert isinstance(found.before, Refusal)


def test_results_that_leave_closer_to_the_person_or_after_another_step_widen() -> None:
    (now,) = at(provisions(register(deliberation())), BEFORE)
    anonymous, synthetic, other = (
        [law_with(now, leaves_as=leaving)]
        for leaving in (
            *(("anonymous", "mandate"), ("synthetic", "mandate")),
            ("anonymous", "therapeutic-relation"),
        )
    )
    assert widens(synthetic, anonymous, CATALOGUE) is None
    assert widens(anonymous, synthetic, CATALOGUE)
    assert widens(anonymous, other, CATALOGUE)
    assert widens(anonymous, anonymous, CATALOGUE) is None


def test_conditions_are_weighed_by_what_they_mean() -> None:
    """A choice of two covers either; a bound of 1 covers a bound of 2."""
    for wide, narrow in (
        ("any of (mandate, sources > 1)", "sources >= 2"),
        ("any of (mandate, not excluded)", "mandate"),
        ("sources < 5", "sources = 4"),
        ("sources <= 4", "sources < 5"),
    ):
        wider, same = (
            at(provisions(register(deliberation(HISTORY.replace("not excluded", text)))), BEFORE)
            for text in (wide, narrow)
        )
        assert widens(wider, same, CATALOGUE) is None, (wide, narrow)
        assert (widens(same, wider, CATALOGUE) is None) == (wide == "sources <= 4")


def test_unknown_evidence_is_not_the_same_as_false() -> None:
    """Neither `excluded` nor `not excluded` is met while nothing is known of it."""
    one, other = (
        HISTORY.replace("history", name).replace("not excluded", text)
        for name, text in (("a", "excluded"), ("b", "not excluded"))
    )
    without = HISTORY.replace(", not excluded", "")
    before = at(provisions(register(deliberation(one + other))), BEFORE)
    after = at(provisions(register(deliberation(without))), BEFORE)
    found = widens(before, after, CATALOGUE)
    assert found
    assert "excluded" not in found.communication.facts


def test_of_two_satisfied_clauses_the_earlier_decides() -> None:
    """So a longer history in a later clause widens only where the earlier one is not met."""
    longer = HISTORY.replace("clause history", "clause longer").replace("6 months", "2 years")
    first = register(deliberation())
    shadowed = register(deliberation(HISTORY + longer))
    beside = register(deliberation(HISTORY + longer.replace("not excluded", "mandate")))
    now, same, more = (at(provisions(law), BEFORE) for law in (first, shadowed, beside))
    assert widens(now, same, CATALOGUE) is None
    found = widens(now, more, CATALOGUE)
    assert found
    assert found.after.clause == "longer"


def test_two_clauses_made_into_one_are_no_widening() -> None:
    product, date = (
        HISTORY.replace("clause history", f"clause {name}").replace(
            "[dispensing.product, dispensing.posology, dispensing.date]", f"dispensing.{name}"
        )
        for name in ("product", "date")
    )
    both = HISTORY.replace("dispensing.posology, ", "")
    parted, united = (
        at(provisions(register(deliberation(body))), BEFORE) for body in (product + date, both)
    )
    assert widens(parted, united, CATALOGUE) is None
    assert widens(united, parted, CATALOGUE) is None


def test_a_field_that_goes_further_only_when_asked_for_with_others() -> None:
    """Asked for both, the clause that passes both decides, though an earlier one has the field."""
    first = HISTORY.replace("dispensing.posology, dispensing.date", "dispensing.posology")
    later = (
        HISTORY.replace("clause history", "clause later")
        .replace("6 months", "2 years")
        .replace("dispensing.product, ", "")
    )
    wider = later.replace("[dispensing.posology", "[dispensing.product, dispensing.posology")
    before, after = (
        at(provisions(register(deliberation(first + body))), BEFORE) for body in (later, wider)
    )
    found = widens(before, after, CATALOGUE)
    assert found
    assert (found.field, found.ways) == ("dispensing.product", ("looking-back",))
    assert set(found.communication.fields) == {
        *("dispensing.product", "dispensing.posology", "dispensing.date"),
    }
    assert widens(after, before, CATALOGUE) is None


def test_a_field_that_goes_further_in_company_of_one_that_no_clause_passes_any_more() -> None:
    """Once the clause for both is repealed, asking for both gives the one that is left longer."""
    one = BOTH.replace("clause both", "clause one").replace("status.disability, ", "")
    one = one.replace("keep: nothing", "keep: 5 years")
    found, undone = amended("- repeal clause both", one + BOTH)
    assert found
    assert (found.field, found.ways) == ("status.living_wage", ("keep",))
    assert set(found.communication.fields) == {"status.disability", "status.living_wage"}
    assert isinstance(found.before, Permit)
    assert undone
    assert undone.field == "status.disability"


def test_a_search_that_comes_to_its_bound_is_no_proof(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choice, "BOUND", 1)
    one = BOTH.replace("clause both", "clause one").replace("status.disability, ", "")
    with pytest.raises(UndecidedError):
        amended("- repeal clause both", one + BOTH)


def test_a_register_of_thousands_is_compared_where_it_differs() -> None:
    (law,) = at(provisions(register(deliberation())), BEFORE)
    many = [
        replace(law, number=DeliberationNumber(2000 + n // 900, n % 900 + 1), position=n)
        for n in range(3000)
    ]
    assert widens(many, many, CATALOGUE) is None
    more = [*many, replace(law, source="statuses", fields=("status.disability",))]
    found = widens(many, more, CATALOGUE)
    assert found
    assert found.communication.source == "statuses"


def test_a_solver_that_errs_is_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(EvidenceModel, "solve", lambda *_: {})
    with pytest.raises(DisagreementError, match="not confirmed"):
        amended("- replace looking-back of clause history: 6 months -> 12 months")


# Against brute force on small worlds --------------------------------------------------------------

EVIDENCE: dict[str, Sequence[Evidence | None]] = {
    "excluded": (None, True, False),
    "sources": (None, 1, 2, 3),
    "sector": (None, "a", "b", OTHER),
}
DAYS = (date(2024, 3, 1), date(2024, 3, 31), date(2024, 7, 31), date(2025, 3, 1))
"""A month before these is shorter or longer than 30 days; some clauses end between them."""


def everyone() -> Iterator[tuple[Communication, date]]:
    """Every communication of the small world but for its fields, on every day."""
    keys = tuple(EVIDENCE)
    for values in product(*EVIDENCE.values()):
        facts = {k: v for k, v in zip(keys, values, strict=True) if v is not None}
        for recipient, role in product(("town", "village", "hospital"), ("", "pharmacist")):
            asked = (recipient, "gfd", "care", FIELDS, "identified", "consult", role)
            for day in DAYS:
                yield Communication(*asked, facts=facts), day


def answers(
    some: Sequence[Provision], one: Communication, day: date
) -> dict[tuple[str, ...], Decision]:
    """The answer to each request."""
    return {
        wish: decide_by(some, replace(one, fields=wish), CATALOGUE, instant(day))
        for wish in parts(THREE)
    }


def given_before(
    answers: Mapping[tuple[str, ...], Decision], wish: tuple[str, ...], field: str
) -> Decision:
    """What a field is measured by: the answer to the same request, or to it alone if left out."""
    same = answers[wish]
    return same if isinstance(same, Permit) and field in same.passed else answers[field,]


def goes_further(after: Decision, before: Decision, day: date) -> bool:
    """Whether a decision gives what the other does not, said once more and independently."""
    if isinstance(after, Refusal) or isinstance(before, Refusal):
        return isinstance(after, Permit)
    kept = [
        one.obligations.keep.span.after(day) if one.obligations.keep.span else day
        for one in (after, before)
    ]
    oldest = [one.not_before or date.min for one in (after, before)]
    plain = (after.answer, before.answer) == ("fields", "yes-no")
    return plain or kept[0] > kept[1] or oldest[0] < oldest[1]


@settings(max_examples=1000 if NIGHTLY else 15, deadline=None)
@given(changes(THREE))
def test_the_solver_agrees_with_trying_everything(
    change: tuple[tuple[Provision, ...], tuple[Provision, ...]],
) -> None:
    before, after = change
    found = widens(before, after, CATALOGUE)
    old, new = (tuple(map(without_time, some)) for some in (before, after))
    if found:
        one = found.communication
        assert decide_by(new, one, CATALOGUE, found.at) == found.after
        told = [decide_by(old, replace(one, fields=f), CATALOGUE, found.at) for f in all_of(found)]
        assert found.before in told
        assert goes_further(found.after, found.before, day_of(found.at))
        return
    for one, day in everyone():
        was, now = (answers(some, one, day) for some in (old, new))
        for wish, answer in now.items():
            for field in answer.passed if isinstance(answer, Permit) else ():
                before_it = given_before(was, wish, field)
                assert not goes_further(answer, before_it, day), (one, wish, field, day)


def all_of(found: Widening) -> tuple[tuple[str, ...], ...]:
    """The request of an example, and that for its field alone."""
    return (found.communication.fields, (found.field,))


@settings(max_examples=1000 if NIGHTLY else 60, deadline=None)
@given(laws())
def test_less_law_never_widens(some: tuple[Provision, ...]) -> None:
    """But for what a clause no longer decides before another: so with one answer for all."""
    alike = [law_with(law, keep=Retention(), looking_back=None, answer="fields") for law in some]
    assert widens(some, some, CATALOGUE) is None
    assert widens(alike, alike[1:], CATALOGUE) is None


# Evidence ----------------------------------------------------------------------------------------


def test_evidence_is_of_one_kind() -> None:
    """A word that one law takes for yes or no and another for a number cannot be both."""
    model = EvidenceModel()
    yes, more = (read_condition(text, PLACE) for text in ("sources", "sources > 1"))
    assert model.solve(model.met(yes, {})) == {"sources": True}
    found = model.solve(model.met(more, {}))
    assert found is not None
    assert found["sources"] > 1  # type: ignore[operator]
    assert model.solve(model.all([model.met(yes, {}), model.met(more, {})])) is None


def test_a_word_outside_every_list() -> None:
    model = EvidenceModel()
    inside = model.met(read_condition("sector in list s", PLACE), {"s": frozenset("ab")})
    known, _ = model.variables("sector", "word")
    assert model.solve(model.all([known, model.negated(inside)])) == {"sector": OTHER}
