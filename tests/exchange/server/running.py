"""Gateways that run as processes, and many who ask them at once."""

import json
import os
import secrets
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from shutil import copytree
from threading import Event, Thread
from typing import Any

import httpx

from beraad.journal.keyfile import make_key, read_key
from beraad.journal.store import Journal
from beraad.journal.verify import verify_export
from tests.exchange.server.caller import Caller, asked, register_keys
from tests.exchange.world import BEFORE, patient_of, vidis

ROOT = Path(__file__).parents[3]
DYING = """
import asyncio, os, signal
def dying(kind, name, at, after=False):
    whole, calls = getattr(kind, name), [0]
    def due(now):
        if calls[0] == at and after == now:
            os.kill(os.getpid(), signal.SIGKILL)
    async def awaited(coming):
        done = await coming
        due(True)
        return done
    def call(*given, **named):
        calls[0] += 1
        due(False)
        done = whole(*given, **named)
        if asyncio.iscoroutine(done):
            return awaited(done)
        due(True)
        return done
    setattr(kind, name, call)
"""
"""What makes a gateway die of SIGKILL at its n-th call of a method, before or after it is done."""


@dataclass
class Running:
    """A gateway that runs."""

    process: "subprocess.Popen[bytes]"
    home: Path
    client: httpx.Client
    log: Path

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.client.base_url.port or 0)

    def headers(self, organisation: str = "practice") -> dict[str, str]:
        """With a token for an organisation, whose key is registered."""
        address = f"{str(self.client.base_url).rstrip('/')}/oauth/token"
        caller = Caller(organisation, address=address)
        register_keys(self.home / "gateway" / "clients", organisation, caller.key)
        return caller.headers(self.client)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def new_home(built: Path, folder: Path) -> Path:
    """A folder with a population and a key of the journal."""
    home = Path(copytree(built, folder / "home"))
    make_key(home / "journal.key", "beraad.example/process", secrets.token_bytes(32))
    return home


@contextmanager
def running(
    home: Path, *options: str, journal: str = "", before: str = "", database: str = ""
) -> Iterator[Running]:
    """`beraad gateway` on a folder, until the end or until it is killed. `before`: Python that the
    process runs first, to die at a certain step."""
    port = free_port()
    log = home / f"gateway-{port}.log"
    program = f"{before}\nimport sys; from beraad.site.command import main; sys.exit(main())"
    command = [sys.executable, "-c", program, "gateway", "--home", str(home)]
    command += ["--port", str(port), "--on", f"{BEFORE}T14:00:00+02:00", *options]
    environment = os.environ | {"BERAAD_JOURNAL": journal, "BERAAD_DATABASE": database}
    with log.open("wb") as file:
        process = subprocess.Popen(
            command, stdout=file, stderr=subprocess.STDOUT, cwd=ROOT, env=environment
        )
    transport = httpx.HTTPTransport(retries=8)  # while it starts; waits twice as long each time
    with httpx.Client(
        base_url=f"http://127.0.0.1:{port}", transport=transport, timeout=30
    ) as client:
        try:
            assert client.get("/health").status_code == 200, log.read_text()
            yield Running(process, home, client, log)
        finally:
            process.kill()
            process.wait()


@dataclass
class Crowd:
    """Many who ask one gateway again and again, each on a connection of its own, until `leave`.

    `answers` are the statuses and the index of the entry of each answer that came whole.
    """

    gateway: Running
    people: int = 12
    answers: list[tuple[int, int | None]] = field(default_factory=list)
    enough: Event = field(default_factory=Event)
    _threads: list[Thread] = field(default_factory=list)

    def come(self) -> None:
        """Begin to ask."""
        ssin, physician = patient_of(self.gateway.home, "general-practitioner", BEFORE)
        headers = self.gateway.headers() | {"Content-Type": "application/json"}
        bodies = [
            json.dumps(asked(vidis(physician), ssin, **other)) for other in ({}, {"purpose": "x"})
        ]
        for number in range(self.people):
            given = (bodies[number % 2], headers)
            self._threads.append(Thread(target=self._ask, args=given))
            self._threads[-1].start()

    def await_answers(self, count: int, status: int | None = None) -> None:
        """Wait until so many more answers (of a status) came."""
        wanted = self.count(status) + count
        for _ in range(3_000):
            if self.count(status) >= wanted:
                return
            self.enough.wait(0.01)
        raise AssertionError(f"{self.count(status)} answers of {status}, waited for {wanted}")

    def count(self, status: int | None = None) -> int:
        """How many answers came."""
        return sum(status in (None, one) for one, _ in tuple(self.answers))

    def leave(self) -> None:
        """Ask no more; what is under way is waited for."""
        self.enough.set()
        for thread in self._threads:
            thread.join(30)

    @property
    def entries(self) -> list[int]:
        """The entries of all answers that had one."""
        return [entry for _, entry in self.answers if entry is not None]

    def _ask(self, body: str, headers: dict[str, str]) -> None:
        with closing(HTTPConnection("127.0.0.1", self.gateway.port, timeout=30)) as wire:
            while not self.enough.is_set():
                try:
                    wire.request("POST", "/v1/consult", body, headers)
                    answer = wire.getresponse()
                    told = json.loads(answer.read())
                except (HTTPException, OSError, ValueError):  # it was killed
                    return
                self.answers.append((answer.status, entry_of(told)))


def entry_of(told: dict[str, Any]) -> int | None:
    """The index of the entry of an answer or a problem."""
    entry = told.get("entry")
    return entry["index"] if isinstance(entry, dict) else entry


def kept(home: Path, place: Path | str) -> set[int]:
    """The indexes of all entries of a journal; its export must verify."""
    export = home / "export.jsonl"
    with Journal(place) as journal:
        journal.export(export)
        assert verify_export(export, str(read_key(home / "journal.key").public)).fault is None
        return {found.index for found in journal.read()}
