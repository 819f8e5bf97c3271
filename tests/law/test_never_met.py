"""Clauses that can never be met."""

import pytest

from beraad.law.never_met import never_met
from tests.law.questioned import LISTED, ground, law
from tests.law.world import HISTORY, amendment, deliberation, register


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
