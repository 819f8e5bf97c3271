"""What a request owes, what cannot stand in it, and that nothing written in it stops the check."""

from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from beraad.committee.apply.actions import submit
from beraad.committee.apply.request import ChecklistAnswered, FieldAsked, Request
from beraad.committee.check.actions import examine
from beraad.committee.check.checklists import Questions, questions_in_force
from beraad.committee.check.completeness import LONGEST, MOST, Gap, gaps
from beraad.committee.office import Office
from beraad.register.shelf import open_register
from tests.committee.chamber import CLERK, START, TOWN, WHOLE, changed

NUMBERS = count(1)
SSIN = "85.07.30-033.28"
INSTRUCTION = "replace keep of clause communication: 1 year -> 2 years"
CHANGE = Request(
    applicant="The town",
    title=WHOLE.title,
    legal_basis="Its regulation.",
    purpose_explained="Longer.",
    amends="25/002",
    instructions=(INSTRUCTION,),
)


def questions(request: Request) -> list[str]:
    return [gap.question for gap in gaps(request)]


def test_a_whole_request_and_a_whole_change_owe_nothing():
    assert questions(WHOLE) == questions(CHANGE) == []
    spaced = changed(legal_basis="Over\ttwo\r\nlines.", conditions=("any of (a, not b)", "c > 1"))
    assert questions(spaced) == []


def test_an_empty_request_owes_every_answer():
    assert len(questions(Request())) == 17


@pytest.mark.parametrize(
    "name", ["a, status.secret", "status.disability]\nfor: [care", "", "//", "Status"]
)
def test_a_field_is_one_well_formed_word_and_named_by_its_position(office: Office, name: str):
    fields = (*WHOLE.fields, FieldAsked(name, "why"))
    submit(office, "25/002", changed(fields=fields), TOWN, START)
    (gap,) = examine(office, "25/002", CLERK, START)
    assert gap.question == "fields.2"


def test_a_gap_is_not_told_in_the_applicants_words(office: Office):
    """Else a national number for a name would keep the check out of the journal."""
    submit(office, "25/002", changed(fields=(FieldAsked(SSIN),)), TOWN, START)
    (gap,) = examine(office, "25/002", CLERK, START)
    assert gap.question == "fields.1"


@pytest.mark.parametrize(
    "condition", ["a, b", "any of (a, b), c", "any of (a)", "a]", "", "any of (a), any of (b)"]
)
def test_a_condition_is_one_condition(condition: str):
    assert questions(changed(conditions=("consent(informed)", condition))) == ["conditions.2"]


def test_a_change_names_a_deliberation_and_gives_instructions_that_can_be_read():
    told = Request(
        applicant="The town",
        title=WHOLE.title,
        legal_basis="Its regulation.",
        purpose_explained="Longer.",
        amends="the second",
        instructions=(INSTRUCTION, "make it longer"),
    )
    assert questions(told) == ["amends", "instructions.2"]


def test_a_sign_that_cannot_be_seen_is_told_where_it_stands():
    title = {**WHOLE.title, "fr": "Sta\u202etuts"}
    hidden = changed(security="Ac\u200bcess", title=title)
    assert {gap.question: gap.why for gap in gaps(hidden)} == {
        "security": "without the sign U+200B, which cannot be seen",
        "title.fr": "without the sign U+202E, which cannot be seen",
    }


def test_answers_and_lists_have_a_length():
    assert questions(changed(security="x" * LONGEST)) == []
    assert questions(changed(security="x" * (LONGEST + 1))) == ["security"]
    assert questions(changed(looking_back="1" * (LONGEST + 1))) == ["looking_back"]
    assert questions(changed(fields=WHOLE.fields * (MOST + 1))) == ["fields"]
    assert questions(changed(conditions=("a",) * (MOST + 1))) == ["conditions"]
    assert questions(changed(title={**WHOLE.title, "es": "x"})) == ["title"]


ANSWER = st.one_of(st.sampled_from([SSIN, "https://x.be/a", "\u200b", "", "a.b"]), st.text())


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(ANSWER, max_size=4), ANSWER, st.dictionaries(ANSWER, ANSWER, max_size=3))
def test_nothing_an_applicant_writes_stops_the_check(
    office: Office, names: list[str], answer: str, title: dict[str, str]
):
    number = f"25/{next(NUMBERS):03d}"
    asked = Request(
        title=title,
        source=answer,
        amends=answer,
        fields=tuple(FieldAsked(name, answer) for name in names),
        conditions=tuple(names),
        instructions=tuple(names),
    )
    submit(office, number, asked, TOWN, START)
    assert examine(office, number, CLERK, START)


def test_a_request_full_of_faults_fits_into_the_journal(office: Office):
    worst = Request(
        amends=SSIN,
        fields=(FieldAsked(SSIN),) * 9_999,
        conditions=("a, b",) * 9_999,
        instructions=(SSIN,) * 9_999,
        title={SSIN: SSIN},
    )
    submit(office, "25/002", worst, TOWN, START)
    assert len(examine(office, "25/002", CLERK, START)) > 3 * MOST


CLOUD = ("24/044", "public-cloud")


@pytest.fixture(scope="module")
def cloud() -> Questions:
    """The checklists of the register on a day of 2024."""
    register = open_register([Path(__file__).parents[2] / "systems"])
    assert CLOUD not in questions_in_force(register, datetime(2024, 3, 19, tzinfo=UTC))
    return questions_in_force(register, datetime(2024, 7, 1, tzinfo=UTC))


def test_a_request_that_uses_a_public_cloud_answers_each_question_of_the_good_practice(
    office: Office, cloud: Questions
):
    answers = dict.fromkeys(cloud[CLOUD], "Yes, see annex 2.")
    whole = changed(checklists=(ChecklistAnswered(*CLOUD, answers),))
    assert gaps(whole, cloud) == ()
    open_ = changed(checklists=(ChecklistAnswered(*CLOUD, answers | {"exit": " "}),))
    submit(office, "25/002", open_, TOWN, START)
    (gap,) = examine(office, "25/002", CLERK, START, cloud)
    assert (gap.question, gap.why.partition(":")[0]) == (
        "checklists.1.exit",
        "good practice 24/044",
    )
    submit(office, "25/002", whole, TOWN, START)
    assert examine(office, "25/002", CLERK, START, cloud) == ()


def test_a_checklist_that_nobody_knows_gets_those_there_are(cloud: Questions):
    (gap,) = gaps(changed(checklists=(ChecklistAnswered("24/044", "moon"),)), cloud)
    assert gap == Gap("checklists.1", "a checklist of the register: " + told(cloud))
    (none,) = gaps(changed(checklists=(ChecklistAnswered("24/044", "moon"),)))
    assert none.why == "a checklist of the register: there are none"


def told(cloud: Questions) -> str:
    return ", ".join(" ".join(key) for key in cloud)
