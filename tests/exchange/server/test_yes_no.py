"""A clause that answers yes or no tells that and nothing else: neither by a field, nor by a length,
a text, a header, a count or the work that is done. How long it takes is measured, not tested: see
tests/bench/yesno_bench.py."""

import json
import re

import httpx
import pytest

from beraad.exchange.gateway import NOBODY
from beraad.exchange.server.meter import BUCKETS
from beraad.exchange.sources import Found
from beraad.exchange.sources.sql import SqlSource
from tests.exchange.server.caller import asked
from tests.exchange.server.conftest import Stage
from tests.exchange.test_consult import ELIGIBLE, declared
from tests.exchange.world import BEFORE, read

UNKNOWN = "99123199742"
"""A number with right check digits that nobody of the population bears."""

OTHER = "SELECT subject FROM persons WHERE subject NOT IN (SELECT subject FROM flexi_jobs) LIMIT 1"


def told(answer: httpx.Response) -> tuple[object, ...]:
    """All that a caller gets but the answer itself, its place in the journal and its salt."""
    plain = answer.json()
    entry = plain.pop("entry")
    places = (
        [str(entry[name]) for name in ("index", "size")]
        if isinstance(entry, dict)
        else [str(entry)]
    )
    plain.pop("yes", None)
    plain.pop("salt", None)
    length = len(answer.content) - sum(map(len, places))
    headers = {name: value for name, value in answer.headers.items() if name != "content-length"}
    return answer.status_code, json.dumps(plain, sort_keys=True), length, json.dumps(headers)


@pytest.fixture
def answers(stage: Stage) -> dict[bool, list[httpx.Response]]:
    """The answers about all declared workers, by what they say."""
    headers, found = stage.headers(ELIGIBLE.recipient), {True: [], False: []}
    for worker in declared(stage.home, BEFORE):
        answer = stage.client.post("/v1/consult", json=asked(ELIGIBLE, worker), headers=headers)
        found[answer.json()["yes"]].append(answer)
    return found


def test_yes_and_no_differ_in_nothing_but_the_answer(answers: dict[bool, list[httpx.Response]]):
    classes = {yes: {told(one) for one in found} for yes, found in answers.items()}
    assert classes[True] == classes[False]
    assert len(classes[True]) == 1
    (only,) = classes[True]
    assert only[0] == 200
    assert answers[True][0].json()["rows"] == []  # no field


def test_counts_do_not_tell_how_often_it_was_yes(stage: Stage, answers: object):
    counted = stage.client.get("/metrics").text
    assert 'beraad_decisions_total{decision="permit",source="flexi-job-check"}' in counted
    labels = set(re.findall(r'(\w+)="', counted))
    assert labels == {"decision", "source", "route", "status", "le"}
    assert len(BUCKETS) < 15


def test_who_is_not_known_is_refused_as_anybody_who_is_not_concerned(stage: Stage):
    headers = stage.headers(ELIGIBLE.recipient)
    ((other,),) = read(stage.home / "population.sqlite", OTHER)
    known, unknown = (
        stage.client.post("/v1/consult", json=asked(ELIGIBLE, ssin), headers=headers)
        for ssin in (other, UNKNOWN)
    )
    assert known.status_code == 403
    assert told(known) == told(unknown)


def test_the_reason_cannot_be_asked_along(stage: Stage):
    worker = declared(stage.home, BEFORE)[0]
    headers = stage.headers(ELIGIBLE.recipient)
    body = asked(ELIGIBLE, worker, fields=["flexi_job.eligible", "flexi_job.reason"])
    answer = stage.client.post("/v1/consult", json=body, headers=headers)
    explained = stage.client.post("/v1/explain", json=body, headers=headers)
    assert answer.json().get("rows", []) == []
    assert "reason" not in str(answer.json().get("yes"))
    assert "yes" not in explained.json()  # an explanation asks no source


def test_a_question_about_nobody_does_the_same_work(stage: Stage, monkeypatch: pytest.MonkeyPatch):
    subjects = []
    fetch = SqlSource.fetch

    def seen(self: SqlSource, subject: str, *given: object) -> object:
        subjects.append(subject)
        fetch(self, subject, *given)  # type: ignore[arg-type]
        return Found(({"identity.sex": "what a source keeps under no number"},))

    monkeypatch.setattr(SqlSource, "fetch", seen)
    body = {
        "recipient": "nsso",
        "subject": UNKNOWN,
        "source": "cbss-registers",
        "purpose": "policy-support",
        "fields": ["identity.sex"],
    }
    answer = stage.client.post("/v1/consult", json=body, headers=stage.headers("nsso"))
    assert (answer.status_code, answer.json()["rows"]) == (200, [])
    assert subjects == [NOBODY]
