"""A file of a million persons over HTTP: decided, controlled, fetched, journalled, streamed.

The server is a process of its own, whose peak of memory is read. The peer does without law, control
and journal: one SELECT that joins the same numbers with the same source, written as CSV.
"""

import csv
import json
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx
import psutil

from tests.bench.files_world import ASKED, build
from tests.exchange.server.caller import Caller, register_keys

PERSONS = 1_000_000
MOST_SECONDS, MOST_MB = 30, 500
ARROW = "application/vnd.apache.arrow.stream"
JOINED = """
SELECT asked.rowid, s.increased_allowance, s.living_wage, s.reference_date
FROM asked LEFT JOIN d.replaced r ON r.former = asked.ssin
JOIN status s ON s.subject = ifnull(r.current, asked.ssin)
"""


@contextmanager
def gateway(home: Path) -> Iterator[tuple[httpx.Client, psutil.Process]]:
    """A client of a gateway over the stores in this folder, and the gateway's process."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    command = [sys.executable, "-m", "tests.bench.files_world", str(home), str(port)]
    with (home / "log.txt").open("w") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=300) as client:
            for _ in range(300):
                try:
                    client.get("/health")
                    break
                except httpx.ConnectError:
                    time.sleep(0.1)
            yield client, psutil.Process(process.pid)
    finally:
        process.terminate()
        process.wait(30)


def sent(client: httpx.Client, home: Path, accept: str) -> tuple[float, int]:
    """Seconds until the last byte of the answer, and its size."""
    caller = Caller(
        ASKED["recipient"], address=f"{client.base_url}/oauth/token".replace("//o", "/o")
    )
    register_keys(home / "gateway" / "clients", caller.organisation, caller.key)
    headers = caller.headers(client) | {
        "Beraad-Question": json.dumps(ASKED),
        "Content-Type": "text/csv",
        "Accept": accept,
    }
    start = time.perf_counter()
    body = (home / "numbers.csv").read_bytes()
    with client.stream("POST", "/v1/files", content=body, headers=headers) as answer:
        if answer.status_code != 200:
            raise RuntimeError(answer.read().decode())
        for _ in answer.iter_raw():
            pass
    return time.perf_counter() - start


def joined(home: Path) -> float:
    """Seconds of the bare join."""
    start = time.perf_counter()
    database = sqlite3.connect(home / "sources" / "buffer-database.sqlite")
    database.execute("ATTACH ? AS d", (str(home / "sources" / "directory.sqlite"),))
    database.execute("CREATE TEMP TABLE asked (ssin TEXT)")
    with (home / "numbers.csv").open() as lines:
        next(lines)
        numbers = ((line.rstrip("\n"),) for line in lines)
        database.executemany("INSERT INTO asked VALUES (?)", numbers)
    with (home / "joined.csv").open("w", newline="") as out:
        csv.writer(out).writerows(database.execute(JOINED))
    database.close()
    return time.perf_counter() - start


def run(persons: int = PERSONS) -> list[dict[str, Any]]:
    """The file once as CSV and once as Arrow; wall time, since the client waits for it."""
    rows = []
    with TemporaryDirectory(prefix="beraad-") as folder:
        home = Path(folder)
        build(home, persons)
        bare = joined(home)
        for name, accept in (("CSV", "text/csv"), ("Arrow", ARROW)):
            with gateway(home) as (client, process):
                before = cpu_of(process)
                seconds = sent(client, home, accept)
                rows.append(row(name, persons, seconds, bare, process, cpu_of(process) - before))
    return rows


def cpu_of(process: psutil.Process) -> float:
    """CPU seconds of a process so far."""
    times = process.cpu_times()
    return float(times.user + times.system)


def row(
    name: str, persons: int, seconds: float, bare: float, process: psutil.Process, cpu: float
) -> dict[str, Any]:
    """One row of the table; the ratio is of the bare join's time to ours."""
    status = Path(f"/proc/{process.pid}/status").read_text().splitlines()
    peak = next(int(line.split()[1]) for line in status if line.startswith("VmHWM")) * 1.024e-3
    return {
        "name": f"files: {persons:,} persons in one file",
        "subject": name,
        "value": round(seconds, 1),
        "unit": "s",
        "cpu_s": round(cpu, 1),
        "peak_mb": round(peak, 1),
        "ratios": {"bare join": round(bare / seconds, 3)},
        "target": f"<= {MOST_SECONDS} s and {MOST_MB} MB",
    }
