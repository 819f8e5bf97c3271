"""A sitting decides only with its quorum, and by the rule that is named."""

from fractions import Fraction
from itertools import combinations, product
from typing import Any

import pytest

from beraad.committee.convene.sitting import Attendance, Rule, SittingError, tally

HALF = Rule("half of the seats, simple majority", Fraction(1, 2), Fraction(1, 2), False)
CASTING = Rule("half of the seats, the chair decides a tie", Fraction(1, 2), Fraction(1, 2), True)
MEMBERS = [f"m{n}" for n in range(1, 10)]


@pytest.mark.parametrize("seats", range(1, 10))
def test_no_attendance_below_the_quorum_can_decide(seats: int):
    """Every attendance and every recusal of up to nine seats."""
    members = frozenset(MEMBERS[:seats])
    for count in range(seats + 1):
        for present in combinations(sorted(members), count):
            for recused in range(count + 1):
                who = Attendance(members, frozenset(present), frozenset(present[:recused]))
                votes = dict.fromkeys(who.voters, "for")
                if 2 * len(who.voters) < seats:
                    with pytest.raises(SittingError, match="quorum not reached"):
                        tally(who, votes, HALF)
                else:
                    assert tally(who, votes, HALF).carried == bool(who.voters)


def test_every_outcome_of_four_votes_follows_the_majority():
    """| for | against | carried | — more than half of the votes for and against."""
    who = Attendance(frozenset(MEMBERS[:4]), frozenset(MEMBERS[:4]), chair="m1")
    for choices in product(("for", "against", "abstains"), repeat=4):
        votes = dict(zip(MEMBERS[:4], choices, strict=True))
        outcome = tally(who, votes, HALF)
        assert outcome.carried == (choices.count("for") > choices.count("against"))
        counted = (outcome.votes_for, outcome.against, outcome.abstained)
        assert counted == tuple(map(choices.count, ("for", "against", "abstains")))
        if choices.count("for") == choices.count("against"):
            assert tally(who, votes, CASTING).carried == (choices[0] == "for")


@pytest.mark.parametrize(
    ("votes", "said"),
    [
        ({"m1": "for"}, "has not voted yet: m2"),
        ({"m1": "for", "m2": "for", "m3": "for"}, "may not vote on this item: m3"),
    ],
)
def test_exactly_those_who_may_vote_have_voted(votes: dict[str, str], said: str):
    who = Attendance(frozenset(MEMBERS[:3]), frozenset(MEMBERS[:3]), frozenset({"m3"}))
    with pytest.raises(SittingError, match=said):
        tally(who, votes, HALF)


def test_a_vote_that_is_none_of_the_three_is_not_counted_as_nothing():
    who = Attendance(frozenset(MEMBERS[:3]), frozenset(MEMBERS[:3]))
    votes: dict[str, Any] = {"m1": "for", "m2": "yes", "m3": "for"}
    with pytest.raises(SittingError, match="a vote is one of for, against, abstains"):
        tally(who, votes, HALF)


@pytest.mark.parametrize("majority", [Fraction(0), Fraction(1, 3), Fraction(2, 3)])
def test_a_casting_vote_goes_with_a_simple_majority_alone(majority: Fraction):
    """With two thirds, a tie would be carried by a chair whom three votes to two do not carry."""
    with pytest.raises(SittingError, match="the majority must be 1/2"):
        Rule("qualified, with a casting vote", Fraction(1, 2), majority, True)
    assert Rule("qualified", Fraction(1, 2), majority, False).majority == majority


def test_a_stranger_in_the_room_stops_the_sitting():
    who = Attendance(frozenset(MEMBERS[:3]), frozenset({"m1", "m2", "guest"}))
    with pytest.raises(SittingError, match="not a member of the chamber: guest"):
        tally(who, {}, HALF)
