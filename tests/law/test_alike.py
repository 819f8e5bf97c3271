"""Permissions that come or go alike are told in one sentence."""

import pytest

from beraad.law.catalogue import Language
from tests.law.compared import told
from tests.law.world import HISTORY

GFD = HISTORY.replace("looking-back: 6 months\n", "").replace(
    "[dispensing.product, dispensing.posology, dispensing.date]", "dispensing.date"
)
STATUSES = (
    GFD.replace("clause history", "clause statuses")
    .replace("from: gfd", "from: statuses")
    .replace("dispensing.date", "status.disability")
    .replace("[consent(informed), ", "[consent(informed), mandate, consent(worker), ")
)


def of(population: str, body: str) -> str:
    """The clause under another name, about others."""
    named = body.replace("clause ", f"clause {population}-")
    return named.replace("about: patients", f"about: {population}")


def test_the_same_of_other_persons_shares_a_sentence() -> None:
    new, rest = told("", GFD + of("inhabitants", GFD), "en")
    assert "; persons concerned: inhabitants or patients; retention: none" in new
    assert rest == "Nothing else changes."


def test_a_comma_ends_a_relative_clause_before_the_next_population() -> None:
    new, _ = told("", GFD + of("declared", GFD), "de")
    assert "; Daten von Arbeitnehmern, die der Empfänger gemeldet hat, oder Patienten; " in new


@pytest.mark.parametrize(
    ("language", "part"),
    [
        ("nl", "de statuten: handicap, op voorwaarde dat"),
        ("fr", "les statuts\u00a0: handicap, à condition qu"),
        ("de", "die Status: Behinderung, unter der Bedingung, dass"),
        ("en", "the statuses: disability, on condition that"),
    ],
)
def test_other_sources_share_it_with_the_conditions_of_their_own(
    language: Language, part: str
) -> None:
    new, _ = told("", GFD + STATUSES, language)
    assert part in new


def test_conditions_of_all_are_told_once_behind_the_sources() -> None:
    gone, _ = told(GFD + STATUSES, "", "en")
    assert gone.startswith("No longer: pharmacists, for care (the shared file: date; the statuses")
    held, _, rest = gone.partition("), non-pseudonymised")
    assert held.count("on condition that") == 1
    assert held.count(" and that ") == 1
    assert rest.count("condition: that") == 3


def test_other_terms_are_told_apart() -> None:
    new = told("", GFD + STATUSES.replace("keep: nothing", "keep: 1 year"), "en")
    assert [line.partition(" (")[0] for line in new[:-1]] == ["New: pharmacists, for care"] * 2


def test_one_population_for_one_source_only_is_told_apart() -> None:
    """Else it would seem that both sources give both."""
    new = told("", GFD + of("inhabitants", GFD) + STATUSES, "en")
    assert ["inhabitants or patients" in line for line in new[:-1]] == [True, False]


def test_sources_that_change_alike_share_a_sentence() -> None:
    both = GFD + of("inhabitants", GFD) + STATUSES
    _, changed, _ = told(both, both.replace("keep: nothing", "keep: 1 year"), "en")
    assert changed == (
        "Changed: pharmacists, for care (the shared file: date; the statuses: disability); "
        "retention: 1 year instead of none."
    )
