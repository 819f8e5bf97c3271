"""Bytes that are no honest HTTP, against the real server: one request has one answer, what is
ambiguous is refused, and who dawdles or floods is hung up on."""

import socket
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import msgspec
import pytest

from beraad.exchange.server.wire import MOST_HEAD_BYTES, Bounded
from beraad.law.register import Register
from tests.exchange.server.wired import Running, running_gateway

PATIENCE = 0.5


@pytest.fixture(scope="module")
def running(
    built: Path, register: Register, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Running]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Bounded, "patience", PATIENCE)
        with running_gateway(built, register, tmp_path_factory.mktemp("wire")) as found:
            yield found


def head(*lines: str, method: str = "POST", path: str = "/oauth/token") -> bytes:
    """The head of a request."""
    return "\r\n".join([f"{method} {path} HTTP/1.1", "Host: x", *lines, "", ""]).encode("latin-1")


INNER = b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n"
CHUNKED = b"0\r\n\r\n"

# What a front server and the gateway might cut into requests at different places. A second answer
# would mean that the gateway took the inner request for one of its own.
AMBIGUOUS = {
    "length and chunks": head(
        f"Content-Length: {len(CHUNKED + INNER)}", "Transfer-Encoding: chunked"
    )
    + CHUNKED
    + INNER,
    "chunks and length": head("Transfer-Encoding: chunked", "Content-Length: 5") + CHUNKED + INNER,
    "two lengths": head("Content-Length: 0", f"Content-Length: {len(INNER)}") + INNER,
    "a list of lengths": head(f"Content-Length: 0, {len(INNER)}") + INNER,
    "a signed length": head(f"Content-Length: +{len(INNER)}") + INNER,
    "a negative length": head("Content-Length: -1") + INNER,
    "a length in hexadecimal": head("Content-Length: 0x10") + INNER,
    "chunks by another name": head("Transfer-Encoding: xchunked") + CHUNKED + INNER,
    "chunked is not the last": head("Transfer-Encoding: chunked, identity") + CHUNKED + INNER,
    "chunked twice": head("Transfer-Encoding: chunked", "Transfer-Encoding: identity")
    + CHUNKED
    + INNER,
    "a blank before the colon": head("Transfer-Encoding : chunked", "Content-Length: 5")
    + CHUNKED
    + INNER,
    "a folded line": head("Content-Length: 0", "X: a\r\n Transfer-Encoding: chunked") + INNER,
    "a bare line feed": b"POST /oauth/token HTTP/1.1\nHost: x\nContent-Length: 0\n\n" + INNER,
    "a null in a header": head("X: a\0b", "Content-Length: 0") + INNER,
    "a chunk too large to count": head("Transfer-Encoding: chunked") + b"F" * 17 + b"\r\n" + INNER,
    "a chunk with a sign": head("Transfer-Encoding: chunked") + b"-1\r\n" + INNER,
}


@pytest.mark.parametrize("case", AMBIGUOUS)
def test_what_could_be_cut_in_two_ways_is_refused_and_ends_the_connection(
    running: Running, case: str
):
    received = running.raw(AMBIGUOUS[case])
    assert received.count(b"HTTP/1.1 ") <= 1, received
    assert received == b"" or received.startswith(b"HTTP/1.1 400"), received
    assert b'"parts"' not in received
    assert running.well()


def test_what_is_clear_has_one_answer_each(running: Running):
    received = running.raw(INNER + INNER.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
    assert received.count(b"HTTP/1.1 200") == 2


@pytest.mark.parametrize("protocol", ["websocket", "h2c"])
def test_no_other_protocol_is_spoken(running: Running, protocol: str):
    lines = (f"Upgrade: {protocol}", "Connection: Upgrade, close", "Sec-WebSocket-Version: 13")
    received = running.raw(head(*lines, method="GET", path="/health") + INNER)
    assert b" 101 " not in received
    assert received.count(b"HTTP/1.1 ") <= 1
    assert running.well()


DROPS = {
    "nothing at all": b"",
    "half a line": b"POST /oau",
    "a head that never ends": head()[:-2] + b"X: y\r\n",
    "a body that never comes": head("Content-Length: 100"),
    "half a body": head("Content-Length: 100") + b"a=b",
    "half a chunk": head("Transfer-Encoding: chunked") + b"10\r\nabc",
}


@pytest.mark.parametrize("case", DROPS)
def test_who_dawdles_is_hung_up_on(running: Running, case: str):
    start = time.monotonic()
    received = running.raw(DROPS[case])
    assert time.monotonic() - start < 5  # else the socket of the test would have timed out at ten
    assert not received.startswith(b"HTTP/1.1 2")
    assert running.well()


def test_who_sends_a_head_byte_by_byte_is_hung_up_on_as_well(running: Running):
    with socket.create_connection(("127.0.0.1", running.port), timeout=10) as wire:
        start, sent = time.monotonic(), 0
        try:
            for sign in head("X: " + "y" * 1000):
                wire.sendall(bytes([sign]))
                sent += 1
                time.sleep(PATIENCE / 10)
        except ConnectionError:
            pass
    assert sent < 100
    assert time.monotonic() - start < 10 * PATIENCE


def test_others_are_served_while_many_dawdle(running: Running):
    slow = [socket.create_connection(("127.0.0.1", running.port)) for _ in range(100)]
    for wire in slow:
        wire.sendall(b"POST /v1/consult HTTP/1.1\r\nX: ")
    start = time.monotonic()
    assert running.well()
    assert time.monotonic() - start < 5
    for wire in slow:
        wire.close()


def test_a_large_body_that_keeps_coming_is_not_hung_up_on_but_told_too_large(running: Running):
    headers = running.headers() | {"Content-Type": "application/json"}

    def parts() -> Iterator[bytes]:
        for _ in range(5):
            yield b"x" * 16 * 1024
            time.sleep(PATIENCE / 5)

    answer = httpx.post(f"{running.address}/v1/consult", content=parts(), headers=headers)
    assert answer.json()["type"] == "urn:beraad:problem:too-large"


BOMBS = {
    "many headers": head(*[f"X-{number}: y" for number in range(4_000)]),
    "one long header": head("X: " + "y" * MOST_HEAD_BYTES),
    "a long address": head(path="/" + "a" * MOST_HEAD_BYTES),
    "a long query": head(path="/health?" + "a=1&" * MOST_HEAD_BYTES, method="GET"),
}


@pytest.mark.parametrize("case", BOMBS)
def test_a_head_that_is_too_large_is_not_gathered(running: Running, case: str):
    received = running.raw(BOMBS[case])
    assert received == b"" or b"text/plain" in received, received[:100]  # no address was reached
    assert running.well()


def test_headers_behind_a_body_are_bounded_as_well(running: Running):
    trailers = b"0\r\n" + b"X: y\r\n" * 100_000 + b"\r\n"
    received = running.raw(head("Transfer-Encoding: chunked"), trailers)
    assert received.count(b"HTTP/1.1 ") <= 2
    assert received == b"" or b"connection: close" in received
    assert running.well()


def test_the_server_does_not_tell_what_it_is(running: Running):
    answer = httpx.get(f"{running.address}/health")
    assert "server" not in answer.headers
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert msgspec.json.decode(answer.content)["ok"] is True
