"""OpenID AuthZEN 1.0: the same decisions, asked as its specification says."""

from typing import Any

import pytest

from tests.exchange.server.caller import ADDRESS
from tests.exchange.server.conftest import Stage
from tests.exchange.world import DISPENSED

ON_BOTH_ENGINES = True


def evaluation(patient: tuple[str, str], *fields: str) -> dict[str, Any]:
    """A general practitioner and what was dispensed."""
    ssin, physician = patient
    return {
        "subject": {
            "type": "person",
            "id": physician,
            "properties": {"role": "general-practitioner"},
        },
        "action": {
            "name": "consult",
            "properties": {"purpose": "integrated-medication-view", "other": 1},
        },
        "resource": {
            "type": "gfd",
            "id": ssin,
            "properties": {"fields": list(fields or DISPENSED)},
        },
    }


def test_a_yes_names_the_clause_and_is_recorded(stage: Stage, patient: tuple[str, str]):
    headers = stage.headers() | {"X-Request-ID": "a-1"}
    answer = stage.client.post("/access/v1/evaluation", json=evaluation(patient), headers=headers)
    told = answer.json()
    assert (answer.status_code, told["decision"]) == (200, True)
    assert told["context"]["permit"]["number"] == "22/056"
    assert answer.headers["x-request-id"] == "a-1"
    assert [act for act, _ in stage.entries] == ["communication.explained"]


def test_a_yes_is_for_all_that_was_asked(stage: Stage, patient: tuple[str, str]):
    body = evaluation(patient, *DISPENSED, "dispensing.pharmacy")
    told = stage.client.post("/access/v1/evaluation", json=body, headers=stage.headers()).json()
    assert not told["decision"]
    assert told["context"]["permit"]["dropped"] == {"dispensing.pharmacy": "not-in-clause"}


def test_a_no_tells_what_is_missing(stage: Stage, patient: tuple[str, str]):
    body = evaluation(patient)
    body["action"]["name"] = "notify"
    told = stage.client.post("/access/v1/evaluation", json=body, headers=stage.headers()).json()
    assert not told["decision"]
    assert told["context"]["nearest"][0]["missing"][0]["code"] == "channel"
    assert told["context"]["sentences"]


def test_an_organisation_asks_for_itself_and_in_no_other_name(
    stage: Stage, patient: tuple[str, str]
):
    body = evaluation(patient)
    body["subject"] = {"type": "organisation", "id": "nsso"}
    answer = stage.client.post("/access/v1/evaluation", json=body, headers=stage.headers())
    assert answer.status_code == 403
    answer = stage.client.post("/access/v1/evaluation", json=body, headers=stage.headers("nsso"))
    assert (answer.status_code, answer.json()["decision"]) == (200, False)


WRONG = [("subject", "/subject"), ("action", ""), ("resource", "/resource/properties")]


@pytest.mark.parametrize(("part", "pointer"), WRONG)
def test_what_is_wrong_is_named(stage: Stage, patient: tuple[str, str], part: str, pointer: str):
    body = evaluation(patient)
    if part == "subject":
        body[part]["type"] = "user"
        pointer = "/subject/type"
    elif part == "action":
        del body[part]
    else:
        body[part]["properties"] = {}
    answer = stage.client.post("/access/v1/evaluation", json=body, headers=stage.headers())
    assert (answer.status_code, answer.json()["faults"][0]["pointer"]) == (422, pointer)


def many(patient: tuple[str, str], semantic: str | None) -> dict[str, Any]:
    """Yes, no, an error, yes."""
    whole = evaluation(patient)
    no = {"action": {"name": "notify", "properties": {"purpose": "x"}}}
    error = {"resource": {**whole["resource"], "id": "85073003329"}}
    whole["evaluations"] = [{}, no, error, {}]
    if semantic:
        whole["options"] = {"evaluations_semantic": semantic}
    return whole


SEMANTICS = [
    (None, [True, False, False, True]),
    ("execute_all", [True, False, False, True]),
    ("deny_on_first_deny", [True, False]),
    ("permit_on_first_permit", [True]),
]


@pytest.mark.parametrize(("semantic", "expected"), SEMANTICS)
def test_many_are_evaluated_as_long_as_wished(
    stage: Stage, patient: tuple[str, str], semantic: str | None, expected: list[bool]
):
    body = many(patient, semantic)
    answer = stage.client.post("/access/v1/evaluations", json=body, headers=stage.headers())
    told = answer.json()["evaluations"]
    assert [one["decision"] for one in told] == expected
    if len(told) == 4:
        assert told[2]["context"]["error"]["status"] == 422
        assert "/resource/id" in told[2]["context"]["error"]["message"]
        assert "85073003329" not in answer.text


def test_all_are_evaluated_where_none_is_a_reason_to_stop(stage: Stage, patient: tuple[str, str]):
    body = evaluation(patient) | {"evaluations": [{}, {}]}
    body["options"] = {"evaluations_semantic": "deny_on_first_deny"}
    answer = stage.client.post("/access/v1/evaluations", json=body, headers=stage.headers())
    assert [one["decision"] for one in answer.json()["evaluations"]] == [True, True]


def test_without_evaluations_it_is_one_question(stage: Stage, patient: tuple[str, str]):
    body, headers = evaluation(patient), stage.headers()
    answer = stage.client.post("/access/v1/evaluations", json=body, headers=headers)
    assert answer.json()["decision"] is True
    del body["resource"]
    answer = stage.client.post("/access/v1/evaluations", json=body, headers=headers)
    assert (answer.status_code, answer.json()["faults"][0]["pointer"]) == (422, "/resource")


def test_a_part_that_is_in_neither_is_missed_in_its_place(stage: Stage, patient: tuple[str, str]):
    body = evaluation(patient)
    body["evaluations"] = [{"subject": body.pop("subject")}, {}]
    answer = stage.client.post("/access/v1/evaluations", json=body, headers=stage.headers())
    told = answer.json()["evaluations"]
    assert [one["decision"] for one in told] == [True, False]
    assert "/subject" in told[1]["context"]["error"]["message"]


def test_the_decision_point_tells_where_it_is(stage: Stage):
    told = stage.client.get("/.well-known/authzen-configuration").json()
    assert told["policy_decision_point"] == ADDRESS
    assert told["access_evaluation_endpoint"] == f"{ADDRESS}/access/v1/evaluation"
