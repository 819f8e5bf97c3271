"""One question over HTTP: what is answered, what is refused, and what the journal keeps."""

import hashlib
import json
from dataclasses import replace

import msgspec
import pytest

from beraad.journal.store import Journal
from beraad.law.catalogue import LANGUAGES
from tests.exchange.server.caller import asked
from tests.exchange.server.conftest import Stage
from tests.exchange.test_consult import ELIGIBLE, declared
from tests.exchange.world import BEFORE, DISPENSED, change, vidis

ON_BOTH_ENGINES = True


def test_the_permitted_fields_are_answered_and_the_entry_was_there_first(
    stage: Stage, patient: tuple[str, str]
):
    ssin, physician = patient
    wish = replace(vidis(physician), fields=(*DISPENSED, "dispensing.pharmacy"))
    body = asked(wish, ssin)
    answer = stage.client.post("/v1/consult", json=body, headers=stage.headers())
    assert answer.status_code == 200
    told = answer.json()
    assert (told["permit"]["number"], told["yes"]) == ("22/056", None)
    assert told["permit"]["dropped"] == {"dispensing.pharmacy": "not-in-clause"}
    assert told["rows"]
    assert {tuple(row) for row in told["rows"]} == {DISPENSED}
    assert ssin not in answer.text
    act, facts = stage.entries[told["entry"]["index"]]
    assert (act, facts["recipient"], facts["answer"]) == (
        "communication.permitted",
        "practice",
        "fields",
    )
    rows = json.dumps(told["rows"], separators=(",", ":"), sort_keys=True, ensure_ascii=False)
    digest = hashlib.sha256(bytes.fromhex(told["salt"]) + rows.encode()).hexdigest()
    assert facts["answer_digest"] == digest


TITLES = {"nl": "Geen beraadslaging", "fr": "Aucune", "de": "Keine Beratung", "en": "No delib"}
THERAPEUTIC = {
    "nl": "22/056, punt 9: er is niet aangetoond dat er een therapeutische relatie",
    "fr": "22/056, point 9: il n'est pas",
    "de": "22/056, Punkt 9: es ist nicht",
    "en": "22/056, paragraph 9: it is not shown that a therapeutic relation",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_refusal_names_number_and_paragraph_in_the_language_asked_for(
    stage: Stage, patient: tuple[str, str], language: str
):
    ssin, physician = patient
    gone = "DELETE FROM relation WHERE subject = ?"
    change(stage.home / "sources" / "evidence.sqlite", gone, ssin)
    headers = stage.headers() | {"Accept-Language": f"es, {language};q=0.8, en;q=0.1"}
    answer = stage.client.post("/v1/consult", json=asked(vidis(physician), ssin), headers=headers)
    told = answer.json()
    assert (answer.status_code, told["type"]) == (403, "urn:beraad:problem:refused")
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["content-language"] == language
    assert told["title"].startswith(TITLES[language])
    (lack,) = told["nearest"][0]["missing"]
    assert (lack["code"], lack["detail"], lack["number"]) == (
        "condition",
        "therapeutic-relation",
        "22/056",
    )
    assert lack["reckoned"] is False
    assert told["detail"] == lack["sentence"]
    assert ("22/056" in told["detail"], bool(told["todo"])) == (True, True)
    assert stage.entries[told["entry"]][0] == "communication.refused"
    assert ssin not in answer.text


def test_who_asks_in_the_name_of_another_is_refused_and_recorded(
    stage: Stage, patient: tuple[str, str]
):
    ssin, physician = patient
    headers = stage.headers("demo-hospital")
    answer = stage.client.post("/v1/consult", json=asked(vidis(physician), ssin), headers=headers)
    told = answer.json()
    assert (answer.status_code, told["type"]) == (403, "urn:beraad:problem:not-the-recipient")
    assert told["faults"][0]["pointer"] == "/recipient"
    act, facts = stage.entries[told["entry"]]
    assert (act, facts["asker"], facts["recipient"]) == (
        "communication.refused",
        "demo-hospital",
        "practice",
    )


def test_a_consultation_cannot_pass_for_another_channel(stage: Stage, patient: tuple[str, str]):
    ssin, physician = patient
    body = asked(vidis(physician), ssin, channel="notify")
    answer = stage.client.post("/v1/consult", json=body, headers=stage.headers())
    assert (answer.status_code, answer.json()["faults"][0]["pointer"]) == (422, "/channel")


def test_yes_and_no_are_equally_long_and_of_one_shape(stage: Stage):
    headers, told = stage.headers(ELIGIBLE.recipient), {}
    for worker in declared(stage.home, BEFORE):
        body = asked(ELIGIBLE, worker)
        answer = stage.client.post("/v1/consult", json=body, headers=headers)
        plain = answer.json()
        entry = plain.pop("entry")
        told.setdefault(plain.pop("yes"), set()).add(
            (
                len(answer.content) - len(str(entry["index"])) - len(str(entry["size"])),
                msgspec.json.encode(plain | {"salt": ""}),
                tuple(sorted(set(answer.headers) - {"content-length"})),
            )
        )
    assert set(told) == {True, False}
    assert told[True] == told[False]
    assert len(told[True]) == 1
    acts = {
        msgspec.json.encode(
            {k: v for k, v in facts.items() if not k.endswith("_digest")}, order="sorted"
        )
        for _, facts in stage.entries
    }
    assert len(acts) == 1


def test_an_explanation_moves_no_data_and_is_recorded_as_one(
    stage: Stage, patient: tuple[str, str]
):
    ssin, physician = patient
    stage.home.joinpath("sources", "gfd.sqlite").unlink()
    body = asked(vidis(physician), ssin)
    answer = stage.client.post("/v1/explain", json=body, headers=stage.headers())
    told = answer.json()
    assert (answer.status_code, told["permitted"], told["permit"]["number"]) == (
        200,
        True,
        "22/056",
    )
    assert "consent(informed)" in told["permit"]["evidence"]
    assert "rows" not in told
    act, facts = stage.entries[told["entry"]["index"]]
    assert (act, facts["clause"]) == ("communication.explained", told["permit"]["clause"])
    assert "answer_digest" not in facts
    other = stage.client.post(
        "/v1/explain", json=body | {"channel": "notify"}, headers=stage.headers()
    ).json()
    assert not other["permitted"]
    assert other["nearest"][0]["missing"][0]["code"] == "channel"


def test_a_batch_answers_or_refuses_each_for_itself(stage: Stage, patient: tuple[str, str]):
    ssin, physician = patient
    good = asked(vidis(physician), ssin)
    questions = [good, good | {"purpose": "x"}, good | {"recipient": "nsso"}, {"a": ssin}, 7]
    questions.append(good | {"subject": "85073003329"})
    body = {"questions": questions}
    answer = stage.client.post("/v1/consult/batch", json=body, headers=stage.headers())
    replies = answer.json()["replies"]
    assert [one["status"] for one in replies] == [200, 403, 403, 422, 422, 422]
    assert replies[0]["answer"]["rows"]
    assert replies[5]["problem"]["faults"][0]["pointer"] == "/subject"
    assert len(stage.entries) == 3
    assert ssin not in answer.text


@pytest.mark.parametrize("number", [0, 101])
def test_a_batch_has_one_to_a_hundred_questions(stage: Stage, number: int):
    body = {"questions": [{}] * number}
    answer = stage.client.post("/v1/consult/batch", json=body, headers=stage.headers())
    assert (answer.status_code, answer.json()["faults"][0]["pointer"]) == (422, "/questions")


def test_what_is_answered_verifies_in_the_journal(stage: Stage, patient: tuple[str, str]):
    ssin, physician = patient
    body, headers = asked(vidis(physician), ssin), stage.headers()
    told = [stage.client.post("/v1/consult", json=body, headers=headers).json() for _ in range(5)]
    indexes = [one["entry"]["index"] for one in told]
    assert indexes == [0, 1, 2, 3, 4]
    with Journal(stage.files.journal) as journal:
        leaves = [journal.inclusion(index).leaf.hex() for index in indexes]
    assert leaves == [one["entry"]["leaf"] for one in told]
