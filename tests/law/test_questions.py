"""Questions put to the law the other way round: who may see, what may be received, what ends."""

import re
from datetime import UTC, date, datetime

import pytest

from beraad.belgium.numbers import DeliberationNumber, parse_deliberation_number
from beraad.law.act import instant
from beraad.law.expand import provisions
from beraad.law.permission import ground as grounded
from beraad.law.questions import ending_within, never_used, what_may, what_sort_may, who_may_see
from tests.law.compared import moved
from tests.law.questioned import BEFORE, LISTED, ground, law
from tests.law.world import HISTORY, amendment, deliberation, general, register

VIDIS = parse_deliberation_number("22/056")

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


def test_what_recipients_of_a_sort_may_receive() -> None:
    register = law()
    laws, catalogue = provisions(register), register.catalogue
    (one,) = what_sort_may(laws, catalogue, "role:pharmacist", BEFORE)
    assert one.recipients == ("role:pharmacist",)
    assert what_sort_may(laws, catalogue, "role:nurse", BEFORE) == ()
    assert what_sort_may(laws, catalogue, "anyone", BEFORE) == ()
    open_to_all = provisions(moved(HISTORY.replace("role pharmacist", "anyone")))
    for sort in ("anyone", "role:nurse", "role:subject", "category:municipality"):
        (one,) = what_sort_may(open_to_all, catalogue, sort, BEFORE)
        assert one.recipients == ("anyone",)


@pytest.mark.parametrize(
    ("sort", "told"),
    [
        ("role:pharmacst", "no recipients 'role:pharmacst', did you mean 'role:pharmacist'?"),
        ("list:granters", "no recipients 'list:granters'"),
    ],
)
def test_a_sort_that_is_not_known_gets_the_nearest_one(sort: str, told: str) -> None:
    with pytest.raises(LookupError, match=f"^{re.escape(told)}"):
        what_sort_may((), law().catalogue, sort, BEFORE)


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
        ("pharmacist", "no organisation 'pharmacist', did you mean 'role:pharmacist'?"),
        ("zzz", "no organisation 'zzz'"),
    ],
)
def test_an_organisation_that_nobody_knows(word: str, told: str) -> None:
    with pytest.raises(LookupError) as error:
        what_may((), law().catalogue, word, BEFORE)
    assert str(error.value) == told


# Which were never used? ---------------------------------------------------------------------------


def test_clauses_that_were_granted_and_never_used() -> None:
    laws = provisions(law())
    assert never_used(laws, []) == (ground("history"), ground("listed"))
    health = "social-security-and-health"
    history = (health, VIDIS, "history")
    assert never_used(laws, [history, history]) == (ground("listed"),)
    other = (health, DeliberationNumber(2022, 57), "history")
    assert never_used(laws, [other, (health, VIDIS, "listed")]) == (ground("history"),)


def test_one_number_of_two_chambers_is_two_deliberations() -> None:
    health = deliberation()
    federal = health.replace("chamber: social-security-and-health", "chamber: federal")
    first, second = provisions(register(health, federal))
    assert never_used([first, second], [(first.chamber, VIDIS, "history")]) == (grounded(second),)
    assert never_used([first, second], [(second.chamber, VIDIS, "history")]) == (grounded(first),)


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
