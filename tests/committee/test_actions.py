"""One request from submission to publication, each act an entry of the journal."""

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from multiprocessing import get_context
from pathlib import Path
from threading import Barrier

import msgspec
import pytest

from beraad.belgium.numbers import DeliberationNumber
from beraad.committee import actions
from beraad.committee.actions import Office
from beraad.committee.docket import Docket
from beraad.committee.draft import draft, draft_amendment
from beraad.committee.request import FieldAsked, Request
from beraad.committee.sitting import Attendance, Rule, SittingError
from beraad.committee.stages import StageError
from beraad.journal.note import SigningKey
from beraad.journal.store import Journal
from beraad.law.load import load
from tests.law.world import CATALOGUE

NUMBER = "25/002"
START = datetime(2025, 2, 10, 9, tzinfo=UTC)
SITTING = date(2025, 3, 4)
RULE = Rule("test rule", Fraction(1, 2), Fraction(1, 2), False)
THREE = Attendance(frozenset({"an", "bo", "cy"}), frozenset({"an", "bo", "cy"}), chair="an")
WHOLE = Request(
    applicant="The town",
    title=dict.fromkeys(("nl", "fr", "de", "en"), "Statuses for the town"),
    legal_basis="Its regulation on supplementary rights.",
    source="statuses",
    recipient="town",
    purpose="benefits",
    purpose_explained="To grant a reduction without asking for paper.",
    fields=(FieldAsked("status.disability", "it opens the reduction"),),
    form="identified",
    channel="consult",
    population="inhabitants",
    keep="1 year",
    keep_explained="Until the next yearly grant.",
    security="Access by named officers only.",
)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    key = SigningKey("beraad.example/test", bytes(32))
    with Journal(tmp_path / "journal.db", key) as journal:
        yield Office(journal, Docket(tmp_path / "docket"))


def to_the_vote(office: Office) -> None:
    actions.submit(office, NUMBER, WHOLE, "town", START)
    assert actions.check(office, NUMBER, "clerk", START + timedelta(days=1)) == ()
    actions.put_on_agenda(office, NUMBER, SITTING, "bo", "clerk", START + timedelta(days=2))


def text() -> bytes:
    return draft(WHOLE, DeliberationNumber(2025, 2), SITTING)


def test_a_request_goes_from_submission_to_publication(office: Office):
    to_the_vote(office)
    at = datetime(2025, 3, 4, 14, tzinfo=UTC)
    for member in ("an", "bo", "cy"):
        actions.vote(office, NUMBER, member, "for", "well founded", member * 8, at)
    outcome = actions.close_item(office, NUMBER, THREE, RULE, text(), "an", at)
    assert (outcome.votes_for, outcome.carried) == (3, True)
    published = actions.publish(office, NUMBER, at + timedelta(days=15), "clerk", at)
    assert published.stage == "published"
    acts = [found.entry.act for found in office.journal.read(about=NUMBER)]
    assert acts == [
        "request.submitted",
        "request.found-complete",
        "request.put-on-agenda",
        *["vote.cast"] * 3,
        "request.adopted",
        "deliberation.published",
    ]


def test_the_drafted_deliberation_is_law(office: Office):
    register = load({"catalogue.md": CATALOGUE.encode(), "draft.md": text()})
    (deliberation,) = register.deliberations.values()
    ((paragraph, clause),) = deliberation.content.clauses
    assert (paragraph, clause.to.names, clause.fields) == (8, ("town",), ("status.disability",))


def test_an_amendment_is_asked_checked_and_drafted_like_a_deliberation(office: Office):
    asked = Request(
        applicant="The town",
        title=WHOLE.title,
        legal_basis="Its regulation.",
        purpose_explained="A second status opens the reduction.",
        amends=NUMBER,
    )
    actions.submit(office, "25/002-a1", asked, "town", START)
    gaps = actions.check(office, "25/002-a1", "clerk", START)
    assert [gap.question for gap in gaps] == ["instructions"]
    told = ("add status.living_wage to fields of clause communication",)
    asked = msgspec.structs.replace(asked, instructions=told)
    actions.submit(office, "25/002-a1", asked, "town", START)
    assert actions.check(office, "25/002-a1", "clerk", START) == ()
    amended = draft_amendment(asked, date(2025, 4, 1))
    register = load({"c.md": CATALOGUE.encode(), "d.md": text(), "a.md": amended})
    (key,) = register.deliberations
    first, second = (version.content.clauses[0][1].fields for version in register.versions(key))
    assert (first, second) == (("status.disability",), ("status.disability", "status.living_wage"))


def test_an_answer_cannot_open_a_clause_of_its_own():
    sly = replace_answer("security", "fine\n\n```clause all\nfrom: gfd\n```\n# Decision")
    register = load(
        {"c.md": CATALOGUE.encode(), "d.md": draft(sly, DeliberationNumber(2025, 2), SITTING)}
    )
    (deliberation,) = register.deliberations.values()
    assert len(deliberation.content.clauses) == 1


def replace_answer(name: str, value: object) -> Request:
    return msgspec.structs.replace(WHOLE, **{name: value})


def test_an_incomplete_request_is_told_every_gap_and_may_be_supplemented(office: Office):
    gap = msgspec.structs.replace(WHOLE, legal_basis=" ", fields=(FieldAsked("status.disability"),))
    actions.submit(office, NUMBER, gap, "town", START)
    found = actions.check(office, NUMBER, "clerk", START)
    assert [one.question for one in found] == ["legal_basis", "fields.status.disability"]
    assert office.file(NUMBER).stage == "incomplete"
    actions.submit(office, NUMBER, WHOLE, "town", START)
    assert actions.check(office, NUMBER, "clerk", START) == ()
    assert office.file(NUMBER).complete == START


def test_an_empty_request_owes_every_answer(office: Office):
    actions.submit(office, NUMBER, Request(), "town", START)
    assert len(actions.check(office, NUMBER, "clerk", START)) == 17


def test_a_vote_is_not_readable_before_the_tally(office: Office):
    to_the_vote(office)
    actions.vote(office, NUMBER, "an", "against", "secret reason", "salt", START)
    (entry,) = (f.entry for f in office.journal.read(act="vote.cast"))
    assert b"against" not in entry.content
    assert b"secret" not in entry.content


def test_nobody_votes_twice_or_off_the_agenda(office: Office):
    with pytest.raises(StageError, match="not on the agenda"):
        actions.vote(office, NUMBER, "an", "for", "", "s", START)
    to_the_vote(office)
    actions.vote(office, NUMBER, "an", "for", "", "s", START)
    with pytest.raises(StageError, match="an has voted on 25/002 already"):
        actions.vote(office, NUMBER, "an", "against", "", "s", START)


def test_without_quorum_nothing_is_recorded_and_the_item_is_put_off(office: Office):
    to_the_vote(office)
    alone = replace(THREE, present=frozenset({"an"}))
    actions.vote(office, NUMBER, "an", "for", "", "s", START)
    before = list(office.journal.read(about=NUMBER))
    with pytest.raises(SittingError, match="quorum not reached"):
        actions.close_item(office, NUMBER, alone, RULE, text(), "an", START)
    assert list(office.journal.read(about=NUMBER)) == before
    assert actions.adjourn(office, NUMBER, alone, "no quorum", "an", START).stage == "complete"


def test_an_adjourned_item_is_voted_on_afresh(office: Office):
    to_the_vote(office)
    actions.vote(office, NUMBER, "an", "for", "", "s", START)
    actions.adjourn(office, NUMBER, THREE, "more time", "an", START)
    actions.put_on_agenda(office, NUMBER, date(2025, 4, 1), "bo", "clerk", START)
    assert actions.ballots(office, NUMBER) == {}


def test_a_rejected_request_is_refused_and_cannot_be_published(office: Office):
    to_the_vote(office)
    for member in ("an", "bo", "cy"):
        actions.vote(office, NUMBER, member, "against", "", member, START)
    assert not actions.close_item(office, NUMBER, THREE, RULE, text(), "an", START).carried
    assert office.file(NUMBER).stage == "refused"
    with pytest.raises(LookupError, match="has no draft on file"):
        actions.publish(office, NUMBER, START, "clerk", START)


def test_an_applicant_may_withdraw_before_the_agenda(office: Office):
    actions.submit(office, NUMBER, WHOLE, "town", START)
    assert actions.withdraw(office, NUMBER, "town", START).stage == "withdrawn"


def test_a_paper_that_was_changed_is_noticed(office: Office):
    digest = office.docket.put(b"as filed")
    assert office.docket.put(b"as filed") == digest
    (office.docket.folder / digest).write_bytes(b"changed")
    with pytest.raises(ValueError, match="not what it was when it was filed"):
        office.docket.get(digest)
    with pytest.raises(LookupError, match="no paper"):
        office.docket.get("0" * 64)


def cast(place: str, member: str, gate: Barrier) -> str:
    """In a process of its own: vote at the same moment as others."""
    folder = Path(place)
    with Journal(folder / "journal.db", SigningKey("beraad.example/test", bytes(32))) as journal:
        office = Office(journal, Docket(folder / "docket"))
        gate.wait()
        try:
            actions.vote(office, NUMBER, member, "for", "", member * 8, START)
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
            work = [pool.submit(cast, str(tmp_path), name, gate) for name in names]
            told = [one.result(timeout=60) for one in work]
    assert told.count("cast") == 2
    assert {one for one in told if one != "cast"} <= {
        f"{name} has voted on {NUMBER} already" for name in names
    }
    assert set(actions.ballots(office, NUMBER)) == {"an", "bo"}
