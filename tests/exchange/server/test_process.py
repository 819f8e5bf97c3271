"""The gateway as a process: the command, the network, many at once, the end."""

import re
import secrets
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from shutil import copytree

import httpx
import pytest

from beraad.journal.keyfile import make_key
from beraad.journal.store import Journal
from beraad.journal.verify import verify_export
from tests.exchange.server.caller import Caller, asked, register_keys
from tests.exchange.world import BEFORE, patient_of, vidis

ROOT = Path(__file__).parents[3]


@dataclass
class Served:
    """A gateway that runs."""

    process: subprocess.Popen[bytes]
    home: Path
    client: httpx.Client
    log: Path


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def served(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    home = Path(copytree(built, tmp_path_factory.mktemp("served") / "home"))
    key = make_key(home / "journal.key", "beraad.example/process", secrets.token_bytes(32))
    Journal(home / "journal.db", key).close()
    port, log = free_port(), home / "gateway.log"
    command = [sys.executable, "-m", "beraad.site.command", "gateway", "--home", str(home)]
    command += ["--port", str(port), "--on", f"{BEFORE}T14:00:00+02:00"]
    with log.open("wb") as file:
        process = subprocess.Popen(command, stdout=file, stderr=subprocess.STDOUT, cwd=ROOT)
    transport = httpx.HTTPTransport(retries=8)  # while it starts; waits twice as long each time
    with httpx.Client(
        base_url=f"http://127.0.0.1:{port}", transport=transport, timeout=20
    ) as client:
        try:
            assert client.get("/health").status_code == 200, log.read_text()
            yield Served(process, home, client, log)
        finally:
            process.kill()
            process.wait()


def caller(served: Served) -> Caller:
    """The practice, whose key is registered."""
    practice = Caller("practice", address=f"{str(served.client.base_url).rstrip('/')}/oauth/token")
    register_keys(served.home / "gateway" / "clients", "practice", practice.key)
    return practice


def test_it_tells_where_it_is_and_how_to_begin(served: Served):
    told = served.log.read_text()
    assert f"Gateway: {str(served.client.base_url).rstrip('/')} " in told
    assert "beraad assertion --home" in told
    assert (served.home / "gateway" / "question.json").exists()


def test_the_simulated_hospital_gets_a_token_by_its_own_command(served: Served):
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


def test_the_simulated_hospital_signs_a_request_by_its_own_command(served: Served):
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


def test_many_at_once_are_answered_each_with_an_entry_of_its_own(served: Served):
    ssin, physician = patient_of(served.home, "general-practitioner", BEFORE)
    headers = caller(served).headers(served.client)
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


def test_a_body_of_ten_megabytes_ends_the_connection_and_not_the_gateway(served: Served):
    headers = caller(served).headers(served.client) | {"Content-Type": "application/json"}
    try:
        answer = served.client.post("/v1/consult", content=b"x" * 10_000_000, headers=headers)
        assert answer.status_code == 413
    except (httpx.WriteError, httpx.ReadError):  # it hung up before all was sent
        pass
    assert served.client.get("/health").status_code == 200


HEADS = [b"GET /" + b"x" * 1_000_000, b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 200_000]
HEADS += [b"GET / HTTP/1.1\r\nX: " + b"y" * 1_000_000, b"\x16\x03\x01 no HTTP at all\r\n\r\n"]


@pytest.mark.parametrize("head", HEADS, ids=["path", "headers", "header", "not HTTP"])
def test_a_head_without_end_is_hung_up_on(served: Served, head: bytes):
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


def test_it_stops_when_told_and_has_written_no_secret(served: Served):
    ssin, physician = patient_of(served.home, "general-practitioner", BEFORE)
    served.client.get(f"/v1/{ssin}?who={physician}")
    served.process.send_signal(signal.SIGTERM)
    served.process.wait(15)
    log = served.log.read_text()
    assert "consult 200" in log
    assert "Traceback" not in log
    question = (served.home / "gateway" / "question.json").read_text()
    numbers = {ssin, physician, *re.findall(r"\d{11}", question)}
    assert [one for one in (*numbers, "eyJ", "/v1/") if one in log] == []
