"""A client that costs little: 64 connections of one process, each with one question under way.

    python -m tests.bench.gateway_client SECONDS PORT REQUESTS [PORT REQUESTS]

REQUESTS is a JSON file with whole HTTP requests as text. Where there are several gateways, each is
asked on its part of the connections. Every answer is counted by its status, and
the index of its journal entry is kept; when the time is up, those under way are waited for, so what
was answered and what was recorded can be compared. The result is JSON on the standard output.
"""

import json
import re
import select
import socket
import sys
import time
from collections import Counter
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path

CONNECTIONS = 64
ENTRY = re.compile(rb'"entry":(?:\{"index":)?(\d+)')
LENGTH = re.compile(rb"content-length: (\d+)", re.IGNORECASE)
PATIENCE = 30.0


class Connection:
    """One connection, its question under way and what came of the answer."""

    __slots__ = ("begun", "buffer", "requests", "wire")

    def __init__(self, port: int, requests: Iterator[bytes]) -> None:
        self.requests = requests
        self.wire = socket.create_connection(("127.0.0.1", port))
        self.wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.buffer, self.begun = b"", 0.0

    def ask(self) -> None:
        """Send the next question; it is far smaller than what a socket takes at once."""
        self.begun = time.perf_counter()
        self.wire.sendall(next(self.requests))

    def receive(self) -> bytes | None:
        """The whole answer, or None while some of it is missing."""
        more = self.wire.recv(65536)
        if not more:
            raise ConnectionError("the gateway hung up")
        self.buffer += more
        head = self.buffer.find(b"\r\n\r\n")
        if head < 0:
            return None
        length = LENGTH.search(self.buffer, 0, head + 2)
        if length is None:
            raise ValueError("an answer without its length")
        if len(self.buffer) < head + 4 + int(length[1]):
            return None
        answer, self.buffer = self.buffer, b""
        return answer


class Load:
    """What was asked for so many seconds, and what came back."""

    def __init__(self, gateways: list[tuple[int, Iterator[bytes]]], seconds: float) -> None:
        self.seconds = seconds
        self.statuses: Counter[int] = Counter()
        self.entries: list[int] = []
        self.waits: list[float] = []
        whose = islice(cycle(gateways), CONNECTIONS)
        self.connections = [Connection(port, requests) for port, requests in whose]
        self.by_number = {one.wire.fileno(): one for one in self.connections}

    def run(self) -> float:
        """Ask until the time is up; the seconds until the last answer."""
        ready = select.epoll()
        for number in self.by_number:
            ready.register(number, select.EPOLLIN)
        start = time.perf_counter()
        end, under_way = start + self.seconds, len(self.connections)
        for one in self.connections:
            one.ask()
        while under_way:
            found = ready.poll(PATIENCE)
            if not found:
                raise TimeoutError(f"{under_way} questions were never answered")
            for number, _ in found:
                one = self.by_number[number]
                if (answer := one.receive()) is None:
                    continue
                now = time.perf_counter()
                self.note(answer, now - one.begun)
                if now < end:
                    one.ask()
                else:
                    under_way -= 1
        return time.perf_counter() - start

    def note(self, answer: bytes, wait: float) -> None:
        """Count an answer."""
        self.statuses[int(answer[9:12])] += 1
        self.waits.append(wait)
        if entry := ENTRY.search(answer):
            self.entries.append(int(entry[1]))


def main(seconds: str, *given: str) -> None:
    """One run."""
    gateways = [
        (int(port), cycle([one.encode() for one in json.loads(Path(requests).read_text())]))
        for port, requests in zip(given[::2], given[1::2], strict=True)
    ]
    load = Load(gateways, float(seconds))
    taken = load.run()
    found = {
        "seconds": taken,
        "cpu": time.process_time(),
        "statuses": load.statuses,
        "entries": load.entries,
        "waits": load.waits,
    }
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
