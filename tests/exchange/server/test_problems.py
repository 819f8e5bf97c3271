"""What goes wrong is told by place and remedy, in four languages, and nothing that was sent comes
back: no number, no body, no path, no trace of the code."""

import logging
import sqlite3
import tomllib
from collections.abc import Callable
from contextlib import closing
from importlib.resources import files as resources
from pathlib import Path

import httpx
import pytest

from beraad.exchange.server.problem import wanted_language
from beraad.exchange.server.read import fault_in
from beraad.law.catalogue import LANGUAGES
from tests.exchange.server.caller import asked
from tests.exchange.server.conftest import Stage
from tests.exchange.world import change, vidis

SECRET = "85073003328"
PLAIN = {
    "recipient": "practice",
    "subject": SECRET,
    "source": "gfd",
    "purpose": "integrated-medication-view",
    "fields": ["dispensing.product"],
}


def problem(answer: httpx.Response) -> tuple[int, str, list[str]]:
    """Status, word and places of a problem; it must be told well."""
    told = answer.json()
    assert answer.headers["content-type"] == "application/problem+json"
    assert told["status"] == answer.status_code
    assert told["title"]
    assert told["todo"]
    assert SECRET not in answer.text
    assert "Traceback" not in answer.text
    word = told["type"].removeprefix("urn:beraad:problem:")
    return answer.status_code, word, [fault["pointer"] for fault in told["faults"]]


WRONG = [
    ({SECRET: 1}, ""),
    ({"fields": []}, "/fields"),
    ({"fields": ["a", 1]}, "/fields/1"),
    ({"fields": SECRET}, "/fields"),
    ({"form": SECRET}, "/form"),
    ({"facts": {SECRET: [SECRET]}}, "/facts"),
    ({"facts": {SECRET * 20: True}}, "/facts"),
    ({"facts": {"x": 2**60}}, "/facts"),
    ({"facts": {"x": 0.5}}, "/facts"),
    ({"recipient": None}, "/recipient"),
    ({"recipient": ""}, "/recipient"),
    ({"purpose": SECRET * 20}, "/purpose"),
    ({"subject": "85073003329"}, "/subject"),
    ({"subject": "not a number"}, "/subject"),
]


@pytest.mark.parametrize(("change", "pointer"), WRONG, ids=lambda one: str(one)[:30])
def test_the_field_at_fault_is_named(stage: Stage, change: dict[str, object], pointer: str):
    answer = stage.client.post("/v1/consult", json=PLAIN | change, headers=stage.headers())
    status, word, places = problem(answer)
    assert (status, places) == (422, [pointer])
    assert word == ("no-such-number" if "subject" in change else "wrong-content")
    assert "85073003329" not in answer.text


def test_a_key_that_is_missing_is_named(stage: Stage):
    answer = stage.client.post("/v1/consult", json={}, headers=stage.headers())
    assert answer.json()["faults"] == [{"pointer": "", "expected": "required field recipient"}]


MALFORMED = [b"", b"{", b"\xff", b'"\\ud800', b'{"recipient": "\\ud800"}']


@pytest.mark.parametrize("body", MALFORMED, ids=lambda body: repr(body[:9]))
def test_what_is_no_json_is_told_so(stage: Stage, body: bytes):
    headers = stage.headers() | {"Content-Type": "application/json"}
    answer = stage.client.post("/v1/consult", content=body, headers=headers)
    assert problem(answer)[:2] == (400, "malformed")


@pytest.mark.parametrize("body", [b'{"a":1}x', b"[" * 60_000, b"null\x00", b'{"a":' * 10_000])
@pytest.mark.parametrize("path", ["/v1/consult", "/access/v1/evaluation"])
def test_what_is_deep_or_goes_on_after_its_end_is_refused(stage: Stage, path: str, body: bytes):
    headers = stage.headers() | {"Content-Type": "application/json"}
    answer = stage.client.post(path, content=body, headers=headers)
    assert problem(answer)[0] in (400, 422)


TWICE = {
    "recipient": b'{"recipient":"practice","recipient":"nsso",',
    "escaped": b'{"recipient":"practice","recip\\u0069ent":"nsso",',
    "nested": b'{"recipient":"practice","facts":{"a":true,"a":false},',
}


@pytest.mark.parametrize("kind", TWICE)
@pytest.mark.parametrize("path", ["/v1/consult", "/v1/consult/batch"])
def test_a_key_that_stands_twice_is_refused(stage: Stage, kind: str, path: str):
    rest = b'"subject":"85073003328","source":"gfd","purpose":"x","fields":["a"]}'
    body = TWICE[kind] + rest
    body = b'{"questions":[' + body + b"]}" if "batch" in path else body
    headers = stage.headers() | {"Content-Type": "application/json"}
    answer = stage.client.post(path, content=body, headers=headers)
    assert problem(answer)[:2] == (422, "wrong-content")
    assert answer.json()["faults"][0]["expected"] == "each key once"
    assert stage.entries == []


TYPES = [
    {},
    {"Content-Type": "text/plain"},
    {"Content-Type": "application/x-www-form-urlencoded"},
    {"Content-Type": "application/json", "Content-Encoding": "gzip"},
]


@pytest.mark.parametrize("headers", TYPES, ids=str)
def test_another_media_type_is_refused(stage: Stage, headers: dict[str, str]):
    answer = stage.client.post("/v1/consult", content=b"{}", headers=stage.headers() | headers)
    assert problem(answer)[:2] == (415, "wrong-media-type")
    assert answer.headers["accept"] == "application/json"


@pytest.mark.parametrize("path", ["/v1/consult", "/v1/consult/batch", "/access/v1/evaluations"])
@pytest.mark.parametrize("declared", [True, False])
def test_ten_megabytes_are_too_many(stage: Stage, path: str, declared: bool):
    body = b'{"a": "' + b"x" * 10_000_000 + b'"}'
    sent = body if declared else iter([body[i : i + 65536] for i in range(0, len(body), 65536)])
    headers = stage.headers() | {"Content-Type": "application/json"}
    answer = stage.client.post(path, content=sent, headers=headers)
    assert problem(answer)[:2] == (413, "too-large")


def test_an_address_or_method_that_is_not_there_is_not_repeated(stage: Stage):
    assert problem(stage.client.get(f"/v1/{SECRET}"))[:2] == (404, "not-found")
    assert problem(stage.client.get("/v1/consult/"))[:2] == (404, "not-found")
    answer = stage.client.request("DELETE", "/v1/consult", headers={"Accept-Language": "fr"})
    assert problem(answer)[:2] == (405, "wrong-method")
    assert (answer.headers["allow"], answer.headers["content-language"]) == ("POST", "fr")
    traversal = stage.client.get("/tile/0/%2e%2e%2f%2e%2e%2fgateway%2ftoken.key")
    assert problem(traversal)[:2] == (404, "not-found")


def gone(stage: Stage) -> None:
    change(stage.home / "sources" / "gfd.sqlite", "UPDATE dispensing SET product = product")
    stage.home.joinpath("sources", "gfd.sqlite").write_bytes(b"no database" * 100)


def reshaped(stage: Stage) -> None:
    with closing(sqlite3.connect(stage.home / "sources" / "gfd.sqlite")) as database:
        database.execute("ALTER TABLE dispensing RENAME TO other")


def no_evidence(stage: Stage) -> None:
    stage.home.joinpath("sources", "evidence.sqlite").write_bytes(b"no database" * 100)


def no_directory(stage: Stage) -> None:
    stage.home.joinpath("sources", "directory.sqlite").write_bytes(b"no database" * 100)


DOWN = [
    (gone, (502, "source-down"), "communication.failed"),
    (reshaped, (502, "source-malformed"), "communication.failed"),
    (no_evidence, (502, "evidence-down"), "communication.failed"),
    (no_directory, (503, "directory-down"), None),
]


@pytest.mark.parametrize(("breaking", "expected", "act"), DOWN)
def test_what_is_down_is_told_and_recorded(
    stage: Stage,
    patient: tuple[str, str],
    breaking: Callable[[Stage], None],
    expected: tuple[int, str],
    act: str | None,
):
    ssin, physician = patient
    breaking(stage)
    body = asked(vidis(physician), ssin)
    answer = stage.client.post("/v1/consult", json=body, headers=stage.headers())
    assert problem(answer)[:2] == expected
    assert ssin not in answer.text
    assert [entry[0] for entry in stage.entries] == ([act] if act else [])


def test_a_slow_source_is_given_up_and_keeps_nobody_else_waiting(
    stage: Stage, patient: tuple[str, str]
):
    ssin, physician = patient
    with closing(sqlite3.connect(stage.home / "sources" / "gfd.sqlite")) as database:
        database.execute("BEGIN EXCLUSIVE")
        slow, quick = asked(vidis(physician), ssin), asked(vidis(physician), ssin, purpose="x")
        body = {"questions": [slow, *[quick] * 20]}
        answer = stage.client.post("/v1/consult/batch", json=body, headers=stage.headers())
        assert [one["status"] for one in answer.json()["replies"]] == [502] + [403] * 20
        assert [entry[0] for entry in stage.entries][-1] == "communication.failed"
        database.rollback()
    answer = stage.client.post("/v1/consult", json=slow, headers=stage.headers())
    assert answer.status_code == 200


def test_other_forms_are_not_given_by_this_way(stage: Stage):
    wish = PLAIN | {
        "recipient": "statbel",
        "source": "cbss-registers",
        "purpose": "policy-support",
        "fields": ["identity.sex"],
        "form": "anonymous",
    }
    answer = stage.client.post("/v1/consult", json=wish, headers=stage.headers("statbel"))
    assert problem(answer)[:2] == (403, "refused")  # the clause gives it as a table alone


def test_too_many_that_wait_are_told_to_come_back(stage: Stage, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("beraad.exchange.server.way.MOST", 3)
    body = {"questions": [PLAIN | {"purpose": "x"}] * 10}
    answer = stage.client.post("/v1/consult/batch", json=body, headers=stage.headers())
    statuses = [one["status"] for one in answer.json()["replies"]]
    assert statuses == [403] * 3 + [503] * 7


def test_the_unexpected_tells_nothing_but_where(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    def fail(*given: object) -> None:
        raise RuntimeError(f"about {SECRET}")

    monkeypatch.setattr("beraad.exchange.gateway.Scales.begin", fail)
    answer = stage.client.post("/v1/consult", json=PLAIN, headers=stage.headers())
    assert problem(answer)[:2] == (500, "unexpected")
    assert "unexpected RuntimeError at fail:" in caplog.text
    assert SECRET not in caplog.text


def test_no_log_line_holds_a_number_a_path_or_a_token(
    stage: Stage, patient: tuple[str, str], caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.DEBUG)
    for name in ("httpx", "httpcore"):  # the client of the test tells what it asks
        logging.getLogger(name).setLevel(logging.WARNING)
    ssin, physician = patient
    headers = stage.headers()
    body = asked(vidis(physician), ssin)
    stage.client.post("/v1/consult", json=body, headers=headers)
    stage.client.post("/v1/consult", json=body | {ssin: ssin}, headers=headers)
    stage.client.get(f"/v1/{ssin}?about={ssin}", headers=headers | {"X-Request-ID": ssin})
    stage.client.get(f"/v1/journal/inclusion?index={ssin}")
    assert "consult 200" in caplog.text
    for secret in (ssin, physician, headers["Authorization"][7:], "/v1/"):
        assert secret not in caplog.text


def test_every_problem_is_told_in_every_language():
    text = resources("beraad.exchange.server").joinpath("problems.toml").read_text("utf-8")
    for word, told in tomllib.loads(text).items():
        assert 400 <= told["status"] < 600, word
        titles = [told[language][0] for language in LANGUAGES]
        assert len(set(titles)) == len(LANGUAGES), word
        assert all(part.endswith(".") for language in LANGUAGES for part in told[language]), word


@pytest.mark.parametrize(
    ("accept", "language"),
    [
        ("", "en"),
        ("nl", "nl"),
        ("fr-BE, nl;q=0.5", "fr"),
        ("nl;q=0.1, DE;q=0.9", "de"),
        ("es, *;q=0.1", "en"),
        ("fr;q=0", "en"),
        ("fr;q=x, nl;q=0.2", "nl"),
        ("fr;v=1, nl;q=0.2", "nl"),
        (";;,,==", "en"),
        ("fr;q=inf, nl;q=0.001", "nl"),
        ("fr;q=nan, nl", "nl"),
    ],
)
def test_the_language_preferred_is_taken(accept: str, language: str):
    assert wanted_language(accept) == language


def test_a_message_that_is_not_known_is_told_in_general():
    assert fault_in("Some new message about 85073003328 - at `$.a`").expected == (
        "a value that /openapi.json allows here"
    )


def test_nothing_is_left_beside_the_files_that_are_told(stage: Stage, patient: tuple[str, str]):
    body = asked(vidis(patient[1]), patient[0])
    stage.client.post("/v1/consult", json=body, headers=stage.headers())
    told = {"pseudonym.key", "token.key", "clients", "used.sqlite", "queue.key", "webhooks"}
    told |= {
        f"{name}.sqlite{end}"
        for name in ("queue", "lines", "answers")
        for end in ("", "-wal", "-shm")
    }
    there = {path.name for path in Path(stage.files.own).iterdir()}
    assert there - {"used.sqlite-wal", "used.sqlite-shm"} == told
    modes = [
        (stage.files.own / name).stat().st_mode & 0o777 for name in sorted(told) if ".key" in name
    ]
    assert modes == [0o600] * 3
