"""The gateway is killed at any moment: each mutation is told once, in order, and none is lost."""

import random
import secrets
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from shutil import copytree
from threading import Thread
from typing import Any

import httpx
import pytest

from beraad.journal.keyfile import make_key
from beraad.journal.store import Journal
from tests.exchange.mutation.world import ADDRESS, MUTATIONS_CLAUSES, SOURCE
from tests.exchange.server.caller import Caller, register_keys
from tests.exchange.server.running import free_port
from tests.exchange.world import BEFORE, SYSTEMS, read

ROOT = Path(__file__).parents[3]
PERSONS, EACH, BATCH, KILLS = 300, 4, 50, 5
PEOPLE = "SELECT subject FROM persons WHERE birth_date < '2020-01-01' ORDER BY subject LIMIT ?"
EVERYBODY = """
INSERT INTO registration SELECT ssin, '13', '000', '0', '2020-01-01', NULL, '2020-01-01' FROM person
"""


@dataclass
class Killed:
    """A gateway that is killed and started again; callers come back until they are answered."""

    home: Path
    port: int = field(default_factory=free_port)
    process: "subprocess.Popen[bytes] | None" = None
    token: dict[str, dict[str, str]] = field(default_factory=dict)

    def start(self) -> None:
        command = [sys.executable, "-m", "beraad.site.command", "gateway", "--home", str(self.home)]
        command += ["--port", str(self.port), "--on", f"{BEFORE}T14:00:00+02:00"]
        command += ["--register", str(SYSTEMS), "--register", str(self.home / "clauses.md")]
        with (self.home / "gateway.log").open("ab") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log, cwd=ROOT)
        end = time.monotonic() + 60
        with httpx.Client(base_url=self.address) as client:
            while time.monotonic() < end:
                with suppress(httpx.TransportError):
                    if client.get("/health").status_code == 200:
                        return
                time.sleep(0.05)
        raise TimeoutError((self.home / "gateway.log").read_text())

    def kill(self) -> None:
        assert self.process
        self.process.kill()
        self.process.wait()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def ask(self, who: str, call: Callable[..., httpx.Response]) -> dict[str, Any]:
        """The answer, however often it takes."""
        caller = Caller(who, address=f"{self.address}/oauth/token")
        register_keys(self.home / "gateway" / "clients", who, caller.key)
        end = time.monotonic() + 120
        while time.monotonic() < end:
            with suppress(httpx.TransportError):
                with httpx.Client(base_url=self.address, timeout=20) as client:
                    if who not in self.token:
                        self.token[who] = caller.headers(client)
                    answer = call(client, headers=self.token[who])
                if answer.status_code == 200:
                    return dict(answer.json())
                assert answer.status_code in (401, 503), answer.text
                self.token.pop(who)
            time.sleep(0.02)
        raise TimeoutError(who)


@pytest.fixture
def killed(built: Path, tmp_path: Path) -> Iterator[Killed]:
    home = Path(copytree(built, tmp_path / "home"))
    key = make_key(home / "journal.key", "beraad.example/killed", secrets.token_bytes(32))
    Journal(home / "journal.db", key).close()
    (home / "clauses.md").write_text(MUTATIONS_CLAUSES)
    with closing(sqlite3.connect(home / "sources" / "directory.sqlite")) as database:
        database.execute("DELETE FROM registration")
        database.execute(EVERYBODY)
        database.commit()
    killed = Killed(home)
    killed.start()
    yield killed
    killed.kill()


def batches(home: Path) -> list[dict[str, object]]:
    """Mutations of many persons, several times each; the second tells which time it was."""
    people = [str(row[0]) for row in read(home / "population.sqlite", PEOPLE, PERSONS)]
    every = [
        {
            "number": f"{round_}-{at}",
            "subject": ssin,
            "fields": [ADDRESS],
            "occurred": f"2024-09-30T10:00:0{round_}Z",
        }
        for round_ in range(EACH)
        for at, ssin in enumerate(people)
    ]
    return [
        {"source": SOURCE, "mutations": every[at : at + BATCH]}
        for at in range(0, len(every), BATCH)
    ]


@dataclass
class Exchange:
    """A source that publishes and a recipient that pulls, at the same time."""

    killed: Killed
    published: Counter[str] = field(default_factory=Counter)
    got: dict[int, tuple[str, str]] = field(default_factory=dict)
    faults: list[BaseException] = field(default_factory=list)

    def run(self) -> Iterator[None]:
        """Let both go on until they are done; between two steps of this anything may happen."""
        publishing = Thread(target=self.watched, args=(self.publish,))
        pulling = Thread(target=self.watched, args=(self.pull, publishing))
        for thread in (publishing, pulling):
            thread.start()
        while publishing.is_alive() or pulling.is_alive():
            yield
        assert self.faults == []

    def watched(self, work: Callable[..., None], *given: object) -> None:
        try:
            work(*given)
        except BaseException as error:
            self.faults.append(error)

    def publish(self) -> None:
        for body in batches(self.killed.home):
            post = partial(httpx.Client.post, url="/v1/publish", json=body)
            answer = self.killed.ask("cbss", post)
            self.published.update(str(one["number"]) for one in answer["published"])

    def pull(self, publishing: Thread) -> None:
        get = partial(httpx.Client.get, url="/v1/notifications")
        ended, told = False, [None]
        while told or not ended:
            ended = not publishing.is_alive()
            told = self.killed.ask("fpd", get)["notifications"]
            for one in told:
                known = self.got.setdefault(one["place"], (one["subject"], one["occurred"]))
                assert known == (one["subject"], one["occurred"])
            if told:
                body = {"places": [one["place"] for one in told]}
                post = partial(httpx.Client.post, url="/v1/notifications/ack", json=body)
                self.killed.ask("fpd", post)


def test_killed_amid_publishing_and_amid_pulling_each_comes_once_and_in_order(killed: Killed):
    exchange, chance, kills = Exchange(killed), random.Random(7), 0
    for _ in exchange.run():
        time.sleep(chance.uniform(0.1, 0.6))
        if kills < KILLS:
            killed.kill()
            killed.start()
            kills += 1
    assert kills >= 3  # a fast machine is done before the last of them
    assert set(exchange.published.values()) == {1}
    assert len(exchange.published) == PERSONS * EACH
    in_order: dict[str, list[str]] = {}
    for _, (subject, occurred) in sorted(exchange.got.items()):
        in_order.setdefault(subject, []).append(occurred)
    wanted = [f"2024-09-30T10:00:0{n}+00:00" for n in range(EACH)]
    assert len(in_order) == PERSONS
    assert all(found == wanted for found in in_order.values())
    with Journal(killed.home / "journal.db") as journal:
        entries = [one.entry for one in journal.read()]
    names = Counter(entry.about for entry in entries if entry.act == "mutation.published")
    assert len(names) == PERSONS * EACH
    assert set(names.values()) == {1}
    told = {entry.facts["place"] for entry in entries if entry.act == "communication.permitted"}
    assert told >= set(exchange.got)
