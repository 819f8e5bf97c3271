"""A gateway that is killed and started again, amid who publishes and who pulls."""

import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from threading import Lock, Thread
from typing import Any, TypeAlias

import httpx

from tests.exchange.server.caller import Caller, register_keys
from tests.exchange.server.running import ROOT, free_port
from tests.exchange.world import BEFORE, SYSTEMS

NUMBER = re.compile(rb'"(\d{11})"')
LONGEST_START, LONGEST_ASK = 120, 240
Body: TypeAlias = dict[str, Any]


@dataclass
class Killed:
    """A gateway that is killed and started again; callers come back until they are answered."""

    home: Path
    law: Sequence[Path] = (SYSTEMS,)
    on: str = f"{BEFORE}T14:00:00+02:00"
    port: int = field(default_factory=free_port)
    process: "subprocess.Popen[bytes] | None" = None
    kills: int = 0
    _tokens: dict[str, dict[str, str]] = field(default_factory=dict)
    _client: httpx.Client = field(init=False)
    _lock: Lock = field(default_factory=Lock)

    def __post_init__(self) -> None:
        self._client = httpx.Client(base_url=self.address, timeout=60)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        command = [sys.executable, "-m", "beraad.site.command", "gateway", "--home", str(self.home)]
        command += ["--port", str(self.port), "--on", self.on]
        for path in self.law:
            command += ["--register", str(path)]
        with (self.home / "gateway.log").open("ab") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log, cwd=ROOT)
        end = time.monotonic() + LONGEST_START
        while time.monotonic() < end:
            with suppress(httpx.TransportError):
                if self._client.get("/health").status_code == 200:
                    return
            time.sleep(0.05)
        raise TimeoutError((self.home / "gateway.log").read_text())

    def kill(self) -> None:
        assert self.process
        self.process.kill()
        self.process.wait()
        self.kills += 1

    def close(self) -> None:
        self.kill()
        self._client.close()

    def ask(self, who: str, call: Callable[..., httpx.Response]) -> httpx.Response:
        """The answer, however often it takes."""
        end = time.monotonic() + LONGEST_ASK
        while time.monotonic() < end:
            with suppress(httpx.TransportError):
                token = self._token(who)
                answer = call(self._client, headers=token)
                if answer.status_code == 200:
                    return answer
                assert answer.status_code in (401, 503), answer.text
                if answer.status_code == 401:
                    self._tokens.pop(who, None)
            time.sleep(0.1)
        raise TimeoutError(who)

    def _token(self, who: str) -> dict[str, str]:
        with self._lock:
            if who not in self._tokens:
                caller = Caller(who, address=f"{self.address}/oauth/token")
                register_keys(self.home / "gateway" / "clients", who, caller.key)
                self._tokens[who] = caller.headers(self._client)
            return self._tokens[who]


@dataclass
class Exchange:
    """Who publishes and who pulls, at the same time.

    `streams` are of each organisation series of bodies, each of which is published in its order,
    all at a time. `heard` is what each recipient was told, by place; `numbers` all that looks like
    the number of a person in any byte of the answers to it.
    """

    killed: Killed
    streams: Mapping[str, Sequence[Sequence[Body]]]
    recipients: Sequence[str]
    published: Counter[tuple[str, str]] = field(default_factory=Counter)
    heard: dict[str, dict[int, Body]] = field(default_factory=dict)
    numbers: dict[str, set[str]] = field(default_factory=dict)
    faults: list[BaseException] = field(default_factory=list)

    def run(self) -> Iterator[None]:
        """Let all go on until they are done; between two steps of this anything may happen."""
        publishing = [
            Thread(target=self._watched, args=(self._publish, who, bodies))
            for who, streams in self.streams.items()
            for bodies in streams
        ]
        pulling = [
            Thread(target=self._watched, args=(self._pull, who, publishing))
            for who in self.recipients
        ]
        for thread in (*publishing, *pulling):
            thread.start()
        while any(thread.is_alive() for thread in (*publishing, *pulling)):
            yield
        assert self.faults == []

    @property
    def progress(self) -> int:
        """How much was published and heard so far."""
        return len(self.published) + sum(map(len, self.heard.values()))

    def _watched(self, work: Callable[..., None], *given: object) -> None:
        try:
            work(*given)
        except BaseException as error:
            self.faults.append(error)

    def _publish(self, who: str, bodies: Sequence[Body]) -> None:
        for body in bodies:
            post = partial(httpx.Client.post, url="/v1/publish", json=body)
            answer = self.killed.ask(who, post).json()
            self.published.update((body["source"], one["number"]) for one in answer["published"])

    def _pull(self, who: str, publishing: Sequence[Thread]) -> None:
        get = partial(httpx.Client.get, url="/v1/notifications?wait=1")
        heard, numbers = self.heard.setdefault(who, {}), self.numbers.setdefault(who, set())
        while True:
            ended = not any(thread.is_alive() for thread in publishing)
            answer = self.killed.ask(who, get)
            numbers |= {one.decode() for one in NUMBER.findall(answer.content)}
            told = answer.json()
            for one in told["notifications"]:
                said = {name: one[name] for name in ("source", "subject", "occurred", "rows")}
                assert heard.setdefault(one["place"], said) == said
            if told["notifications"]:
                body = {"places": [one["place"] for one in told["notifications"]]}
                post = partial(httpx.Client.post, url="/v1/notifications/ack", json=body)
                self.killed.ask(who, post)
            elif ended and not told["more"]:
                return

    def in_order(self, who: str) -> dict[tuple[str, str], list[str]]:
        """When what a recipient heard had happened, in the order of its places, by source and
        person."""
        found: dict[tuple[str, str], list[str]] = {}
        for _, one in sorted(self.heard[who].items()):
            found.setdefault((one["source"], one["subject"]), []).append(one["occurred"])
        return found
