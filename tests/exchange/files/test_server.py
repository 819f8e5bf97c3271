"""A file over HTTP: how it is asked, what comes back, what the journal keeps."""

import hashlib
import io
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from beraad.exchange.files.lines import Lines
from beraad.exchange.files.rules import ruled_content, ruling_name
from beraad.exchange.pseudonym import Pseudonyms
from beraad.journal.entry import Entry, instant
from beraad.journal.store import Journal
from tests.exchange.files.conftest import QUESTION, Live, rows_in

ARROW = "application/vnd.apache.arrow.stream"
FIXED = ["line", "status", "reason", "ground", "table", "yes", "as_of", "stale"]
HEAD = [*FIXED, *QUESTION["fields"]]
NO_NUMBERS = ["85073003329", "no number"]


def arrow_of(numbers: list[str], name: str = "ssin") -> bytes:
    out = io.BytesIO()
    table = pa.table({name: numbers})
    with pa.ipc.new_stream(out, table.schema) as stream:
        stream.write_table(table, max_chunksize=70)
    return out.getvalue()


def test_each_line_is_answered_or_refused_and_a_bad_one_does_not_stop_the_file(
    live: Live, persons: list[str]
):
    numbers = [*persons[:300], *NO_NUMBERS]
    answer = live.send(["ssin", *numbers])
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/csv; charset=utf-8")
    rows = rows_in(answer)
    assert list(rows[0]) == HEAD
    assert {row["line"] for row in rows} == {str(one) for one in range(1, 303)}
    found = Counter(row["status"] for row in rows)
    assert found["malformed"] == 2
    assert min(found["answered"], found["refused"]) > 10
    refused = {row["reason"] for row in rows if row["status"] == "refused"}
    assert refused == {"condition: about(inhabitants-of-recipient)"}
    answered = {row["ground"] for row in rows if row["status"] == "answered"}
    assert answered == {"16/008 13 inhabitants"}
    assert not any(number in answer.text for number in numbers)
    sent = ["file.lines", "file.sent"] * 4
    assert [act for act, _ in live.entries if act != "file.ruled"] == [
        "file.begun",
        *sent,
        "file.ended",
    ]
    kept = str(live.entries)
    assert not any(number in kept for number in numbers)
    ended = live.entries[-1][1]
    assert {name: ended[name] for name in ("answered", "refused", "malformed")} == dict(found)


def test_arrow_in_and_arrow_out_tell_the_same_as_csv(live: Live, persons: list[str]):
    numbers = [*persons[:250], *NO_NUMBERS]
    plain = rows_in(live.send(numbers))
    asked = {"Beraad-Question": json.dumps(QUESTION), "Content-Type": ARROW, "Accept": ARROW}
    answer = live.client.post("/v1/files", content=arrow_of(numbers), headers=live.headers | asked)
    assert answer.headers["content-type"] == ARROW
    table = pa.ipc.open_stream(answer.content).read_all()
    words = {None: "", True: "1", False: "0"}
    told = [
        {name: words[v] if isinstance(v, bool | None) else str(v) for name, v in row.items()}
        for row in table.to_pylist()
    ]
    assert told == plain


def test_the_journal_holds_the_digests_of_file_and_answer_under_the_salt_that_is_sent(
    live: Live, persons: list[str]
):
    body = "".join(f"{one}\n" for one in persons[:50])
    answer = live.send(persons[:50])
    salt = bytes.fromhex(answer.headers["beraad-salt"])
    begun, sent = (
        next(f for act, f in live.entries if act == a) for a in ("file.begun", "file.sent")
    )
    assert begun["body_digest"] == hashlib.sha256(salt + body.encode()).hexdigest()
    assert sent["answer_digest"] == hashlib.sha256(salt + answer.content).hexdigest()
    assert (begun["lines"], begun["recipient"]) == (50, "municipality-beukendaal")
    with Journal(live.places.journal) as journal:
        entry = journal.entry(int(answer.headers["beraad-entry"]))
    assert (entry.act, entry.about) == ("file.begun", answer.headers["beraad-file"])


@pytest.mark.parametrize("journal_place", ["sqlite", "postgres"], indirect=True)
def test_each_line_that_was_sent_has_its_root_in_the_journal(live: Live, persons: list[str]):
    rows = [rows_in(live.send(numbers)) for numbers in (persons[:150], [*persons[140:150]] * 2)]
    pseudonyms = Pseudonyms((live.places.own / "pseudonym.key").read_bytes())
    lines = Lines(live.places.place("lines"))
    with Journal(live.places.journal) as journal:
        for place in (0, 144):
            found = list(lines.about([pseudonyms.of("subject", persons[place])]))
            assert len(found) == (3 if place == 144 else 1)
            for one in found:
                name = ruling_name(one.file, one.ruling)
                entries = journal.named([one.root, name])
                sent, ruled = (Entry.parse(entries[key][1].encode()) for key in (one.root, name))
                assert (sent.act, dict(sent.facts)) == ("file.lines", {"file": one.file})
                assert instant(sent.at) == one.at
                proof = lines.prove(one, ruled_content(ruled.facts))
                proof.check(bytes.fromhex(one.root))
            status = rows[0][place]["status"]
            assert ruled.act == "file.ruled"
            assert ruled.facts["answer"] == {"answered": "fields", "refused": "refused"}[status]
        assert not list(lines.about([pseudonyms.of("subject", persons[151])]))
    lines.close()


def test_what_no_clause_fits_is_refused_at_once_and_nobody_is_asked_about(
    live: Live, persons: list[str], home: Path
):
    (home / "sources" / "evidence.sqlite").unlink()
    answer = live.send(persons, QUESTION | {"purpose": "fraud-detection"})
    told = answer.json()
    assert (answer.status_code, told["type"]) == (403, "urn:beraad:problem:refused")
    assert told["nearest"][0]["missing"][0]["code"] == "purpose"
    assert not any(
        one["code"] == "condition" for near in told["nearest"] for one in near["missing"]
    )
    ((act, facts),) = live.entries
    assert (act, facts["answer"]) == ("file.refused", "refused")


def test_who_asks_in_the_name_of_another_is_refused_and_recorded(live: Live, persons: list[str]):
    answer = live.send(persons[:5], QUESTION | {"recipient": "municipality-clairval"})
    assert (answer.status_code, answer.json()["type"]) == (
        403,
        "urn:beraad:problem:not-the-recipient",
    )
    assert [act for act, _ in live.entries] == ["file.refused"]


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"role": "subject"}, "/role"),
    ({"fields": ["status.living_wage", "status.living_wage"]}, "/fields"),
    ({"fields": []}, "/fields"),
    ({"form": "anonymous"}, "/form"),
    ({"channel": "consult"}, "/channel"),
    ({"subject": "85073003328"}, ""),
]


@pytest.mark.parametrize(("other", "pointer"), WRONG)
def test_a_wrong_question_names_the_place(live: Live, other: dict[str, Any], pointer: str):
    answer = live.send(["85073003328"], QUESTION | other)
    assert (answer.status_code, answer.json()["faults"][0]["pointer"]) == (422, pointer)
    assert live.entries == []


UNREADABLE = {
    "no UTF-8": ("text/csv", b"\xff\xfe8507\n"),
    "a line without end": ("text/csv", b"1" * 1000),
    "no Arrow": (ARROW, b"85073003328\n"),
    "half an Arrow stream": (ARROW, arrow_of(["85073003328"] * 100)[:-300]),
    "numbers as numbers": (ARROW, b""),
    "a column of another name": (ARROW, b""),
}


@pytest.mark.parametrize("case", UNREADABLE)
def test_a_file_that_cannot_be_read_has_no_consequence(live: Live, case: str):
    media_type, body = UNREADABLE[case]
    if not body:
        out = io.BytesIO()
        columns = {"ssin": [7]} if case == "numbers as numbers" else {"a": ["x"], "b": ["y"]}
        table = pa.table(columns)
        with pa.ipc.new_stream(out, table.schema) as stream:
            stream.write_table(table)
        body = out.getvalue()
    asked = {"Beraad-Question": json.dumps(QUESTION), "Content-Type": media_type}
    answer = live.client.post("/v1/files", content=body, headers=live.headers | asked)
    told = answer.json()
    assert (answer.status_code, told["type"]) == (422, "urn:beraad:problem:unreadable-file")
    assert told["faults"][0]["expected"]
    assert live.entries == []


@pytest.mark.parametrize(
    ("headers", "status", "word"),
    [
        ({"Beraad-Question": ""}, 422, "no-question"),
        ({"Beraad-Question": "{"}, 422, "no-question"),
        ({"Content-Type": "application/json"}, 415, "wrong-media-type"),
        ({"Content-Encoding": "gzip"}, 415, "wrong-media-type"),
        ({"Authorization": "Bearer x"}, 401, "not-authenticated"),
    ],
)
def test_what_is_wrong_with_the_head_is_told(
    live: Live, headers: dict[str, str], status: int, word: str
):
    answer = live.send(["85073003328"], **headers)
    assert (answer.status_code, answer.json()["type"]) == (status, f"urn:beraad:problem:{word}")


def test_beyond_the_limits_nothing_begins(live: Live):
    many = live.send(["1"] * 100_001)
    assert (many.status_code, many.json()["faults"][0]["expected"]) == (413, "at most 100000 lines")
    assert live.send(["85073003328"] * 200_000).status_code == 413
    assert live.entries == []


def test_an_empty_file_is_a_file(live: Live):
    answer = live.send([])
    assert (answer.status_code, rows_in(answer)) == (200, [])
    assert [act for act, _ in live.entries] == ["file.begun", "file.ended"]
