"""The gateway as a process: the command, the network, many at once, the end."""

import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from beraad.journal.store import Journal
from beraad.journal.verify import verify_export
from tests.exchange.server.caller import Caller, asked
from tests.exchange.server.running import ROOT, Running, new_home, running
from tests.exchange.world import BEFORE, patient_of, vidis


@pytest.fixture(scope="module")
def served(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    home = new_home(built, tmp_path_factory.mktemp("served"))
    with running(home) as gateway:
        yield gateway


def test_it_tells_where_it_is_and_how_to_begin(served: Running):
    told = served.log.read_text()
    assert f"Gateway: {str(served.client.base_url).rstrip('/')} " in told
    assert "beraad assertion --home" in told
    assert (served.home / "gateway" / "question.json").exists()


def test_the_simulated_hospital_gets_a_token_by_its_own_command(served: Running):
    command = [sys.executable, "-m", "beraad.site.command", "assertion", "--home"]
    command += [str(served.home), "--port", str(served.client.base_url.port)]
    proof = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT).stdout
    headers = Caller("demo-hospital").post(served.client, proof.strip()).json()
    question = (served.home / "gateway" / "question.json").read_bytes()
    answer = served.client.post(
        "/v1/consult",
        content=question,
        headers={
            "Authorization": f"Bearer {headers['access_token']}",
            "Content-Type": "application/json",
        },
    )
    assert answer.status_code == 403  # nobody has permitted it in this register
    assert answer.json()["type"] == "urn:beraad:problem:refused"


def test_the_simulated_hospital_signs_a_request_by_its_own_command(served: Running):
    question = served.home / "gateway" / "question.json"
    command = [sys.executable, "-m", "beraad.site.command", "signature", str(question)]
    command += ["--home", str(served.home), "--port", str(served.client.base_url.port)]
    told = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT).stdout
    headers = dict(line.split(": ", 1) for line in told.splitlines())
    headers["Content-Type"] = "application/json"
    body = question.read_bytes()
    statuses = [
        served.client.post("/v1/consult", content=body, headers=headers).status_code
        for _ in range(2)
    ]
    assert statuses == [403, 401]  # nobody has permitted it in this register; then it was used


def test_many_at_once_are_answered_each_with_an_entry_of_its_own(served: Running):
    ssin, physician = patient_of(served.home, "general-practitioner", BEFORE)
    headers = served.headers()
    bodies = [asked(vidis(physician), ssin), asked(vidis(physician), ssin, purpose="x")] * 40

    def ask(body: dict[str, object]) -> tuple[int, int]:
        answer = served.client.post("/v1/consult", json=body, headers=headers)
        entry = answer.json()["entry"]
        return answer.status_code, entry["index"] if isinstance(entry, dict) else entry

    with ThreadPoolExecutor(16) as pool:
        told = list(pool.map(ask, bodies))
    assert [status for status, _ in told] == [200, 403] * 40
    assert len({index for _, index in told}) == 80
    with Journal(served.home / "journal.db") as journal:
        acts = {one.index: one.entry.act for one in journal.read()}
        journal.export(served.home / "export.jsonl")
        verdict = verify_export(served.home / "export.jsonl", str(journal.vkey))
    assert {acts[index] for status, index in told if status == 200} == {"communication.permitted"}
    assert {acts[index] for status, index in told if status == 403} == {"communication.refused"}
    assert verdict.fault is None


def test_a_body_of_ten_megabytes_ends_the_connection_and_not_the_gateway(served: Running):
    headers = served.headers() | {"Content-Type": "application/json"}
    try:
        answer = served.client.post("/v1/consult", content=b"x" * 10_000_000, headers=headers)
        assert answer.status_code == 413
    except (httpx.WriteError, httpx.ReadError):  # it hung up before all was sent
        pass
    assert served.client.get("/health").status_code == 200


HEADS = [b"GET /" + b"x" * 1_000_000, b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 200_000]
HEADS += [b"GET / HTTP/1.1\r\nX: " + b"y" * 1_000_000, b"\x16\x03\x01 no HTTP at all\r\n\r\n"]


@pytest.mark.parametrize("head", HEADS, ids=["path", "headers", "header", "not HTTP"])
def test_a_head_without_end_is_hung_up_on(served: Running, head: bytes):
    url = served.client.base_url
    with socket.create_connection((url.host, int(url.port or 0)), timeout=10) as wire:
        received = b""
        try:
            wire.sendall(head)
            while chunk := wire.recv(65536):
                received += chunk
        except ConnectionError:
            pass
    assert received == b"" or received.startswith(b"HTTP/1.1 400")
    assert served.client.get("/health").status_code == 200


def test_it_stops_when_told_and_has_written_no_secret(served: Running):
    ssin, physician = patient_of(served.home, "general-practitioner", BEFORE)
    served.client.get(f"/v1/{ssin}?who={physician}")
    served.process.send_signal(signal.SIGTERM)
    served.process.wait(15)
    log = served.log.read_text()
    assert "the register was loaded" in log
    assert "Traceback" not in log
    question = (served.home / "gateway" / "question.json").read_text()
    numbers = {ssin, physician, *re.findall(r"\d{11}", question)}
    assert [one for one in (*numbers, "eyJ", "/v1/") if one in log] == []
