"""A file over HTTP: how it is asked, what comes back, what the journal keeps, how it breaks."""

import csv
import io
import json
from collections import Counter
from pathlib import Path
from typing import Any

import httpx
import pyarrow as pa
import pytest

from beraad.exchange.files.lines import Lines
from beraad.journal.store import Journal
from tests.exchange.server.conftest import Stage, files, stage  # noqa: F401 - fixtures
from tests.exchange.world import change, read

ARROW = "application/vnd.apache.arrow.stream"
QUESTION = {
    "recipient": "municipality-beukendaal",
    "source": "buffer-database",
    "purpose": "supplementary-rights",
    "fields": ["status.increased_allowance", "status.living_wage", "status.reference_date"],
}
HEAD = ["line", "status", "reason", "ground", "table", "yes", *QUESTION["fields"]]


def persons(home: Path) -> list[str]:
    return [row[0] for row in read(home / "population.sqlite", "SELECT subject FROM persons")]


def send(
    stage: Stage,
    body: bytes,
    question: dict[str, Any] | None = None,
    by: str = "municipality-beukendaal",
    **headers: str,
) -> httpx.Response:
    asked = {"Content-Type": "text/csv", "Beraad-Question": json.dumps(question or QUESTION)}
    return stage.client.post("/v1/files", content=body, headers=asked | stage.headers(by) | headers)


def told(answer: httpx.Response) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(answer.text)))


def acts(stage: Stage) -> list[str]:
    return [act for act, _ in stage.entries]


def test_each_line_is_answered_or_refused_and_a_bad_one_does_not_stop_the_file(stage: Stage):
    numbers = [*persons(stage.home)[:300], "85073003329", "no number"]
    answer = send(stage, "\n".join(["ssin", *numbers]).encode())
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/csv; charset=utf-8")
    rows = told(answer)
    assert list(rows[0]) == HEAD
    assert {row["line"] for row in rows} == {str(one) for one in range(1, 303)}
    found = Counter(row["status"] for row in rows)
    assert found["malformed"] == 2
    assert min(found["answered"], found["refused"]) > 10
    assert {row["reason"] for row in rows if row["status"] == "refused"} == {
        "condition: about(inhabitants-of-recipient)"
    }
    assert {row["ground"] for row in rows if row["status"] == "answered"} == {
        "16/008 13 inhabitants"
    }
    assert not any(number in answer.text for number in numbers)
    assert acts(stage) == ["file.begun", "file.ruled", "file.ruled", "file.sent", "file.ended"]
    ended = stage.entries[-1][1]
    assert (ended["answered"], ended["refused"], ended["malformed"]) == (
        found["answered"],
        found["refused"],
        2,
    )
