"""What the journal keeps of each communication, and that it does so before anything is answered."""

import hashlib
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from beraad.exchange.directory import DirectoryError
from beraad.exchange.evidence import EvidenceError
from beraad.exchange.gateway import Gateway
from beraad.exchange.pseudonym import Pseudonyms
from beraad.exchange.sources import SourceDownError, SourceError, SourceShapeError
from beraad.journal.entry import Entry
from beraad.journal.store import Journal, JournalBusyError
from beraad.law.communication import Communication
from tests.exchange.conftest import KEY
from tests.exchange.test_consult import ELIGIBLE, declared
from tests.exchange.world import BEFORE, change, missing, moment, patient_of, vidis


def only_entry(journal: Journal) -> Entry:
    (found,) = journal.read()
    return found.entry


def test_an_answer_is_recorded_with_its_clause_its_fields_and_the_facts_used(
    gateway: Gateway, home: Path, journal: Journal
):
    patient, physician = patient_of(home, "general-practitioner", BEFORE)
    wish = replace(vidis(physician), fields=("dispensing.product", "dispensing.pharmacy"))
    gateway.consult(wish, patient, moment(BEFORE))
    entry = only_entry(journal)
    assert (entry.act, entry.about) == ("communication.permitted", "22/056")
    told = {
        "recipient": "practice",
        "role": "general-practitioner",
        "source": "gfd",
        "purpose": "integrated-medication-view",
        "form": "identified",
        "channel": "consult",
        "chamber": "social-security-and-health",
        "clause": "dispensing-history",
        "paragraph": 10,
        "passed": ("dispensing.product",),
        "dropped": ("not-in-clause",),
        "not_before": "2024-04-01",
        "snapshot": gateway.laws.at(moment(BEFORE)).snapshot.hash,
        "evidence": (
            "about(patients): yes",
            "consent(informed): yes",
            "excluded: no",
            "role-in-access-matrix: yes",
            "therapeutic-relation: yes",
        ),
    }
    assert {key: entry.facts[key] for key in told} == told


def test_a_refusal_is_recorded_with_what_was_missing(
    gateway: Gateway, home: Path, journal: Journal
):
    patient, physician = patient_of(home, "general-practitioner", BEFORE)
    change(home / "sources" / "evidence.sqlite", "DELETE FROM relation WHERE subject = ?", patient)
    gateway.consult(vidis(physician), patient, moment(BEFORE))
    entry = only_entry(journal)
    assert (entry.act, entry.about) == ("communication.refused", "22/056")
    assert entry.facts["chamber"] == "social-security-and-health"
    assert entry.facts["missing"] == ("condition: therapeutic-relation",)
    assert "passed" not in entry.facts


def test_neither_number_nor_content_stands_in_the_journal(
    gateway: Gateway, home: Path, journal: Journal
):
    patient, physician = patient_of(home, "general-practitioner", BEFORE)
    answer = gateway.consult(vidis(physician), patient, moment(BEFORE))
    content = only_entry(journal).content.decode()
    for secret in (patient, physician, str(answer.rows[0]["dispensing.product"])):
        assert secret not in content


def test_words_from_outside_are_not_repeated(gateway: Gateway, home: Path, journal: Journal):
    patient, _ = patient_of(home, "general-practitioner", BEFORE)
    strange = Communication(
        f"see http://x/{patient}", patient, "gossip", (patient,), "identified", "consult", patient
    )
    answer = gateway.consult(strange, patient, moment(BEFORE))
    assert answer.decision.nearest == ()  # type: ignore[union-attr]
    entry = only_entry(journal)
    assert entry.about == ""
    assert {str(entry.facts[key]) for key in ("recipient", "source", "purpose")} == {
        "(unknown word)"
    }


def test_digests_can_be_recomputed_by_who_has_the_texts(
    gateway: Gateway, home: Path, journal: Journal
):
    patient, physician = patient_of(home, "general-practitioner", BEFORE)
    answer = gateway.consult(vidis(physician), patient, moment(BEFORE))
    encoded = msgspec.json.encode(answer.rows, order="deterministic")
    digest = hashlib.sha256(answer.salt + encoded).hexdigest()
    assert only_entry(journal).facts["answer_digest"] == digest


def test_two_like_questions_have_unlike_digests(gateway: Gateway, home: Path, journal: Journal):
    worker = declared(home, BEFORE)[0]
    for _ in range(2):
        gateway.consult(ELIGIBLE, worker, moment(BEFORE))
    digests = [found.entry.facts["answer_digest"] for found in journal.read()]
    assert digests[0] != digests[1]


def test_yes_and_no_leave_entries_alike(gateway: Gateway, home: Path, journal: Journal):
    answers = [gateway.consult(ELIGIBLE, w, moment(BEFORE)) for w in declared(home, BEFORE)]
    assert {answer.yes for answer in answers} == {True, False}
    kept = set()
    for found in journal.read():
        facts = dict(found.entry.facts)
        del facts["answer_digest"], facts["request_digest"]
        kept.add(repr(sorted(facts.items())))
    assert len(kept) == 1


# Before the answer


def test_the_entry_is_durable_when_the_answer_comes(gateway: Gateway, home: Path, tmp_path: Path):
    patient, physician = patient_of(home, "general-practitioner", BEFORE)
    answer = gateway.consult(vidis(physician), patient, moment(BEFORE))
    with Journal(tmp_path / "journal.sqlite") as reader:
        assert reader.entry(answer.entry.index).act == "communication.permitted"
        assert reader.inclusion(answer.entry.index).size == answer.entry.size


def test_nothing_is_answered_while_the_journal_cannot_be_written(
    gateway: Gateway, home: Path, tmp_path: Path
):
    patient, physician = patient_of(home, "general-practitioner", BEFORE)
    path = tmp_path / "journal.sqlite"
    with Journal(path, KEY, wait=0.05) as hasty, closing(sqlite3.connect(path)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(JournalBusyError):
            replace(gateway, journal=hasty).consult(vidis(physician), patient, moment(BEFORE))
        other.rollback()
        assert list(hasty.read()) == []


# Sources that fail


def test_a_source_that_is_down_is_named_and_recorded(
    gateway: Gateway, home: Path, journal: Journal
):
    patient, physician = patient_of(home, "general-practitioner", BEFORE)
    (home / "sources" / "gfd.sqlite").unlink()
    with pytest.raises(SourceDownError, match="source gfd does not answer") as error:
        gateway.consult(vidis(physician), patient, moment(BEFORE))
    assert patient not in str(error.value)
    entry = only_entry(journal)
    assert (entry.act, entry.facts["reason"]) == ("communication.failed", "source down")
    assert entry.facts["clause"] == "dispensing-history"


def test_a_source_comes_back_when_it_answers_again(gateway: Gateway, home: Path):
    patient, physician = patient_of(home, "general-practitioner", BEFORE)
    path = home / "sources" / "gfd.sqlite"
    path.rename(path.with_suffix(".away"))
    with pytest.raises(SourceDownError):
        gateway.consult(vidis(physician), patient, moment(BEFORE))
    path.with_suffix(".away").rename(path)
    assert gateway.consult(vidis(physician), patient, moment(BEFORE)).rows


def test_a_source_that_is_not_connected_is_down(gateway: Gateway, home: Path):
    patient, physician = patient_of(home, "general-practitioner", BEFORE)
    with pytest.raises(SourceDownError, match="not connected"):
        replace(gateway, sources={}).consult(vidis(physician), patient, moment(BEFORE))


def test_a_source_of_another_form_says_what_is_expected(
    gateway: Gateway, home: Path, journal: Journal
):
    patient, physician = patient_of(home, "general-practitioner", BEFORE)
    with closing(sqlite3.connect(home / "sources" / "gfd.sqlite")) as database:
        database.execute("ALTER TABLE dispensing RENAME COLUMN product TO article")
    with pytest.raises(SourceShapeError, match="no such column: product; expected one relation"):
        gateway.consult(vidis(physician), patient, moment(BEFORE))
    assert only_entry(journal).facts["reason"] == "source malformed"


def test_what_is_no_matter_of_single_persons_is_sent_to_the_workbench(
    gateway: Gateway, home: Path, journal: Journal
):
    patient, _ = patient_of(home, "general-practitioner", BEFORE)
    wish = Communication(
        *("statbel", "cbss-registers", "policy-support", ("identity.sex",), "anonymous", "table")
    )
    with pytest.raises(SourceError, match="no anonymous data by table"):
        gateway.consult(wish, patient, moment(BEFORE))
    assert only_entry(journal).facts["reason"] == "not by this way"


def test_a_store_of_evidence_that_is_down_decides_nothing(
    gateway: Gateway, home: Path, journal: Journal
):
    patient, physician = patient_of(home, "general-practitioner", BEFORE)
    with closing(sqlite3.connect(home / "sources" / "evidence.sqlite")) as database:
        database.execute("DROP TABLE relation")
    with pytest.raises(EvidenceError, match="no evidence on therapeutic-relation"):
        gateway.consult(vidis(physician), patient, moment(BEFORE))
    entry = only_entry(journal)
    assert (entry.act, entry.facts["reason"]) == ("communication.failed", "evidence down")
    assert "clause" not in entry.facts


def test_for_a_clause_out_of_its_time_the_store_of_evidence_is_not_asked(
    gateway: Gateway, home: Path, journal: Journal
):
    patient, physician = patient_of(home, "general-practitioner", BEFORE)
    with closing(sqlite3.connect(home / "sources" / "evidence.sqlite")) as database:
        database.execute("DROP TABLE relation")
    wish = replace(vidis(physician), purpose="continuity-of-care")
    answer = gateway.consult(wish, patient, moment(BEFORE))
    (told,) = missing(answer)
    assert told.startswith("not-yet-in-force: ")
    entry = only_entry(journal)
    assert (entry.act, entry.about) == ("communication.refused", "12/082")
    assert entry.facts["missing"] == ("not-yet-in-force",)


def test_a_directory_that_is_down_stops_everything_and_names_nobody(
    gateway: Gateway, home: Path, journal: Journal
):
    patient, physician = patient_of(home, "general-practitioner", BEFORE)
    with closing(sqlite3.connect(home / "sources" / "directory.sqlite")) as database:
        database.execute("DROP TABLE replaced")
    with pytest.raises(DirectoryError, match="does not answer") as error:
        gateway.consult(vidis(physician), patient, moment(BEFORE))
    assert patient not in str(error.value)
    assert list(journal.read()) == []


# Pseudonyms


def test_pseudonyms_differ_by_person_by_domain_and_by_key():
    one, other = Pseudonyms(b"k" * 32), Pseudonyms(b"l" * 32)
    found = {
        names.of(domain, number)
        for names in (one, other)
        for domain in ("subject", "person")
        for number in ("85073003328", "98472899765")
    }
    assert len(found) == 8
    assert one.of("subject", "85073003328") == one.of("subject", "85073003328")


def test_a_short_key_or_an_unknown_domain_is_refused():
    with pytest.raises(ValueError, match="at least 32"):
        Pseudonyms(b"short")
    with pytest.raises(ValueError, match="subject, person"):
        Pseudonyms(b"k" * 32).of("patient", "85073003328")
