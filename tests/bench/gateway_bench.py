"""Answers a second of the gateway, each durable in the journal before it is given.

Servers stand on the same machine and are asked in turn, round after round, by one client with 64
connections that counts every answer: the gateway as it runs, `beraad gateway`, on SQLite and on
PostgreSQL; two of them on one PostgreSQL; the same with a commit for each request; the same server
answering after one bare INSERT for each request, and without any work, which is the ceiling. Three
of four questions are permitted and fetch what was dispensed to a patient, the fourth is refused.
Server, client and PostgreSQL share the machine's cores, so on a machine that has other work to do
the ratios and the CPU an answer tell more than the rates. At the end the journals must hold just
the entries that were answered.
"""

import json
import os
import secrets
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import msgspec
import psutil
import psycopg

from beraad.demo.population import build
from beraad.exchange.laws import Laws
from beraad.exchange.pseudonym import Pseudonyms
from beraad.exchange.server.clients import Clients
from beraad.exchange.server.ring import Ring
from beraad.exchange.server.secret import own_key
from beraad.exchange.server.shapes import Question
from beraad.exchange.server.stores import Files, scales
from beraad.exchange.server.tokens import Tokens
from beraad.exchange.sources import Connections
from beraad.journal.keyfile import make_key
from beraad.journal.note import SigningKey
from beraad.journal.store import Journal
from beraad.journal.verify import verify_export
from beraad.register.shelf import open_register
from tests.bench.measure import interleaved, reset_peak
from tests.exchange.server.caller import asked, new_key, register_keys
from tests.exchange.world import BEFORE, SYSTEMS, moment, patients_of, vidis
from tests.postgres import ABSENT, binary, cluster

ROOT = Path(__file__).parents[2]
ROUNDS = 3
SECONDS = 3.0
WARM = 1.0
ORGANISATION = "practice"
REFUSED_OF, REFUSED = 4, {"purpose": "unheard-of"}
OURS, TWO = "group commit", "group commit, two gateways"
EACH, BARE, CEILING = "a commit for each", "bare INSERT", "no work"
WAYS = {EACH: "each", BARE: "bare", CEILING: "nothing"}
Row = dict[str, Any]


@dataclass
class Served:
    """One server, or several that write one journal, and what was answered.

    `processes` stand by their ports. `cpu` and `behind` are CPU seconds an answer, of the servers
    and of PostgreSQL behind them.
    """

    engine: str
    way: str
    home: Path
    journal: str
    processes: dict[int, psutil.Process]
    behind_it: psutil.Process | None
    rates: list[float] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    behind: list[float] = field(default_factory=list)
    statuses: "Counter[int]" = field(default_factory=Counter)
    entries: list[int] = field(default_factory=list)
    peak: float = 0.0

    def load(self, questions: Sequence[bytes], seconds: float, *, counting: bool) -> None:
        """One run of the client."""
        command = [sys.executable, "-m", "tests.bench.gateway_client", str(seconds)]
        for port in self.processes:
            requests, token = self.home / f"requests-{port}.json", self.token(port)
            requests.write_text(json.dumps([whole(one, token) for one in questions]))
            command += [str(port), str(requests)]
        before = self.own_cpu(), cpu_of(self.behind_it)
        told = subprocess.run(command, stdout=subprocess.PIPE, check=True, cwd=ROOT).stdout
        after = self.own_cpu(), cpu_of(self.behind_it)
        found = json.loads(told)
        answers = len(found["waits"])
        self.entries += found["entries"]
        self.statuses.update({int(status): n for status, n in found["statuses"].items()})
        held = sum(one.memory_info().rss for one in self.processes.values()) / 1e6
        self.peak = max(self.peak, held)
        if counting:
            self.rates.append(answers / found["seconds"])
            self.waits += found["waits"]
            self.cpu.append((after[0] - before[0]) / answers)
            self.behind.append((after[1] - before[1]) / answers)

    def own_cpu(self) -> float:
        """CPU seconds of the servers so far."""
        return sum(cpu_of(one) for one in self.processes.values())

    def token(self, port: int) -> str:
        """A token of a gateway for the organisation that asks."""
        own = self.home / "gateway"
        issued = Tokens(f"http://127.0.0.1:{port}", Ring(own), Clients(own / "clients"))
        return issued.make(ORGANISATION, int(time.time()))


def cpu_of(process: psutil.Process | None) -> float:
    """CPU seconds of a process and its children so far."""
    found = [process, *process.children(recursive=True)] if process else []
    times = [one.cpu_times() for one in found]
    return float(sum(one.user + one.system for one in times))


def whole(body: bytes, token: str) -> str:
    """A question as one HTTP request."""
    head = (
        "POST /v1/consult HTTP/1.1\r\nHost: gateway\r\nAccept-Language: nl\r\n"
        f"Authorization: Bearer {token}\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head + body.decode()


def run() -> list[Row]:
    """All rows."""
    reset_peak()
    with TemporaryDirectory(prefix="beraad-") as folder, ExitStack() as stack:
        home = Path(folder)
        questions = prepare(home)
        servers = [stack.enter_context(one) for one in all_servers(home, stack)]
        for one in servers:
            one.load(questions, WARM, counting=False)
        for _ in range(ROUNDS):
            for one in servers:
                one.load(questions, SECONDS, counting=True)
        for one in servers:
            check(one)
        return rows(servers, decision_seconds(home, questions))


def prepare(home: Path) -> list[bytes]:
    """Population, keys and organisation in the folder; the questions, one in four refused."""
    build(home, 1_000, 1, SYSTEMS)
    make_key(home / "journal.key", "bench.example/gateway", secrets.token_bytes(32))
    (home / "gateway" / "clients").mkdir(parents=True)
    own_key(home / "gateway" / "token.key")
    register_keys(home / "gateway" / "clients", ORGANISATION, new_key("one"))
    return [
        json.dumps(asked(vidis(carer), patient, **({} if n % REFUSED_OF else REFUSED))).encode()
        for n, (patient, carer) in enumerate(patients_of(home, "general-practitioner", BEFORE))
    ]


def all_servers(home: Path, stack: ExitStack) -> Iterator[AbstractContextManager[Served]]:
    """Every way on every engine that there is, and the server without work."""
    for way in (OURS, EACH, BARE):
        yield served(home, "SQLite", way, str(home / f"{way}.sqlite".replace(" ", "-")), None)
    if binary("postgres"):
        made = stack.enter_context(cluster())
        with psycopg.connect(made.url(), autocommit=True) as database:
            for way in ("ours", "two", "each", "bare"):
                database.execute(f"CREATE DATABASE {way}")  # type: ignore[call-overload]
        behind = psutil.Process(made.pid)
        for way, name in ((OURS, "ours"), (TWO, "two"), (EACH, "each"), (BARE, "bare")):
            yield served(home, "PostgreSQL", way, made.url(name), behind)
    else:
        print(ABSENT)
    yield served(home, "", CEILING, "", None)


@contextmanager
def served(
    home: Path, engine: str, way: str, journal: str, behind: psutil.Process | None
) -> Iterator[Served]:
    """Servers that run until the end of the benchmark."""
    with ExitStack() as stack:
        found = [stack.enter_context(serving(home, way, journal)) for _ in range(1 + (way == TWO))]
        yield Served(engine, way, home, journal, dict(found), behind)


@contextmanager
def serving(home: Path, way: str, journal: str) -> Iterator[tuple[int, psutil.Process]]:
    """One server and its port."""
    port = free_port()
    command = [sys.executable, "-m"]
    if way in (OURS, TWO):
        command += ["beraad.site.command", "gateway", "--home", str(home), "--port", str(port)]
        command += ["--on", f"{BEFORE}T14:00:00+00:00"]
    else:
        command += ["tests.bench.gateway_variant", WAYS[way], str(home), journal, str(port)]
    log = home / f"{port}.log"
    with log.open("wb") as file:
        environment = os.environ | {"BERAAD_JOURNAL": journal}
        process = subprocess.Popen(command, stdout=file, stderr=file, cwd=ROOT, env=environment)
    try:
        await_port(port, process, log)
        yield port, psutil.Process(process.pid)
    finally:
        process.terminate()
        process.wait(30)


def await_port(port: int, process: "subprocess.Popen[bytes]", log: Path) -> None:
    """Wait until somebody listens."""
    for _ in range(600):
        with suppress(ConnectionError):
            socket.create_connection(("127.0.0.1", port)).close()
            return
        if process.poll() is not None:
            break
        time.sleep(0.1)
    raise SystemExit(f"gateway_bench: a server did not start:\n{log.read_text()}")


def check(one: Served) -> None:
    """Every answer had an entry of its own, and the journal holds these and no others."""
    expected = {200} if one.way in (BARE, CEILING) else {200, 403}
    if set(one.statuses) != expected or len(set(one.entries)) != one.statuses.total():
        raise SystemExit(f"gateway_bench: {one.engine} {one.way}: answers {one.statuses}")
    if one.way in (OURS, TWO, EACH):
        with Journal(one.journal) as journal:
            journal.export(one.home / "export.jsonl")
            verdict = verify_export(one.home / "export.jsonl", str(journal.vkey))
            kept = {found.index for found in journal.read()}
        if verdict.fault or kept != set(one.entries):
            lost = len(kept ^ set(one.entries))
            raise SystemExit(f"gateway_bench: {one.engine} {one.way}: {verdict.fault}, {lost} lost")


def decision_seconds(home: Path, questions: Sequence[bytes]) -> float:
    """CPU seconds of a decision alone, with its evidence at hand, over these questions."""
    register, at = open_register([SYSTEMS]), moment(BEFORE, "14:00")
    key = SigningKey("bench.example/gateway", bytes(32))
    files = Files(home / "sources", home / "none.sqlite", key, home / "gateway")
    with scales(Connections(files.stores), Laws(register), Pseudonyms(bytes(32))) as found:
        known = []
        for body in questions:
            question = msgspec.json.decode(body, type=Question)
            law, current, asked_, _ = found.begin(question.communication(), question.subject, at)
            known.append(replace(asked_, facts=found.facts(law, asked_, current, at)))

        def decide() -> None:
            for _ in range(100):
                for one in known:
                    law.decide(one, at)

        return interleaved({"decide": decide})["decide"] / len(known) / 100


def rows(servers: Sequence[Served], decision: float) -> list[Row]:
    """The table: rates with their ratios, waits, and the decision's share of the CPU."""
    rates = {(one.engine, one.way): median(one.rates) for one in servers}
    found: list[Row] = []
    for one in servers:
        ratios, rate = {}, rates[one.engine, one.way]
        if one.way in (OURS, TWO):
            peers = {way: rates[one.engine, way] for way in (EACH, BARE)}
            ratios = {way: rate / peer for way, peer in peers.items()}
            ratios[CEILING] = rate / rates["", CEILING]
        found.append(row(one, "answers, 64 connections", rate, "/s") | {"ratios": ratios})
        if one.way in (OURS, TWO):
            found[-1]["target"] = f"≥ 2,000/s; ≥ 2.5 times {EACH}"
            waits = sorted(one.waits)
            p99 = waits[int(len(waits) * 0.99)] * 1e3
            found.append(row(one, "wait, p50", median(waits) * 1e3, "ms"))
            found.append(row(one, "wait, p99", p99, "ms") | {"target": "≤ 100 ms"})
            share = decision / median(one.cpu) * 100
            found.append(row(one, "decision, of the server's CPU", share, "%"))
            found[-1]["target"] = "≤ 5 %"
        found.append(row(one, "CPU an answer, server", median(one.cpu) * 1e6, "µs"))
        if one.behind_it:
            found.append(row(one, "CPU an answer, PostgreSQL", median(one.behind) * 1e6, "µs"))
    return found


def row(one: Served, name: str, value: float, unit: str) -> Row:
    """One row."""
    subject = f"{one.engine}, {one.way}" if one.engine else one.way
    cpu = median(one.cpu)
    told = {"name": f"gateway: {name}", "subject": subject, "value": round(value, 2), "unit": unit}
    return told | {"cpu_s": round(cpu, 6), "peak_mb": round(one.peak, 1), "ratios": {}}


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
