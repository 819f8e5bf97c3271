"""100,000 persons through real systems of the report, over HTTP, by a gateway that is a process.

Files of three granting bodies to the buffer database (16/008), each about everybody; then a
mutation of the registers about everybody (23/901), in bodies of 500 with two under way, of which
the office pulls and acknowledges what it may hear. Decided, controlled, fetched, journalled. No
peer.
"""

import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psutil

from beraad.register.shelf import demonstrations
from tests.bench.files_bench import cpu_of
from tests.exchange.mutation.killed import Exchange, Killed
from tests.exchange.server.running import running
from tests.exchange.world import SYSTEMS
from tests.systems.hundred_files import GRANTORS
from tests.systems.hundred_thousand import FLOWS, HEARERS, built, people, publications

PERSONS = 100_000
LAW = [SYSTEMS, *demonstrations([SYSTEMS])]


def timed(subject: str, unit: str, pid: int, work: Callable[[], int]) -> dict[str, Any]:
    """One row of the table: how many of what `work` counts went through in a second."""
    process = psutil.Process(pid)
    start, before = time.perf_counter(), cpu_of(process)
    count = work()
    wall, cpu = time.perf_counter() - start, cpu_of(process) - before
    return {
        "name": f"systems: {PERSONS:,} persons",
        "subject": subject,
        "value": round(count / wall),
        "unit": unit,
        "cpu_s": round(cpu, 1),
        "peak_mb": round(peak_of(pid), 1),
        "ratios": {},
    }


def peak_of(pid: int) -> float:
    """The most memory that a process held, in MB of 10^6 bytes."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) * 1.024e-3


def files(home: Path) -> list[dict[str, Any]]:
    """The file of each granting body, in a gateway of its own."""
    rows, numbers = [], [*people(home)]
    for one in GRANTORS:
        with running(home, "--on", "2024-07-01T10:00:00+02:00") as gateway:

            def sent(one: Any = one, gateway: Any = gateway) -> int:
                return len(one.send(gateway, numbers))

            rows.append(timed(f"file of {one.party}", "persons/s", gateway.process.pid, sent))
    return rows


def flow(home: Path) -> dict[str, Any]:
    """A mutation about each person, and some more, until the office has heard all it may."""
    killed = Killed(home, LAW)
    killed.start()
    streams = publications(FLOWS[0], people(home))
    exchange = Exchange(killed, {FLOWS[0].holder: streams}, [HEARERS[0].party])

    def exchanged() -> int:
        for _ in exchange.run():
            time.sleep(0.05)
        return len(exchange.published)

    try:
        if killed.process is None:
            raise RuntimeError("the gateway does not run")
        return timed("published and heard", "mutations/s", killed.process.pid, exchanged)
    finally:
        killed.close()


def run() -> list[dict[str, Any]]:
    """One round: it is long enough to be its own mean."""
    with TemporaryDirectory(prefix="beraad-") as folder:
        home = built(Path(folder), PERSONS)
        return [*files(home), flow(home)]
