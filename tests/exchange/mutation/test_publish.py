"""A source publishes; who the law names and who has the person integrated hears of it, once."""

import pytest

from beraad.journal.store import Journal
from tests.exchange.mutation.conftest import Clock
from tests.exchange.mutation.world import (
    ADDRESS,
    BIRTH,
    CIVIL,
    Party,
    integrate,
    mutation,
    party,
    subjects,
)
from tests.exchange.server.conftest import Stage
from tests.exchange.world import change, moment, read


@pytest.fixture
def subject(stage: Stage) -> str:
    """A person whom all three have integrated."""
    ssin = subjects(stage.home)[0]
    integrate(stage.home, ssin, "fpd", "nemo", "nisse")
    return ssin


def test_of_three_recipients_each_hears_what_is_permitted_and_no_more(
    subject: str, cbss: Party, fpd: Party, nemo: Party, nisse: Party
):
    taken = cbss.publish(mutation(subject, ADDRESS, CIVIL, BIRTH))
    assert taken.status_code == 200, taken.text
    (told,) = fpd.heard()
    assert (told["place"], told["source"], told["subject"]) == (1, "cbss-registers", subject)
    assert told["changed"] == [ADDRESS, CIVIL]
    assert [set(row) for row in told["rows"]] == [{ADDRESS, CIVIL}]  # type: ignore[attr-defined]
    assert told["permit"]["dropped"] == {}  # type: ignore[index]  # what else changed stays unsaid
    (other,) = nemo.heard()
    assert other["changed"] == [ADDRESS]
    assert nisse.heard() == []  # its clause is not in force yet


def test_who_has_not_integrated_the_person_hears_nothing_and_nothing_waits(
    stage: Stage, cbss: Party, fpd: Party, nemo: Party
):
    ssin = subjects(stage.home)[1]
    integrate(stage.home, ssin, "nemo")
    assert cbss.publish(mutation(ssin)).json()["published"][0]["forwarded"] is True
    assert fpd.heard() == []
    assert [one["subject"] for one in nemo.heard()] == [ssin]
    integrate(stage.home, ssin)
    assert cbss.publish(mutation(ssin)).json()["published"][0]["forwarded"] is False


def test_a_file_that_is_closed_on_the_day_does_not_count(stage: Stage, cbss: Party, nemo: Party):
    ssin = subjects(stage.home)[1]
    integrate(stage.home, ssin, "nemo", end="2024-10-01")
    cbss.publish(mutation(ssin))
    assert nemo.heard() == []


def test_without_integration_it_may_flow_where_that_was_agreed(
    stage: Stage, cbss: Party, fpd: Party
):
    ssin = subjects(stage.home)[1]
    integrate(stage.home, ssin)
    agreed = "INSERT INTO flow VALUES ('cbss-registers', 'fpd', 'notify', 'none', 1, '', ?, NULL)"
    change(stage.home / "sources" / "directory.sqlite", agreed, "2020-01-01")
    cbss.publish(mutation(ssin))
    assert len(fpd.heard()) == 1


def test_published_twice_it_is_told_once(stage: Stage, subject: str, cbss: Party, fpd: Party):
    body = mutation(subject, number="report-1")
    first, again = cbss.publish(body), cbss.publish(body)
    assert first.json() == again.json()
    assert len(fpd.heard()) == 1
    assert [act for act, _ in stage.entries].count("mutation.published") == 1
    both = cbss.publish(mutation(subject, number="report-2"), mutation(subject, number="report-2"))
    assert both.json()["published"][0] == both.json()["published"][1]
    assert len(fpd.heard()) == 2


def test_the_same_number_for_another_mutation_is_refused_and_nothing_is_taken(
    subject: str, cbss: Party, fpd: Party
):
    cbss.publish(mutation(subject, number="report-1"))
    answer = cbss.publish(mutation(subject), mutation(subject, CIVIL, number="report-1"))
    assert answer.status_code == 409
    assert answer.json()["faults"] == [
        {"pointer": "/mutations/1/number", "expected": "a number that was not used before"}
    ]
    assert len(fpd.heard()) == 1


FAULTY = [
    ({"subject": "123"}, 422, "/mutations/1/subject"),
    ({"fields": ["identity.shoe_size"]}, 422, "/mutations/1/fields/0"),
    ({"fields": [ADDRESS, ADDRESS]}, 422, "/mutations/1/fields/1"),
    ({"number": "a b"}, 422, "/mutations/1/number"),
    ({"occurred": "2024-09-30T10:00:00"}, 422, "/mutations/1/occurred"),
    ({"rows": []}, 422, "/mutations/1"),
]


@pytest.mark.parametrize(("wrong", "status", "pointer"), FAULTY)
def test_what_is_wrong_is_told_by_its_place_and_nothing_is_taken(
    subject: str,
    cbss: Party,
    fpd: Party,
    wrong: dict[str, object],
    status: int,
    pointer: str,
):
    answer = cbss.publish(mutation(subject), mutation(subject) | wrong)
    assert answer.status_code == status, answer.text
    assert [one["pointer"] for one in answer.json()["faults"]] == [pointer]
    assert fpd.heard() == []


def test_only_the_manager_of_a_source_publishes_and_an_attempt_is_recorded(
    stage: Stage, subject: str, fpd: Party
):
    answer = fpd.publish(mutation(subject))
    assert answer.status_code == 403
    assert answer.json()["type"] == "urn:beraad:problem:not-the-manager"
    facts = {"source": "cbss-registers", "asker": "fpd", "mutations": 1}
    assert stage.entries == [("mutation.refused", facts)]
    assert fpd.publish(mutation(subject), source="85073003328").status_code == 403
    assert stage.entries[-1][1]["source"] == "(unknown word)"


def test_a_replaced_number_leads_to_the_person_who_is_integrated(
    stage: Stage, subject: str, cbss: Party, fpd: Party
):
    former = subjects(stage.home)[2]
    store = stage.home / "sources" / "directory.sqlite"
    change(store, "INSERT INTO replaced VALUES (?, ?)", former, subject)
    cbss.publish(mutation(former), mutation(subject))
    told = fpd.heard()
    assert [one["subject"] for one in told] == [subject, subject]
    queue = read(stage.files.own / "queue.sqlite", "SELECT DISTINCT subject FROM notification")
    assert len(queue) == 1  # one person, one order


def test_the_journal_says_what_was_reported_and_what_was_told_and_names_nobody(
    stage: Stage, subject: str, cbss: Party, fpd: Party
):
    published = cbss.publish(mutation(subject, ADDRESS, BIRTH)).json()["published"][0]
    told = fpd.heard()[0]
    with Journal(stage.files.journal) as journal:
        first = journal.entry(published["entry"]["index"])
        second = journal.entry(told["entry"]["index"])  # type: ignore[index]
    assert (first.act, first.subject) == ("mutation.published", second.subject)
    assert dict(first.facts) == {
        "source": "cbss-registers",
        "manager": "cbss",
        "fields": (ADDRESS, BIRTH),
    }
    assert (second.act, second.about) == ("communication.permitted", "23/998")
    assert second.facts["mutation"] == first.about
    assert (second.facts["channel"], second.facts["recipient"]) == ("notify", "fpd")
    assert (second.facts["passed"], second.facts["delivery"]) == ((ADDRESS,), 1)


def test_at_rest_there_is_neither_content_nor_number_of_a_person(
    stage: Stage, subject: str, cbss: Party, fpd: Party
):
    cbss.publish(mutation(subject, number=f"message.{subject}"))
    row = fpd.heard()[0]["rows"][0]  # type: ignore[index]
    kept = b"".join(path.read_bytes() for path in stage.files.own.glob("queue.sqlite*"))
    assert b"fpd" in kept
    assert subject.encode() not in kept
    assert str(row[ADDRESS]).encode() not in kept
    assert all(not path.stat().st_mode & 0o077 for path in stage.files.own.glob("queue.*"))


def test_a_clause_counts_from_the_instant_at_which_it_is_in_force(
    subject: str, cbss: Party, nisse: Party, clock: Clock
):
    clock.at = moment("2024-12-02")
    cbss.publish(mutation(subject))
    assert len(nisse.heard()) == 1


def test_who_hears_is_not_told_to_the_source(stage: Stage, subject: str, cbss: Party):
    answer = cbss.publish(mutation(subject)).json()["published"][0]
    assert set(answer) == {"number", "forwarded", "entry"}
    assert party(stage, "nsso").heard() == []


HELD = """
SELECT subject FROM statuses WHERE status = 'increased_allowance' AND begin <= '2024-06-01'
AND ("end" IS NULL OR "end" > '2025-01-01') ORDER BY subject LIMIT 1
"""


def test_a_status_that_changed_reaches_the_buffer_database(stage: Stage, cbss: Party):
    ((ssin,),) = read(stage.home / "population.sqlite", HELD)
    source, fields = "increased-allowance", ("status.increased_allowance", "status.reference_date")
    words = stage.gate.way.catalogue
    manager = party(stage, words.sources[source].holder)
    assert manager.publish(mutation(ssin, *fields), source=source).status_code == 200
    (told,) = cbss.heard()
    assert told["permit"]["number"] == "16/008"  # type: ignore[index]
    assert told["rows"] == [dict(zip(fields, (True, "2024-10-01"), strict=True))]
