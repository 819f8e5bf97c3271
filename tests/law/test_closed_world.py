"""The world is closed: who asks must be an organisation of the catalogue, and still be one.

| who asks | may receive as |
| --- | --- |
| an organisation of the catalogue | itself, its categories, the role of who acts in it, anyone |
| one that the catalogue does not know | anyone |
| one that has ended, since another succeeded it | nobody |
| whichever of these, for the person concerned | also the subject |
"""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from beraad.law.asker import STRANGER
from beraad.law.catalogue import LANGUAGES
from beraad.law.cedar import decide_by_cedar
from beraad.law.communication import Communication, Permit, Refusal
from beraad.law.decide import decide, recipient_tokens
from beraad.law.expand import provisions
from beraad.law.explain import explain
from beraad.law.permission import at as in_force_at
from beraad.law.questions import what_may, who_may_see
from beraad.law.register import Register
from beraad.law.snapshot import compile_snapshot
from beraad.law.widens import widens
from tests.law.world import CATALOGUE, DISABILITY, amendment, deliberation, register

SUCCESSION = "```successions\n- town | village | 2025-01-01 | -\n```\n"
END = datetime(2024, 12, 31, 23, tzinfo=UTC)
LAST = END - timedelta(microseconds=1)
WISH = Communication(
    "town", "statuses", "benefits", ("status.disability",), "identified", "consult"
)


def law(to: str, *more: str) -> Register:
    """A clause for these recipients in a world in which the village succeeds the town."""
    return register(deliberation(DISABILITY.format(to=to)), *more, catalogue=CATALOGUE + SUCCESSION)


KNOWN = [("hospital", LAST), ("town", LAST), ("village", END)]
UNKNOWN = [("nobody", LAST), ("", LAST), (STRANGER, END)]
ENDED = [("town", END), ("town", END + timedelta(days=4000))]


@pytest.mark.parametrize(
    ("askers", "role", "receives_as"),
    [
        (KNOWN, "nurse", {"role nurse", "anyone"}),
        (KNOWN, "pharmacist", {"anyone"}),
        (KNOWN, "", {"anyone"}),
        (KNOWN, "subject", {"subject", "anyone"}),
        (UNKNOWN, "nurse", {"anyone"}),
        (UNKNOWN, "", {"anyone"}),
        (UNKNOWN, "subject", {"subject", "anyone"}),
        (ENDED, "nurse", set()),
        (ENDED, "", set()),
        (ENDED, "subject", {"subject"}),
    ],
)
def test_three_evaluators_know_who_may_receive_in_which_role(
    askers: list[tuple[str, datetime]], role: str, receives_as: set[str]
) -> None:
    for to in ("role nurse", "subject", "anyone"):
        world = law(to)
        laws, words = provisions(world), world.catalogue
        for recipient, at in askers:
            wish = replace(WISH, recipient=recipient, role=role)
            answer = decide(wish, world, at)
            assert isinstance(answer, Permit) is (to in receives_as), (recipient, role, to)
            assert compile_snapshot(laws, words, at).answer(wish, at) == answer
            assert decide_by_cedar(laws, wish, words, at) == answer


def test_one_that_has_ended_does_not_receive_under_its_own_name_either() -> None:
    """No document can say so, since it is succeeded; a provision by itself could."""
    world = law("hospital")
    (hospital,) = provisions(world)
    laws = [replace(hospital, recipients=frozenset({"party:town", "party:nobody"}))]
    for recipient, at, permitted in (("town", LAST, True), ("town", END, False)):
        wish = replace(WISH, recipient=recipient)
        snapshot = compile_snapshot(laws, world.catalogue, at)
        assert (snapshot.decide(wish, at) is not None) is permitted
        by_cedar = decide_by_cedar(laws, wish, world.catalogue, at)
        assert by_cedar == snapshot.answer(wish, at)
    unknown = replace(WISH, recipient="nobody")
    assert isinstance(decide_by_cedar(laws, unknown, world.catalogue, LAST), Refusal)
    assert compile_snapshot(laws, world.catalogue, LAST).decide(unknown, LAST) is None


def test_one_that_bears_the_name_of_a_source_that_has_ended_is_unknown_and_has_not_ended() -> None:
    handed_over = "```successions\n- statuses | flemish-statuses | 2021-01-01 | -\n```\n"
    clause = DISABILITY.format(to="anyone").replace("from: statuses", "from: flemish-statuses")
    world = register(deliberation(clause), catalogue=CATALOGUE + handed_over)
    wish = replace(WISH, recipient="statuses", source="flemish-statuses")
    answer = decide(wish, world, LAST)
    assert isinstance(answer, Permit)
    laws = provisions(world)
    assert decide_by_cedar(laws, wish, world.catalogue, LAST) == answer
    assert compile_snapshot(laws, world.catalogue, LAST).answer(wish, LAST) == answer


TWICE = (
    CATALOGUE
    + """```parties
- statuses | - | - | de dienst | l'office | das Amt | the office
- flemish-statuses | - | - | het agentschap | l'agence | die Agentur | the agency
```
"""
)
"""Two words that are organisations and sources alike, as `statbel` or `ima` are."""


@pytest.mark.parametrize(
    ("handed", "party", "source"),
    [
        ("sources", "statuses", "flemish-statuses"),
        ("parties", "flemish-statuses", "statuses"),
    ],
)
def test_of_an_organisation_that_is_also_a_source_only_what_is_told_is_handed_over(
    handed: str, party: str, source: str
) -> None:
    succession = f"```successions {handed}\n- statuses | flemish-statuses | 2025-01-01 | -\n```\n"
    world = register(deliberation(DISABILITY.format(to="statuses")), catalogue=TWICE + succession)
    laws = provisions(world)
    for recipient in ("statuses", "flemish-statuses"):
        for holder in ("statuses", "flemish-statuses"):
            wish = replace(WISH, recipient=recipient, source=holder)
            permitted = (recipient, holder) == (party, source)
            for answer in (
                decide(wish, world, END),
                decide_by_cedar(laws, wish, world.catalogue, END),
                compile_snapshot(laws, world.catalogue, END).answer(wish, END),
            ):
                assert isinstance(answer, Permit) is permitted
    assert world.catalogue.has_ended("statuses", date(2025, 1, 1)) is (handed == "parties")


def test_a_source_is_handed_over_to_one_that_is_no_organisation_without_saying_so() -> None:
    words = CATALOGUE.replace("source statuses\n", "source town\n")
    succession = "```successions\n- town | flemish-statuses | 2021-01-01 | -\n```\n"
    clause = DISABILITY.format(to="town").replace("from: statuses", "from: town")
    world = register(deliberation(clause), catalogue=words + succession)
    assert isinstance(decide(replace(WISH, source="flemish-statuses"), world, END), Permit)
    assert {token for law in provisions(world) for token in law.recipients} == {"party:town"}


@pytest.mark.parametrize("to", ["role nurse", "anyone"])
def test_the_hash_of_the_law_tells_that_an_organisation_without_category_has_ended(
    to: str,
) -> None:
    words = CATALOGUE.replace("town | - | municipality", "town | - | -") + SUCCESSION
    world = register(deliberation(DISABILITY.format(to=to)), catalogue=words)
    laws = provisions(world)
    hashes = {compile_snapshot(laws, world.catalogue, at).hash for at in (LAST, END)}
    assert len(hashes) == 2


SAID = {
    "nl": "verpleegkundigen, {}.",
    "fr": "infirmiers, {}.",
    "de": "Pflegefachkräfte, {}.",
    "en": "nurses, {}.",
}
WHY = {
    "nl": ("bij een organisatie die hier bekend is", "zolang de organisatie bestaat"),
    "fr": ("au sein d'une organisation connue ici", "tant que l'organisation existe"),
    "de": ("bei einer Organisation, die hier bekannt ist", "solange die Organisation besteht"),
    "en": ("at an organisation that is known here", "as long as the organisation exists"),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_refusal_says_that_the_role_is_right_and_the_organisation_is_not(language: str) -> None:
    world = law("role nurse")
    for number, (recipient, at) in enumerate([("nobody", LAST), ("town", END)]):
        refusal = decide(replace(WISH, recipient=recipient, role="nurse"), world, at)
        (told,) = explain(refusal, world.catalogue, language)  # type: ignore[arg-type]
        assert told.endswith(SAID[language].format(WHY[language][number]))


@pytest.mark.parametrize(
    ("to", "recipient", "role", "detail"),
    [
        ("role nurse", "nobody", "nurse", "role nurse at a known organisation"),
        ("role nurse", "nobody", "pharmacist", "role nurse"),
        ("role nurse", "hospital", "pharmacist", "role nurse"),
        ("hospital", "nobody", "nurse", "party hospital"),
        ("subject", "nobody", "nurse", "subject"),
        ("role nurse", "town", "nurse", "role nurse while the organisation exists"),
        (
            "category municipality",
            "town",
            "",
            "category municipality while the organisation exists",
        ),
        ("anyone", "town", "", "anyone while the organisation exists"),
        ("subject", "town", "nurse", "subject"),
    ],
)
def test_the_detail_of_a_refusal(to: str, recipient: str, role: str, detail: str) -> None:
    refusal = decide(replace(WISH, recipient=recipient, role=role), law(to), END)
    assert isinstance(refusal, Refusal)
    assert [lack.detail for lack in refusal.nearest[0].missing] == [detail]


# Questions to the register say the same


@pytest.mark.parametrize("roles", [(), ("nurse",), ("nurse", "subject")])
def test_what_an_organisation_may_receive_ends_with_it(roles: tuple[str, ...]) -> None:
    for to in ("role nurse", "subject", "anyone", "category municipality"):
        world = law(to)
        laws, words = provisions(world), world.catalogue
        for at in (LAST, END):
            told = what_may(laws, words, "town", at, roles)
            answers = [decide(replace(WISH, role=role), world, at) for role in ("", *roles)]
            assert bool(told) is any(isinstance(answer, Permit) for answer in answers)


def test_who_may_see_names_the_role_whatever_the_organisation() -> None:
    (access,) = who_may_see(provisions(law("role nurse")), "statuses", "status.disability", LAST)
    assert access.recipients == ("role:nurse",)


@pytest.mark.parametrize(
    ("before", "after", "opens_to"),
    [
        ("role nurse", "role [nurse, pharmacist]", {"hospital"}),
        ("role nurse", "anyone", {"hospital", STRANGER}),
        ("role nurse", "subject", {"hospital", STRANGER}),
        ("anyone", "role nurse", set()),
    ],
)
def test_what_becomes_wider_does_so_for_somebody_who_may_receive(
    before: str, after: str, opens_to: set[str]
) -> None:
    world = law(before, amendment(f"- set to of clause statuses: {after}", adopted="2024-03-05"))
    laws, words = provisions(world), world.catalogue
    start = max(one.start for one in laws)
    old, new = (in_force_at(laws, at) for at in (start - timedelta(microseconds=1), start))
    found = widens(old, new, words)
    assert (found is not None) is bool(opens_to)
    if found:
        tokens = recipient_tokens(found.communication, words, start)
        assert tokens & frozenset().union(*(one.recipients for one in new))
        for recipient in opens_to:
            role = "subject" if after == "subject" else "pharmacist"
            wish = replace(WISH, recipient=recipient, role=role)
            assert isinstance(decide(wish, world, start), Permit)
            assert isinstance(decide(wish, world, start - timedelta(days=1)), Refusal)
