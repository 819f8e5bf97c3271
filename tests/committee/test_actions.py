"""One request from submission to publication, each act an entry of the journal."""

from dataclasses import replace
from datetime import UTC, date, datetime

import msgspec
import pytest

from beraad.belgium.numbers import DeliberationNumber
from beraad.committee.actor import Actor
from beraad.committee.apply.actions import submit, withdraw
from beraad.committee.apply.request import FieldAsked, Request
from beraad.committee.check.actions import examine
from beraad.committee.convene.actions import adjourn, close_item, put_on_agenda
from beraad.committee.convene.sitting import SittingError
from beraad.committee.decide.draft import draft_amendment
from beraad.committee.office import Office
from beraad.committee.publish.actions import publish
from beraad.committee.stages import StageError
from beraad.journal.store import JournalError
from beraad.law.load import load
from beraad.law.place import LawError
from tests.committee.chamber import (
    CHAIR,
    CLERK,
    FILES,
    NUMBER,
    OPENED,
    RULE,
    SITTING,
    START,
    THREE,
    TOWN,
    WHOLE,
    Between,
    acts,
    cast,
    changed,
    close,
    on_agenda,
    text,
    to_completeness,
    to_the_vote,
)

MORE_WORDS = b"""---
catalogue: more
---

```parties
- crony | - | - | de vriend | l'ami | der Freund | the friend
```
"""


def test_a_request_goes_from_submission_to_publication(office: Office):
    to_the_vote(office)
    cast(office, "for", "an", "bo", "cy")
    assert close(office)
    publish(office, NUMBER, FILES, CLERK, OPENED)
    assert office.file(NUMBER).stage == "published"
    assert acts(office) == [
        "request.submitted",
        "request.found-complete",
        "request.put-on-agenda",
        *["vote.cast"] * 3,
        "request.adopted",
        "deliberation.published",
    ]


def test_an_incomplete_request_is_told_every_gap_and_may_be_supplemented(office: Office):
    gap = changed(legal_basis=" ", fields=(FieldAsked("status.disability"),))
    submit(office, NUMBER, gap, TOWN, START)
    found = examine(office, NUMBER, CLERK, START)
    assert [one.question for one in found] == ["legal_basis", "fields.1"]
    assert office.file(NUMBER).stage == "incomplete"
    submit(office, NUMBER, WHOLE, TOWN, START)
    assert examine(office, NUMBER, CLERK, START) == ()
    assert office.file(NUMBER).complete == START


def test_the_entry_names_the_request_that_was_examined(office: Office):
    to_completeness(office)
    (found,) = office.journal.read(act="request.found-complete")
    assert found.entry.facts["request"] == office.file(NUMBER).paper("request")


def test_a_check_of_a_text_that_is_no_longer_on_file_counts_for_nothing(office: Office):
    """While one clerk reads, another finds the gap, and the applicant hands in a whole request."""
    submit(office, NUMBER, changed(legal_basis=""), TOWN, START)

    def supplemented() -> None:
        examine(office, NUMBER, CLERK, START)
        submit(office, NUMBER, WHOLE, TOWN, START)

    slow = replace(office, docket=Between(office.docket.folder, supplemented))
    with pytest.raises(StageError, match="was supplemented during the check"):
        examine(slow, NUMBER, CLERK, START)
    assert office.file(NUMBER).stage == "submitted"


def test_without_quorum_nothing_is_recorded_and_the_item_is_put_off(office: Office):
    to_the_vote(office)
    alone = replace(THREE, present=frozenset({"an"}))
    cast(office, "for", "an")
    before = acts(office)
    with pytest.raises(SittingError, match="quorum not reached"):
        close(office, alone)
    assert acts(office) == before
    assert adjourn(office, NUMBER, alone, "no quorum", CHAIR, START).stage == "complete"


def test_a_rejected_request_is_refused_and_cannot_be_published(office: Office):
    to_the_vote(office)
    cast(office, "against", "an", "bo", "cy")
    assert not close(office)
    assert office.file(NUMBER).stage == "refused"
    with pytest.raises(StageError, match="25/002 is refused"):
        publish(office, NUMBER, FILES, CLERK, START)


# The text


def test_what_was_put_on_the_agenda_is_adopted_and_published_and_nothing_else(office: Office):
    to_the_vote(office)
    cast(office, "for", "an", "bo", "cy")
    close(office)
    publish(office, NUMBER, FILES, CLERK, OPENED)
    told = {
        found.entry.act: found.entry.facts.get("draft")
        for found in office.journal.read(about=NUMBER)
    }
    named = {digest for act, digest in told.items() if digest}
    assert {act for act, digest in told.items() if digest} == {
        "request.put-on-agenda",
        "vote.cast",
        "request.adopted",
        "deliberation.published",
    }
    assert [office.docket.get(str(digest)) for digest in named] == [text()]


@pytest.mark.parametrize(
    ("draft", "said"),
    [
        (b"Dear committee", "the draft:1: no front matter"),
        (text(changed(source="nowhere")), "unknown source 'nowhere'"),
        (text(changed(purpose_explained="care\u200bless")), r"sign U\+200B that cannot be seen"),
        (text().replace(b"25/002", b"25/003"), "number: 25/003, expected 'number: 25/002'"),
        (text(sitting=date(2025, 3, 3)), "adopted: 2025-03-03, expected 'adopted: 2025-03-04'"),
        (text().replace(b"prose:", b"known: 2025-03-05\nprose:"), "no 'known', which publication"),
        (draft_amendment(changed(amends=NUMBER), SITTING), "unknown deliberation '25/002'"),
        (MORE_WORDS, "no 'number', expected 'number: 25/002'"),
    ],
)
def test_a_draft_that_is_no_law_does_not_get_on_the_agenda(office: Office, draft: bytes, said: str):
    to_completeness(office)
    before, papers = acts(office), list(office.docket.folder.iterdir())
    with pytest.raises(LawError, match=said):
        on_agenda(office, draft=draft)
    assert acts(office) == before
    assert list(office.docket.folder.iterdir()) == papers


def test_a_number_that_is_taken_does_not_get_on_the_agenda(office: Office):
    to_completeness(office)
    with pytest.raises(LawError, match="number 25/002 stands twice"):
        put_on_agenda(
            office, NUMBER, SITTING, "bo", text(), {**FILES, "old.md": text()}, CLERK, START
        )


def test_what_became_no_law_since_the_vote_is_not_published(office: Office):
    """The catalogue lost the purpose meanwhile."""
    to_the_vote(office)
    cast(office, "for", "an", "bo", "cy")
    close(office)
    lost = FILES["catalogue.md"].replace(b"- benefits |", b"- other |")
    with pytest.raises(LawError, match="unknown purpose 'benefits'"):
        publish(office, NUMBER, {"catalogue.md": lost}, CLERK, OPENED)
    assert office.file(NUMBER).stage == "adopted"


@pytest.mark.parametrize(
    ("at", "known"),
    [
        (datetime(2025, 3, 5, 10, tzinfo=UTC), "2025-03-05"),
        (datetime(2025, 3, 5, 23, 30, tzinfo=UTC), "2025-03-06"),
    ],
)
def test_the_register_knows_an_act_from_the_day_in_brussels_of_its_publication(
    office: Office, at: datetime, known: str
):
    to_the_vote(office)
    cast(office, "for", "an", "bo", "cy")
    close(office)
    begin = publish(office, NUMBER, FILES, CLERK, at)
    (found,) = office.journal.read(act="deliberation.published")
    issued = office.docket.get(str(found.entry.facts["document"]))
    assert issued.replace(f"known: {known}\n".encode(), b"") == text()
    register = load({**FILES, "issued.md": issued})
    (deliberation,) = register.deliberations.values()
    assert str(deliberation.head.known) == known
    assert begin == register.in_force(deliberation.head)
    assert found.entry.facts["in_force"] == begin.isoformat()


def test_the_instant_of_effect_follows_the_setting_for_saturdays(office: Office):
    to_the_vote(office)
    cast(office, "for", "an", "bo", "cy")
    close(office)
    sooner = publish(office, NUMBER, FILES, CLERK, OPENED, saturday=True)
    (deliberation,) = load({**FILES, "draft.md": text()}, saturday=True).deliberations.values()
    assert sooner == deliberation.head.in_force(load(FILES).catalogue, saturday=True)
    assert sooner < deliberation.head.in_force(load(FILES).catalogue, saturday=False)


def test_a_text_that_waits_for_a_law_is_published_without_an_instant(office: Office):
    to_completeness(office)
    on_agenda(
        office, draft=text().replace(b"prose:", b"in-force: when law(someday) is in force\nprose:")
    )
    cast(office, "for", "an", "bo", "cy")
    close(office)
    assert publish(office, NUMBER, FILES, CLERK, OPENED) is None
    (found,) = office.journal.read(act="deliberation.published")
    assert sorted(found.entry.facts) == ["document", "draft"]


def test_an_amendment_is_asked_checked_and_put_on_the_agenda_like_a_deliberation(office: Office):
    number, files = "25/002-a1", {**FILES, "first.md": text()}
    asked = Request(
        applicant="The town",
        title=WHOLE.title,
        legal_basis="Its regulation.",
        purpose_explained="A second status opens the reduction.",
        amends=NUMBER,
    )
    submit(office, number, asked, TOWN, START)
    gaps = examine(office, number, CLERK, START)
    assert [gap.question for gap in gaps] == ["instructions"]
    told = ("add status.living_wage to fields of clause communication",)
    asked = msgspec.structs.replace(asked, instructions=told)
    submit(office, number, asked, TOWN, START)
    assert examine(office, number, CLERK, START) == ()
    april = date(2025, 4, 1)
    amended = draft_amendment(asked, april)
    other = {**files, "other.md": text().replace(b"25/002", b"25/009")}
    wrong = amended.replace(b"25/002", b"25/009")
    with pytest.raises(LawError, match="amends: 25/009, expected 'amends: 25/002'"):
        put_on_agenda(office, number, april, "bo", wrong, other, CLERK, START)
    put_on_agenda(office, number, april, "bo", amended, files, CLERK, START)
    register = load({**files, "a.md": amended})
    (key,) = register.deliberations
    assert key[1] == DeliberationNumber(2025, 2)
    first, second = (version.content.clauses[0][1].fields for version in register.versions(key))
    assert (first, second) == (("status.disability",), ("status.disability", "status.living_wage"))


# Who acts, and when


def test_only_who_submitted_supplements_or_withdraws(office: Office):
    submit(office, NUMBER, changed(legal_basis=""), TOWN, START)
    examine(office, NUMBER, CLERK, START)
    village = Actor("village", "applicant")
    with pytest.raises(StageError, match=r"'request\.withdrawn' is for town, who submitted it"):
        withdraw(office, NUMBER, village, START)
    with pytest.raises(StageError, match=r"'request\.supplemented' is for town, who submitted it"):
        submit(office, NUMBER, WHOLE, village, START)
    assert withdraw(office, NUMBER, TOWN, START).stage == "withdrawn"


def test_each_act_is_refused_to_another_role(office: Office):
    """| act | who tries | whose it is |"""
    with pytest.raises(StageError, match="for the applicant, not for the secretariat"):
        submit(office, NUMBER, WHOLE, CLERK, START)
    submit(office, NUMBER, WHOLE, TOWN, START)
    with pytest.raises(StageError, match="for the secretariat, not for the applicant"):
        examine(office, NUMBER, TOWN, START)
    with pytest.raises(StageError, match="for the applicant, not for the secretariat"):
        withdraw(office, NUMBER, CLERK, START)
    examine(office, NUMBER, CLERK, START)
    with pytest.raises(StageError, match="for the secretariat, not for the chair"):
        put_on_agenda(office, NUMBER, SITTING, "bo", text(), FILES, CHAIR, START)
    on_agenda(office)
    cast(office, "for", "an", "bo", "cy")
    with pytest.raises(StageError, match="for the chair, not for the secretariat"):
        adjourn(office, NUMBER, THREE, "later", CLERK, START)
    with pytest.raises(StageError, match="for the chair, not for the applicant"):
        close_item(office, NUMBER, THREE, RULE, TOWN, START)
    close(office)
    with pytest.raises(StageError, match="for the secretariat, not for the chair"):
        publish(office, NUMBER, FILES, CHAIR, START)


def test_an_act_that_is_not_open_files_no_paper(office: Office):
    to_the_vote(office)
    papers = set(office.docket.folder.iterdir())
    with pytest.raises(StageError, match=r"'request\.supplemented' is not open"):
        submit(office, NUMBER, changed(security="other"), TOWN, START)
    with pytest.raises(StageError, match=r"'request\.put-on-agenda' is not open"):
        on_agenda(office, date(2025, 4, 1))
    with pytest.raises(StageError, match=r"'deliberation\.published' is not open"):
        publish(office, NUMBER, FILES, CLERK, START)
    assert set(office.docket.folder.iterdir()) == papers


def test_no_act_of_the_committee_can_be_erased(office: Office):
    """Else a file would go back to an earlier stage, or a member could vote again."""
    to_the_vote(office)
    cast(office, "for", "an")
    for found in list(office.journal.read(about=NUMBER)):
        with pytest.raises(JournalError, match="is about no person; it must stay"):
            office.journal.erase(found.index, "to vote again", actor="an", at=START)
    assert office.file(NUMBER).stage == "on-agenda"
