"""Ballots: one a member, on one text, unreadable before the tally, counted all or not at all."""

from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import date
from multiprocessing import get_context
from pathlib import Path
from threading import Barrier

import msgspec
import pytest

from beraad.committee.convene.actions import adjourn
from beraad.committee.convene.ballots import Ballot, find_round, vote
from beraad.committee.convene.sitting import Attendance, SittingError
from beraad.committee.office import Office
from beraad.committee.stages import StageError
from beraad.journal.entry import Entry
from beraad.journal.store import Journal
from tests.committee.chamber import (
    CHAIR,
    KEY,
    NUMBER,
    OPENED,
    SALT,
    START,
    THREE,
    Between,
    acts,
    cast,
    changed,
    close,
    on_agenda,
    open_office,
    text,
    to_the_vote,
)


def test_neither_the_journal_nor_the_docket_shows_a_vote(office: Office, tmp_path: Path):
    to_the_vote(office)
    vote(office, NUMBER, THREE, "an", "against", "secret reason", SALT, START)
    places = [*(tmp_path / "docket").iterdir(), *tmp_path.glob("journal.db*")]
    for place in places:
        assert b"secret reason" not in place.read_bytes()
    assert len(list((tmp_path / "ballots").iterdir())) == 1


def test_a_ballot_is_of_one_text(office: Office):
    to_the_vote(office)
    digest = vote(office, NUMBER, THREE, "an", "for", "", SALT, START)
    ballot = msgspec.json.decode(office.ballots.get(digest), type=Ballot)
    assert office.docket.get(ballot.draft) == text()
    (entry,) = (found.entry for found in office.journal.read(act="vote.cast"))
    assert entry.facts == {"ballot": digest, "member": "an", "draft": ballot.draft}


def test_a_ballot_of_another_text_stops_the_tally(office: Office):
    """Such as one that somebody with the journal's key has slipped in."""
    to_the_vote(office)
    cast(office, "for", "an", "bo")
    slipped = Ballot(NUMBER, "0" * 64, "cy", "for", "", SALT)
    digest = office.ballots.put(msgspec.json.encode(slipped))
    facts = {"ballot": digest, "member": "cy"}
    office.journal.append([Entry(START, "vote.cast", "cy", NUMBER, facts=facts)])
    with pytest.raises(SittingError, match="the ballot of cy is of another item, text or member"):
        close(office)


def test_nobody_votes_twice_or_off_the_agenda(office: Office):
    with pytest.raises(StageError, match="not on the agenda"):
        cast(office, "for", "an")
    with pytest.raises(StageError, match="was never on the agenda"):
        find_round(office, NUMBER)
    to_the_vote(office)
    cast(office, "for", "an")
    with pytest.raises(StageError, match="an has voted on 25/002 already"):
        cast(office, "against", "an")


def test_a_member_is_one_however_the_name_is_typed(office: Office):
    """A letter with its accent in one sign or in two."""
    to_the_vote(office)
    anais, typed = "ana\u00efs", "anai\u0308s"
    there = Attendance(frozenset({typed, "bo"}), frozenset({typed, "bo"}), chair=typed)
    vote(office, NUMBER, there, typed, "for", "", SALT, START)
    with pytest.raises(StageError, match="has voted on 25/002 already"):
        vote(office, NUMBER, there, anais, "against", "", SALT, START)
    vote(office, NUMBER, there, "bo", "for", "", SALT, START)
    assert close(office, there)


@pytest.mark.parametrize(
    ("member", "choice", "salt", "said"),
    [
        ("guest", "for", SALT, "guest may not vote on this item"),
        ("visitor", "for", SALT, "visitor may not vote on this item"),
        ("bo", "for", SALT, "bo may not vote on this item"),
        ("cy", "for", SALT, "cy may not vote on this item"),
        ("an", "yes", SALT, "'yes' is no vote; expected for, against, abstains"),
        ("an", "for", "", "the salt must be 16 to 64 random bytes"),
        ("an", "for", "5a" * 15, "the salt must be"),
        ("an", "for", "5A" * 16, "the salt must be"),
    ],
)
def test_a_vote_is_one_of_three_by_a_member_who_sits_in(
    office: Office, member: str, choice: str, salt: str, said: str
):
    """A guest sits in and is no member; bo withdrew from the item; cy is absent."""
    to_the_vote(office)
    there = replace(THREE, present=frozenset({"an", "bo", "guest"}), recused=frozenset({"bo"}))
    with pytest.raises(SittingError, match=said):
        vote(office, NUMBER, there, member, choice, "", salt, START)  # type: ignore[arg-type]
    assert "vote.cast" not in acts(office)
    assert list(office.ballots.folder.iterdir()) == []


def test_an_adjourned_item_is_voted_on_afresh(office: Office):
    to_the_vote(office)
    cast(office, "for", "an")
    adjourn(office, NUMBER, THREE, "more time", CHAIR, START)
    on_agenda(office, date(2025, 4, 1))
    assert find_round(office, NUMBER).ballots == {}


def anew(office: Office) -> None:
    """The item is put off and comes back with another text."""
    adjourn(office, NUMBER, THREE, "another text", CHAIR, OPENED)
    on_agenda(office, date(2025, 4, 1), text(changed(keep="9 years"), date(2025, 4, 1)))


def test_a_tally_of_an_earlier_round_decides_nothing(office: Office):
    """While the chair counts three votes for, the item comes back and all vote against."""
    to_the_vote(office)
    cast(office, "for", "an", "bo", "cy")

    def voted_anew() -> None:
        anew(office)
        cast(office, "against", "an", "bo", "cy")

    slow = replace(office, ballots=Between(office.ballots.folder, voted_anew))
    with pytest.raises(StageError, match="the ballots on 25/002 changed during the tally"):
        close(slow)
    assert office.file(NUMBER).stage == "on-agenda"
    assert not close(office)


def test_a_ballot_cast_during_the_tally_is_not_left_out(office: Office):
    to_the_vote(office)
    cast(office, "for", "an", "bo")
    slow = replace(
        office, ballots=Between(office.ballots.folder, lambda: cast(office, "against", "cy"))
    )
    two = replace(THREE, present=frozenset({"an", "bo"}))
    with pytest.raises(StageError, match="changed during the tally"):
        close(slow, two)
    assert "request.adopted" not in acts(office)


def test_a_vote_on_an_earlier_text_does_not_count_for_the_next(office: Office):
    """The item comes back with another text while a member's ballot is being filed."""
    to_the_vote(office)
    folder = office.ballots.folder

    class Meanwhile(type(office.ballots)):  # type: ignore[misc]
        def put(self, paper: bytes) -> str:
            anew(office)
            return str(super().put(paper))

    slow = replace(office, ballots=Meanwhile(folder))
    with pytest.raises(StageError, match="put on the agenda anew meanwhile: vote again"):
        cast(slow, "for", "an")
    assert find_round(office, NUMBER).ballots == {}


def at_once(place: str, member: str, gate: Barrier) -> str:
    """In a process of its own: vote at the same moment as others."""
    folder = Path(place)
    with Journal(folder / "journal.db", KEY) as journal:
        office = open_office(folder, journal)
        gate.wait()
        try:
            cast(office, "for", member)
        except StageError as refused:
            return str(refused)
    return "cast"


def test_of_one_member_voting_twice_at_once_one_vote_counts(office: Office, tmp_path: Path):
    """Six processes, two members, each three times: two votes are cast, four are refused."""
    to_the_vote(office)
    names = ["an", "bo"] * 3
    with get_context("spawn").Manager() as shared:
        gate = shared.Barrier(len(names))
        with ProcessPoolExecutor(len(names), get_context("spawn")) as pool:
            work = [pool.submit(at_once, str(tmp_path), name, gate) for name in names]
            told = [one.result(timeout=60) for one in work]
    assert told.count("cast") == 2
    assert {one for one in told if one != "cast"} <= {
        f"{name} has voted on {NUMBER} already" for name in names
    }
    assert set(find_round(office, NUMBER).ballots) == {"an", "bo"}
