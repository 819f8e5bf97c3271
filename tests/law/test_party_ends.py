"""An organisation that another has succeeded receives nothing more, not by its category either.

| day | the town | the village, which succeeds it on 1 January 2025 |
| --- | --- | --- |
| 31 December 2024 | a municipality | a municipality |
| 1 January 2025 | has ended | a municipality, as it was |
"""

from datetime import UTC, date, datetime, timedelta

import pytest

from beraad.law.cedar import decide_by_cedar
from beraad.law.communication import Communication, Permit, Refusal
from beraad.law.decide import decide, decide_by
from beraad.law.expand import provisions
from beraad.law.overlap import overlaps
from beraad.law.permission import at as in_force_at
from beraad.law.questions import what_may
from beraad.law.refused import would_have_allowed
from beraad.law.register import Register
from beraad.law.snapshot import compile_snapshot
from beraad.law.widens import widens
from tests.law.world import CATALOGUE, DISABILITY, amendment, deliberation, register

CLAUSE = DISABILITY.format(to="category municipality")
END = datetime(2024, 12, 31, 23, tzinfo=UTC)
LAST = END - timedelta(microseconds=1)


def law(*more: str, region: str = "-", words: str = CATALOGUE, body: str = CLAUSE) -> Register:
    """A clause for municipalities, in a world in which the village succeeds the town."""
    succession = f"```successions\n- town | village | 2025-01-01 | {region}\n```\n"
    return register(deliberation(body), *more, catalogue=words + succession)


def asked(recipient: str) -> Communication:
    """The wish of an organisation."""
    fields = ("status.disability",)
    return Communication(recipient, "statuses", "benefits", fields, "identified", "consult")


@pytest.mark.parametrize("region", ["-", "flanders"])
@pytest.mark.parametrize(
    ("recipient", "at", "permitted"),
    [
        ("town", LAST, True),
        ("town", END, False),
        ("town", END + timedelta(days=4000), False),
        ("village", LAST, True),
        ("village", END, True),
        ("hospital", LAST, False),
        ("nobody", LAST, False),
    ],
)
def test_three_evaluators_drop_the_categories_of_who_has_ended(
    recipient: str, at: datetime, permitted: bool, region: str
) -> None:
    world = law(region=region)
    laws, catalogue, wish = provisions(world), world.catalogue, asked(recipient)
    expected = decide(wish, world, at)
    assert isinstance(expected, Permit) is permitted
    assert compile_snapshot(laws, catalogue, at).answer(wish, at) == expected
    assert decide_by_cedar(laws, wish, catalogue, at) == expected


def test_a_successor_without_the_category_gets_nothing_of_it() -> None:
    """What the old organisation was is not handed on: the catalogue says what the new one is."""
    world = law(words=CATALOGUE.replace("village | - | municipality", "village | - | -"))
    assert isinstance(decide(asked("village"), world, END), Refusal)


def test_a_snapshot_ends_with_an_organisation_though_no_provision_changes() -> None:
    world = law()
    laws = provisions(world)
    assert len(laws) == 1
    before = compile_snapshot(laws, world.catalogue, LAST)
    after = compile_snapshot(laws, world.catalogue, END)
    assert (before.valid_until, after.valid_from) == (END, END)
    assert before.hash != after.hash
    for _ in range(2):  # asked again it remembers
        assert before.decide(asked("town"), LAST) is not None
        assert after.decide(asked("town"), END) is None


def test_questions_to_the_register_know_that_it_has_ended() -> None:
    world = law()
    laws, catalogue = provisions(world), world.catalogue
    assert len(what_may(laws, catalogue, "town", LAST)) == 1
    assert what_may(laws, catalogue, "town", END) == ()
    (remedy,) = would_have_allowed(world, asked("town"), END)
    assert [lack.code for lack in remedy.shortfall.missing] == ["recipient"]


def test_who_has_ended_is_no_example_of_an_overlap() -> None:
    """Only the town was both a municipality and a network, so once it ended nobody is."""
    words = CATALOGUE.replace("town | - | municipality", "town | - | network municipality")
    network = CLAUSE.replace("municipality", "network").replace("clause statuses", "clause other")
    world = law(words=words, body=CLAUSE + network)
    laws = provisions(world)
    assert [o.communication.recipient for o in overlaps(laws, world.catalogue, LAST)] == ["town"]
    assert overlaps(laws, world.catalogue, END) == ()


def test_a_widening_for_who_has_ended_is_none() -> None:
    """Nobody but the town is a network; after its end a clause for networks opens nothing."""
    words = CATALOGUE.replace(
        "pharmanet | 0123456749 | network", "pharmanet | 0123456749 | -"
    ).replace("town | - | municipality", "town | - | network")
    for adopted, opens in ((date(2024, 3, 5), True), (date(2025, 3, 4), False)):
        world = law(
            amendment("- set to of clause statuses: category network", adopted=str(adopted)),
            words=words,
        )
        everything = provisions(world)
        start = max(one.start for one in everything)
        before = in_force_at(everything, start - timedelta(microseconds=1))
        found = widens(before, in_force_at(everything, start), world.catalogue)
        assert (found is not None) is opens
        if found:
            assert found.communication.recipient == "town"
            assert found.after == decide_by(everything, found.communication, world.catalogue, start)
