"""One question about one person: what is answered, what is refused, and for want of what."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from beraad.exchange.gateway import Gateway
from beraad.law.communication import Communication, Refusal
from tests.exchange.world import (
    AFTER,
    BEFORE,
    DISPENSED,
    change,
    missing,
    moment,
    patient_of,
    permit,
    read,
    vidis,
)

# VIDIS: a general practitioner and what was dispensed


def test_a_physician_with_relation_and_consent_sees_the_permitted_fields(
    gateway: Gateway, home: Path
):
    patient, physician = patient_of(home, "general-practitioner", BEFORE)
    answer = gateway.consult(vidis(physician), patient, moment(BEFORE))
    assert str(permit(answer).number) == "22/056"
    assert answer.rows
    assert {tuple(row) for row in answer.rows} == {DISPENSED}


WINDOWS = [(BEFORE, "2024-04-01"), (AFTER, "2024-03-03")]


@pytest.mark.parametrize(("day", "oldest"), WINDOWS, ids=["six months", "a year"])
def test_the_window_is_that_of_the_clause_on_the_day_compared_with_a_raw_read(
    gateway: Gateway, home: Path, day: str, oldest: str
):
    patient, physician = patient_of(home, "general-practitioner", day)
    answer = gateway.consult(vidis(physician), patient, moment(day))
    raw = read(
        home / "sources" / "gfd.sqlite",
        "SELECT product, posology, date FROM dispensing WHERE subject = ? ORDER BY date",
        patient,
    )
    assert raw[0][2] < oldest
    assert raw[-1][2] > day
    expected = [row for row in raw if oldest <= row[2] <= day]
    assert sorted(tuple(row.values()) for row in answer.rows) == sorted(expected)


def test_the_first_and_the_last_day_of_the_window_are_in_it(gateway: Gateway, home: Path):
    patient, physician = patient_of(home, "general-practitioner", BEFORE)
    days = ("2024-03-31", "2024-04-01", "2024-10-01", "2024-10-02")
    store = home / "sources" / "gfd.sqlite"
    change(store, "DELETE FROM dispensing WHERE subject = ?", patient)
    for day in days:
        added = "INSERT INTO dispensing VALUES (?, 'x', 'y', 'z', ?, 'p')"
        change(store, added, patient, day)
    answer = gateway.consult(vidis(physician), patient, moment(BEFORE))
    assert [row["dispensing.date"] for row in answer.rows] == list(days[1:3])


FACTS = [
    ("DELETE FROM consent_given WHERE subject = ?", "consent(informed)"),
    ("UPDATE consent_given SET \"end\" = '2024-09-30' WHERE subject = ?", "consent(informed)"),
    ("UPDATE consent_given SET begin = '2024-10-02' WHERE subject = ?", "consent(informed)"),
    ("DELETE FROM relation WHERE subject = ?", "therapeutic-relation"),
    ("UPDATE relation SET \"end\" = '2024-10-01' WHERE subject = ?", "therapeutic-relation"),
    ("DELETE FROM access WHERE role = 'general-practitioner' AND ? <> ''", "role-in-access-matrix"),
    ("DELETE FROM patient WHERE subject = ?", "about(patients)"),
]


@pytest.mark.parametrize(("statement", "condition"), FACTS)
def test_each_condition_is_asked_and_its_want_is_named(
    gateway: Gateway, home: Path, statement: str, condition: str
):
    patient, physician = patient_of(home, "general-practitioner", BEFORE)
    change(home / "sources" / "evidence.sqlite", statement, patient)
    answer = gateway.consult(vidis(physician), patient, moment(BEFORE))
    assert missing(answer) == [f"condition: {condition}"]
    assert answer.rows == ()


def test_whom_the_patient_excludes_sees_nothing(gateway: Gateway, home: Path):
    patient, physician = patient_of(home, "general-practitioner", BEFORE)
    excluded = "INSERT INTO exclusion VALUES (?, ?, '2024-09-30', NULL)"
    change(home / "sources" / "evidence.sqlite", excluded, patient, physician)
    answer = gateway.consult(vidis(physician), patient, moment(BEFORE))
    assert missing(answer) == ["condition: not excluded"]


def test_consent_withdrawn_between_two_readings(gateway: Gateway, home: Path):
    patient, physician = patient_of(home, "general-practitioner", BEFORE)
    assert permit(gateway.consult(vidis(physician), patient, moment(BEFORE, "08:00")))
    withdrawn = 'UPDATE consent_given SET "end" = ? WHERE subject = ?'  # 10:00 UTC that day
    change(home / "sources" / "evidence.sqlite", withdrawn, "2024-10-01T12:00:00", patient)
    last = gateway.consult(vidis(physician), patient, moment(BEFORE, "09:59"))
    none = gateway.consult(vidis(physician), patient, moment(BEFORE, "10:00"))
    assert permit(last)
    assert missing(none) == ["condition: consent(informed)"]


def test_what_the_asker_states_is_no_evidence(gateway: Gateway, home: Path):
    patient, physician = patient_of(home, "general-practitioner", BEFORE)
    change(home / "sources" / "evidence.sqlite", "DELETE FROM relation WHERE subject = ?", patient)
    stated = replace(vidis(physician), facts={"therapeutic-relation": True})
    answer = gateway.consult(stated, patient, moment(BEFORE))
    assert missing(answer) == ["condition: therapeutic-relation"]


def test_a_role_that_the_person_does_not_have_is_no_role(gateway: Gateway, home: Path):
    patient, nurse = patient_of(home, "nurse", BEFORE)
    assert permit(gateway.consult(vidis(nurse, "nurse"), patient, moment(BEFORE)))
    answer = gateway.consult(vidis(nurse), patient, moment(BEFORE))
    assert any(lack.startswith("recipient: ") for lack in missing(answer))


def test_a_field_beyond_the_clause_is_dropped_and_never_read(gateway: Gateway, home: Path):
    patient, physician = patient_of(home, "general-practitioner", BEFORE)
    wish = replace(vidis(physician), fields=(*DISPENSED, "dispensing.pharmacy"))
    change(home / "sources" / "gfd.sqlite", "UPDATE dispensing SET pharmacy = 'leak'")
    answer = gateway.consult(wish, patient, moment(BEFORE))
    assert permit(answer).dropped == (("dispensing.pharmacy", "not-in-clause"),)
    assert "leak" not in repr(answer)


# The patient and the own file


def own_file(person: str) -> Communication:
    """The patient looks at the own file."""
    return Communication(
        "app",
        "gfd",
        "own-information",
        DISPENSED,
        "identified",
        "consult",
        role="subject",
        person=person,
        facts={"identity(strong)": True},
    )


def test_patients_see_their_own_file_from_the_amendment_on_and_nobody_elses(
    gateway: Gateway, home: Path
):
    patient, _ = patient_of(home, "general-practitioner", AFTER)
    other, _ = patient_of(home, "pharmacist", AFTER)
    assert patient != other
    before = gateway.consult(own_file(patient), patient, moment(BEFORE))
    assert missing(before)[0].startswith("not-yet-in-force")
    assert gateway.consult(own_file(patient), patient, moment(AFTER)).rows
    stranger = gateway.consult(own_file(other), patient, moment(AFTER))
    assert missing(stranger)[0].startswith("recipient: ")
    assert stranger.rows == ()
    weak = replace(own_file(patient), facts={})
    assert missing(gateway.consult(weak, patient, moment(AFTER))) == ["condition: identity(strong)"]


def test_a_hidden_prescription_is_shown_to_the_patient_alone(gateway: Gateway, home: Path):
    patient, physician = patient_of(home, "general-practitioner", BEFORE)
    store = home / "sources" / "open-prescriptions.sqlite"
    change(store, "DELETE FROM written WHERE date > ?", "2020-01-01")
    for product, hidden in (("shown", 0), ("hidden", 1)):
        added = "INSERT INTO written VALUES (?, ?, '-', '2024-09-20', '2024-12-20', 'x', ?, NULL)"
        change(store, added, patient, product, hidden)
    product = ("prescription.product",)
    theirs = replace(vidis(physician), source="open-prescriptions", fields=product)
    own = replace(own_file(patient), source="open-prescriptions", fields=product)
    evidence = home / "sources" / "evidence.sqlite"
    change(evidence, "DELETE FROM prescribed WHERE subject = ?", patient)
    seen = [
        {row["prescription.product"] for row in gateway.consult(wish, patient, moment(BEFORE)).rows}
        for wish in (theirs, own)
    ]
    assert seen == [{"shown"}, {"shown", "hidden"}]


# Harmonised statuses: granting bodies and their inhabitants


def allowance(recipient: str, field: str = "status.increased_allowance") -> Communication:
    """A granting body asks for one status."""
    source = field.partition(".")[2].replace("_", "-")
    return Communication(
        recipient, source, "supplementary-rights", (field,), "identified", "consult"
    )


def inhabitant(home: Path, party: str, status: str) -> str:
    (row,) = read(
        home / "population.sqlite",
        """SELECT r.subject FROM residences r JOIN municipalities m USING (municipality)
        JOIN statuses s ON s.subject = r.subject AND s.status = ? AND s.begin < '2024-01-01'
          AND (s."end" IS NULL OR s."end" > '2026-01-01')
        WHERE m.party = ? AND r.begin < '2024-01-01' AND r."end" IS NULL
        ORDER BY 1 LIMIT 1""",
        status,
        party,
    )
    return str(row[0])


def test_a_municipality_asks_about_its_inhabitants_only(gateway: Gateway, home: Path):
    here = inhabitant(home, "municipality-beukendaal", "increased_allowance")
    elsewhere = inhabitant(home, "municipality-clairval", "increased_allowance")
    wish, at = allowance("municipality-beukendaal"), moment(BEFORE)
    answer = gateway.consult(wish, here, at)
    assert answer.rows == ({"status.increased_allowance": True},)
    assert missing(gateway.consult(wish, elsewhere, at)) == [
        "condition: about(inhabitants-of-recipient)"
    ]


def test_a_status_outside_the_accession_is_refused(gateway: Gateway, home: Path):
    here = inhabitant(home, "municipality-clairval", "increased_allowance")
    answer = gateway.consult(allowance("municipality-clairval"), here, moment(BEFORE))
    assert missing(answer)[0].startswith("accession: ")


# The routing guide: an address and not the relation behind it


def test_a_care_provider_hears_an_address_only(gateway: Gateway, home: Path):
    patient, physician = patient_of(home, "general-practitioner", AFTER)
    everything = ("routing.address", "routing.insurer", "routing.medical_file_holder")
    wish = replace(
        vidis(physician), source="routing-guide", purpose="secure-exchange", fields=everything
    )
    answer = gateway.consult(wish, patient, moment(AFTER))
    assert str(permit(answer).number) == "17/015"
    assert [list(row) for row in answer.rows] == [["routing.address"]]
    no_relation = gateway.consult(replace(wish, person="10000099903"), patient, moment(AFTER))
    assert no_relation.rows == ()


# Flexi-jobs: an answer and nothing else

ELIGIBLE = Communication(
    "employer-de-gouden-lepel",
    "flexi-job-check",
    "flexi-job-scheme",
    ("flexi_job.eligible",),
    "identified",
    "consult",
)


def declared(home: Path, day: str) -> list[str]:
    rows = read(
        home / "population.sqlite",
        'SELECT subject FROM flexi_jobs WHERE employer = ? AND begin <= ? AND "end" > ?',
        ELIGIBLE.recipient,
        day,
        day,
    )
    return [row[0] for row in rows]


def test_the_employer_hears_yes_or_no_and_no_field(gateway: Gateway, home: Path):
    workers = declared(home, BEFORE)
    answers = [gateway.consult(ELIGIBLE, worker, moment(BEFORE)) for worker in workers]
    assert {answer.yes for answer in answers} == {True, False}
    assert {answer.rows for answer in answers} == {()}
    assert {type(answer.decision).__name__ for answer in answers} == {"Permit"}


def test_an_employer_cannot_ask_why_or_about_others(gateway: Gateway, home: Path):
    worker = declared(home, BEFORE)[0]
    why = replace(ELIGIBLE, source="sigedis-careers", fields=("career.quarter",))
    assert isinstance(gateway.consult(why, worker, moment(BEFORE)).decision, Refusal)
    (other,) = read(
        home / "population.sqlite",
        "SELECT subject FROM persons WHERE subject NOT IN (SELECT subject FROM flexi_jobs) LIMIT 1",
    )
    refused = gateway.consult(ELIGIBLE, other[0], moment(BEFORE))
    assert missing(refused) == ["condition: about(workers-declared-by-recipient)"]


def test_an_employer_outside_the_sectors_is_refused(gateway: Gateway, home: Path):
    worker = declared(home, BEFORE)[0]
    moved = "UPDATE employer SET joint_committee = 'pc-111' WHERE recipient = ?"
    change(home / "sources" / "evidence.sqlite", moved, ELIGIBLE.recipient)
    answer = gateway.consult(ELIGIBLE, worker, moment(BEFORE))
    assert missing(answer) == ["condition: sector in list flexi-job-sectors"]


# The law changes


def test_before_its_time_only_the_time_is_missing(gateway: Gateway, home: Path):
    patient, physician = patient_of(home, "general-practitioner", BEFORE)
    wish = replace(vidis(physician), purpose="continuity-of-care")
    answer = gateway.consult(wish, patient, moment(BEFORE))
    assert [lack.partition(":")[0] for lack in missing(answer)] == ["not-yet-in-force"]
    assert gateway.journal.entry(answer.entry.index).about == "12/082"


def test_an_amendment_takes_effect_at_its_second(gateway: Gateway, home: Path):
    patient, physician = patient_of(home, "general-practitioner", AFTER)
    change_at = gateway.laws.at(moment(BEFORE)).snapshot.valid_until
    while gateway.laws.at(change_at).snapshot.hash and not any(
        law.start == change_at and str(law.number) == "22/056"
        for law in gateway.laws.at(change_at).about("gfd")
    ):
        change_at = gateway.laws.at(change_at).snapshot.valid_until
    widen = "UPDATE relation SET begin = '2023-01-01', kind = 'declared' WHERE subject = ?"
    change(home / "sources" / "evidence.sqlite", widen, patient)
    second = timedelta(seconds=1)
    before = permit(gateway.consult(vidis(physician), patient, change_at - second))
    after = permit(gateway.consult(vidis(physician), patient, change_at))
    months = [(change_at.date() - one.not_before).days // 30 for one in (before, after)]
    assert months == [6, 12]
