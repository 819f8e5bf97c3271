"""Outsiders check the journal over HTTP; health is false where nothing can be recorded."""

import hashlib
import re
from collections.abc import Callable

import httpx
import psycopg
import pytest

from beraad.journal.checkpoint import open_checkpoint
from beraad.journal.entry import Entry
from beraad.journal.group import Sequencer
from beraad.journal.note import SigningKey
from beraad.journal.proof import Consistency, Inclusion
from beraad.journal.store import Journal
from beraad.journal.verify import verify_export
from tests.exchange.conftest import KEY
from tests.exchange.server.caller import asked
from tests.exchange.server.conftest import Stage
from tests.exchange.world import moment, vidis

ON_BOTH_ENGINES = True


@pytest.fixture
def asked_five_times(stage: Stage, patient: tuple[str, str]) -> Stage:
    """Five refusals stand in the journal."""
    body, headers = asked(vidis(patient[1]), patient[0], purpose="x"), stage.headers()
    for _ in range(5):
        stage.client.post("/v1/consult", json=body, headers=headers)
    return stage


def test_entries_are_proven_to_be_in_the_log_and_the_log_to_grow(asked_five_times: Stage):
    client = asked_five_times.client
    last = open_checkpoint(client.get("/checkpoint").text, KEY.public)
    assert last.size == 5
    for index in range(5):
        told = client.get("/v1/journal/inclusion", params={"index": index}).json()
        path = tuple(bytes.fromhex(one) for one in told["path"])
        assert told["checkpoint"] == client.get("/checkpoint").text
        Inclusion(index, told["new"], bytes.fromhex(told["leaf"]), path).check(last.root)
    told = client.get("/v1/journal/consistency", params={"old": 2, "new": 4}).json()
    with Journal(asked_five_times.files.journal) as journal:
        older = open_checkpoint(journal.checkpoint(2), KEY.public)
    newer = open_checkpoint(told["checkpoint"], KEY.public)
    path = tuple(bytes.fromhex(one) for one in told["path"])
    Consistency(2, 4, path).check(older.root, newer.root)
    assert told.get("leaf") is None


def test_tiles_stand_where_c2sp_says(asked_five_times: Stage):
    client = asked_five_times.client
    tile = client.get("/tile/0/000.p/5")
    assert (tile.status_code, len(tile.content)) == (200, 160)
    assert tile.headers["cache-control"] == "no-store"
    told = client.get("/v1/journal/inclusion", params={"index": 0}).json()
    assert told["leaf"] == tile.content[:32].hex()
    for path in ("0/000", "0/000.p/6", "0/00.p/1", "0/001", "64/000.p/1", "x/000.p/1", "0/x"):
        assert client.get(f"/tile/{path}").status_code == 404, path


def test_a_full_tile_never_changes(asked_five_times: Stage):
    filler = [Entry(moment("2024-10-01"), "test.filled", "test") for _ in range(300)]
    with Journal(asked_five_times.files.journal, KEY) as journal:
        journal.append(filler)
    tile = asked_five_times.client.get("/tile/0/000")
    assert (len(tile.content), "immutable" in tile.headers["cache-control"]) == (8192, True)


WRONG = [
    ("inclusion", {}, 422),
    ("inclusion", {"index": "x"}, 422),
    ("inclusion", {"index": "-1"}, 422),
    ("inclusion", {"index": "9" * 40}, 422),
    ("inclusion", {"index": ["1", "2"]}, 422),
    ("inclusion", {"index": "5"}, 404),
    ("inclusion", {"index": "1", "size": "77"}, 404),
    ("consistency", {"old": "4", "new": "3"}, 404),
    ("consistency", {"old": "1", "new": "x"}, 422),
]


@pytest.mark.parametrize(("proof", "query", "status"), WRONG, ids=str)
def test_what_cannot_be_proven_is_told(
    asked_five_times: Stage, proof: str, query: dict[str, str], status: int
):
    answer = asked_five_times.client.get(f"/v1/journal/{proof}", params=query)
    assert answer.status_code == status


def test_an_answer_proves_itself_with_its_salt(stage: Stage, patient: tuple[str, str]):
    body = asked(vidis(patient[1]), patient[0])
    told = stage.client.post("/v1/consult", json=body, headers=stage.headers()).json()
    index = told["entry"]["index"]
    with Journal(stage.files.journal) as journal:
        content, salt = journal.entry(index).content, journal.salt(index)
    leaf = hashlib.sha256(b"\x00" + hashlib.sha256(salt + content).digest()).hexdigest()
    assert leaf == told["entry"]["leaf"]


# Health


def test_a_healthy_gateway_appends_nothing_by_being_watched(stage: Stage):
    for _ in range(3):
        answer = stage.client.get("/health")
        assert (answer.status_code, answer.json()["ok"]) == (200, True)
    assert stage.entries == []


def limit_pages(stage: Stage, most: int) -> None:
    """Let the journal's database grow to so many pages (never less than it has) and no further."""
    writer = stage.gate.book._writer
    assert isinstance(writer, Sequencer)

    def limit() -> None:
        writer._journal._store.run(f"PRAGMA max_page_count = {most}")

    writer._thread.submit(limit).result()


def until(status: int, ask: Callable[[], httpx.Response]) -> httpx.Response:
    """Ask again until this status comes."""
    for _ in range(100):
        answer = ask()
        if answer.status_code == status:
            return answer
    raise AssertionError(f"{status} never came")


@pytest.mark.parametrize("journal_place", ["sqlite"], indirect=True)
def test_on_a_full_disk_nothing_is_answered_until_an_entry_shows_that_it_is_back(
    stage: Stage, patient: tuple[str, str]
):
    body, headers = asked(vidis(patient[1]), patient[0]), stage.headers()
    answers: list[httpx.Response] = []

    def ask() -> httpx.Response:
        answers.append(stage.client.post("/v1/consult", json=body, headers=headers))
        return answers[-1]

    assert ask().status_code == 200
    limit_pages(stage, 1)
    full = until(503, ask)
    assert (full.headers["retry-after"], "rows" in full.text) == ("5", False)
    permitted = [act for act, _ in stage.entries if act == "communication.permitted"]
    assert len(permitted) == len(answers) - 1
    unhealthy = until(503, lambda: (ask(), stage.client.get("/health"))[1])
    assert unhealthy.json()["parts"] == {"journal": False, "stores": True, "identity": True}
    limit_pages(stage, 1_000_000)
    assert until(200, lambda: stage.client.get("/health")).json()["ok"] is True
    assert ask().status_code == 200
    assert "journal.resumed" in [act for act, _ in stage.entries]
    with Journal(stage.files.journal) as journal:
        journal.export(stage.home / "export.jsonl")
        assert verify_export(stage.home / "export.jsonl", str(journal.vkey)).fault is None


def failing(answer: httpx.Response) -> list[str]:
    """The parts that do not work."""
    return [name for name, works in answer.json()["parts"].items() if not works]


def test_a_store_of_used_proofs_that_cannot_be_written_is_not_healthy(stage: Stage):
    stage.gate.doorkeeper.used.close()
    if stage.files.shared:
        with psycopg.connect(stage.files.shared) as database:
            database.execute("DROP TABLE IF EXISTS used_proofs")
            database.execute("CREATE TABLE used_proofs (of_another_shape bigint)")
    else:
        for path in stage.files.own.glob("used.sqlite*"):
            path.unlink()
        (stage.files.own / "used.sqlite").write_bytes(b"no database" * 1000)
    answer = stage.client.get("/health")
    assert (answer.status_code, failing(answer)) == (503, ["identity"])
    caller = stage.caller("practice")
    refused = caller.post(stage.client)
    assert (refused.status_code, refused.headers["retry-after"]) == (503, "5")


def test_a_journal_that_cannot_be_signed_is_not_healthy(stage: Stage):
    def never(text: str) -> str:
        raise RuntimeError("the signing device does not answer")

    class Mute(SigningKey):
        def sign(self, text: str) -> str:
            return never(text)

    stage.gate.book._key = Mute(KEY.name, bytes(range(32)))
    answer = stage.client.get("/health")
    assert (answer.status_code, failing(answer)) == (503, ["journal"])


@pytest.mark.parametrize("name", ["directory", "evidence"])
def test_a_store_that_cannot_be_read_is_not_healthy(stage: Stage, name: str):
    (stage.home / "sources" / f"{name}.sqlite").write_bytes(b"no database" * 1000)
    answer = stage.client.get("/health")
    assert (answer.status_code, failing(answer)) == (503, ["stores"])


# Metrics


def test_what_is_counted_holds_no_person(asked_five_times: Stage, patient: tuple[str, str]):
    client = asked_five_times.client
    body = asked(vidis(patient[1]), patient[0])
    headers = asked_five_times.headers()
    client.post("/v1/consult", json=body, headers=headers)
    client.post("/v1/consult", json=body | {"source": patient[0]}, headers=headers)
    answer = client.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    lines = answer.text.splitlines()
    assert 'beraad_decisions_total{decision="permit",source="gfd"} 1' in lines
    assert 'beraad_decisions_total{decision="refusal",source="gfd"} 5' in lines
    assert 'beraad_decisions_total{decision="refusal",source="(unknown word)"} 1' in lines
    assert 'beraad_requests_total{route="consult",status="403"} 6' in lines
    assert 'beraad_request_seconds_bucket{route="consult",le="+Inf"} 7' in lines
    assert 'beraad_request_seconds_count{route="consult"} 7' in lines
    form = re.compile(r'[a-z_]+\{[a-z]+="[^"]*"(,[a-z]+="[^"]*")?\} [0-9.]+')
    assert [one for one in lines if not one.startswith("#") and not form.fullmatch(one)] == []
    assert not {patient[0], patient[1], "practice"} & set(re.findall(r"\w+", answer.text))
