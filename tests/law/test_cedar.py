"""The law in Cedar: what a clause looks like there, and that the engine understands it.

That Cedar's answers are those of the reference stands in `test_agreement.py`.
"""

from dataclasses import replace
from datetime import UTC, datetime

import cedarpy
import pytest

from beraad.law.cedar import (
    NUMBERS_END,
    CedarError,
    context,
    decide_by_cedar,
    entities,
    export,
    quoted,
    read_parties,
    read_slice,
    schema,
)
from beraad.law.communication import Communication, Permit
from beraad.law.condition import AnyOf, Compares, Holds, InList
from beraad.law.expand import provisions
from beraad.law.provision import Provision, Requirement
from tests.law.generate import case
from tests.law.generate_law import law_of, words
from tests.law.world import deliberation, register

AT = datetime(2023, 5, 1, 10, tzinfo=UTC)
HISTORY = """@id("22/056 §3 history gfd #0")
permit (principal, action in [Action::"consult"], resource)
when {
  context.source == "gfd" &&
  context.purpose == "care" &&
  context.form == "identified" &&
  (context.role == "pharmacist" && principal in State::"existing") &&
  [Field::"dispensing.product", Field::"dispensing.posology", Field::"dispensing.date"].contains(resource) &&
  (context.answers has "about(patients)" && context.answers["about(patients)"] == true) &&
  (context.answers has "consent(informed)" && context.answers["consent(informed)"] == true) &&
  (context.answers has "therapeutic-relation" && context.answers["therapeutic-relation"] == true) &&
  (context.answers has "excluded" && context.answers["excluded"] == false)
};
"""  # noqa: E501  the policy as Cedar gets it
ASKED = Communication(
    *("town", "gfd", "care", ("dispensing.date",), "identified", "consult", "pharmacist"),
    facts={"about(patients)": True, "consent(informed)": True, "therapeutic-relation": True},
)


def law() -> Provision:
    return provisions(register(deliberation()))[0]


def test_a_provision_is_one_policy() -> None:
    assert export([law()], AT) == HISTORY


def test_only_what_is_in_force_is_exported() -> None:
    assert export([law()], datetime(2022, 1, 1, tzinfo=UTC)) == ""


def with_condition(condition: Holds | Compares | InList | AnyOf) -> str:
    """The policy of a clause with just this condition: its last line but one."""
    one = replace(
        law(),
        requirements=(Requirement(condition, law().number, 3),),
        lists={"s": frozenset({"sport", "retail"})},
    )
    return export([one], AT).splitlines()[-2].strip()


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (Holds("mandate"), '(context.answers has "mandate" && context.answers["mandate"] == true)'),
        (Compares("n", "=", 2), '(context.numbers has "n" && context.numbers["n"] == 2)'),
        (Compares("n", "<=", 2), '(context.numbers has "n" && context.numbers["n"] <= 2)'),
        (
            InList("x", "s"),
            '(context.words has "x" && ["retail", "sport"].contains(context.words["x"]))',
        ),
        (
            AnyOf((Holds("a", wanted=False), Compares("n", ">", 0))),
            '((context.answers has "a" && context.answers["a"] == false) || '
            '(context.numbers has "n" && context.numbers["n"] > 0))',
        ),
    ],
)
def test_a_condition_asks_first_whether_the_evidence_is_there(
    condition: Holds | Compares | InList | AnyOf, expected: str
) -> None:
    assert with_condition(condition) == expected


def test_unknown_evidence_satisfies_nothing_also_under_not() -> None:
    """'not excluded' with nothing known about exclusion is a no; with 'excluded: false' a yes."""
    unknown = decide_by_cedar([law()], ASKED, words(), AT)
    assert not isinstance(unknown, Permit)
    assert [m.detail for m in unknown.nearest[0].missing] == ["not excluded"]
    known = replace(ASKED, facts={**ASKED.facts, "excluded": False})
    assert isinstance(decide_by_cedar([law()], known, words(), AT), Permit)


def test_recipients_and_accessions_stand_in_the_policy() -> None:
    one = replace(
        *(law(),),
        recipients=frozenset(
            {"anyone", "party:town", "category:network", "role:nurse", "role:subject"}
        ),
        accessions={"town": frozenset({"dispensing.date"})},
    )
    text = export([one], AT)
    assert (
        '(!(principal in State::"ended") || principal in Category::"network" || '
        'principal == Party::"town" && principal in State::"existing" || '
        'context.role == "nurse" && principal in State::"existing" || '
        'context.role == "subject")'
    ) in text
    acceded = '((principal == Party::"town" && [Field::"dispensing.date"].contains(resource)))'
    assert acceded in text
    assert "(false) &&" in export([replace(one, accessions={}, recipients=frozenset())], AT)


def test_words_are_quoted() -> None:
    assert quoted('a"b\\c') == '"a\\"b\\\\c"'


@pytest.mark.parametrize(
    ("at", "parents"),
    [
        (AT, [("State", "existing"), ("Category", "care-institution")]),
        (datetime(2024, 5, 1, tzinfo=UTC), [("State", "ended")]),
    ],
)
def test_parties_are_entities_in_their_state_and_their_categories(
    at: datetime, parents: list[tuple[str, str]]
) -> None:
    assert entities(words(), at)[1] == {
        "uid": {"type": "Party", "id": "hospital"},
        "attrs": {},
        "parents": [{"type": kind, "id": name} for kind, name in parents],
    }


def test_evidence_is_kept_apart_by_type() -> None:
    """Numbers of more than Cedar's 64 bits come no nearer than beyond every bound."""
    facts = {"a": True, "n": 3, "big": 10**30, "small": -(10**30), "w": "sport"}
    told = context(replace(ASKED, facts=facts))
    assert told["answers"] == {"a": True}
    assert told["numbers"] == {"n": 3, "big": NUMBERS_END, "small": -NUMBERS_END}
    assert told["words"] == {"w": "sport"}


def test_generated_policies_are_valid_under_the_schema() -> None:
    """Every policy of ten registers passes Cedar's strict validation, but for empty lists."""
    checked = 0
    for number in range(0, 30, 3):
        laws, catalogue = law_of(number)
        whole = [p for p in laws if all(p.lists.values())]
        for at in {p.start for p in whole}:
            result = cedarpy.validate_policies(export(whole, at), schema(catalogue))
            assert result.validation_passed, result.errors
            checked += 1
    assert checked > 20


def test_a_request_that_cedar_cannot_read_is_an_error_and_no_refusal() -> None:
    one = read_slice([law()], read_parties(words(), AT), AT)
    with pytest.raises(CedarError, match="failed to build request"):
        one.permit(replace(ASKED, purpose="\ud800"))


def test_one_slice_serves_many_questions() -> None:
    for number in range(100):
        one = case(number)
        part = read_slice(one.laws, read_parties(one.catalogue, one.at), one.at)
        answer = decide_by_cedar(one.laws, one.communication, one.catalogue, one.at)
        assert part.permit(one.communication) == (answer if isinstance(answer, Permit) else None)
