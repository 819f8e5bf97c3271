"""Three evaluators, one law: the reference, the compiled snapshot and Cedar give the same answers.

The cases are generated (`generate.py`); a case that fails is named by its number, from which it can
be made again. BERAAD_NIGHTLY=1 runs 100,000 of them.
"""

import os
from collections import Counter

import pytest

from beraad.law.cedar import decide_by_cedar
from beraad.law.communication import Permit
from beraad.law.decide import decide_by
from beraad.law.snapshot import compile_snapshot
from tests.law.generate import Case, case

CASES = 100_000 if os.environ.get("BERAAD_NIGHTLY") == "1" else 5_000


def disagreement(one: Case) -> str:
    """What the evaluators answer where they differ, empty where they agree.

    Answers are compared as written too: True and 1 are equal but not the same evidence.
    """
    question = (one.communication, one.catalogue, one.at)
    answers = {
        "reference": decide_by(one.laws, *question),
        "snapshot": compile_snapshot(one.laws, one.catalogue, one.at).answer(
            one.communication, one.at
        ),
        "cedar": decide_by_cedar(one.laws, *question),
    }
    expected = answers["reference"]
    if all(found == expected and repr(found) == repr(expected) for found in answers.values()):
        return ""
    told = "\n".join(f"{name}: {found!r}" for name, found in answers.items())
    return f"{one}\n{told}"


@pytest.mark.parametrize("first", range(0, CASES, 1_000))
def test_three_evaluators_give_one_answer(first: int) -> None:
    for number in range(first, first + 1_000):
        assert not disagreement(case(number)), disagreement(case(number))


def test_the_cases_are_worth_asking() -> None:
    """Every kind of answer occurs often enough for a fault in it to show."""
    counted: Counter[str] = Counter()
    cases = 2_000
    for number in range(cases):
        one = case(number)
        answer = decide_by(one.laws, one.communication, one.catalogue, one.at)
        if isinstance(answer, Permit):
            counted["permit"] += 1
            counted.update({reason for _, reason in answer.dropped})
            asked = one.communication.fields
            counted["repeated"] += len(set(asked)) < len(asked)
            assert len(set(answer.passed)) == len(answer.passed)
            counted["evidence"] += bool(answer.facts_used)
            counted["history"] += answer.not_before is not None
        else:
            counted.update({m.code for near in answer.nearest[:1] for m in near.missing})
    expected = {
        "permit": 0.3,
        "evidence": 0.15,
        "history": 0.15,
        "repeated": 0.005,
    } | dict.fromkeys(("not-in-clause", "not-in-accession"), 0.01)
    codes = ("recipient", "purpose", "form", "channel", "fields", "accession", "condition")
    expected |= dict.fromkeys((*codes, "not-yet-in-force", "ended"), 0.02)
    shares = {kind: counted[kind] / cases for kind in expected}
    assert {kind: share for kind, share in shares.items() if share < expected[kind]} == {}


def test_a_case_is_made_again_from_its_number() -> None:
    once, again = case(417), case(417)
    assert (once.laws, once.communication, once.at) == (again.laws, again.communication, again.at)
    assert "case(417)" in str(once)
