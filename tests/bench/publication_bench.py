"""How long a new deliberation takes to decide: from the document that lies in the register's folder
to the first answer over HTTP that is another than before.

A gateway that runs as a process of its own, on the systems of the report; the document comes, which
permits what was refused, and goes again. It is asked without a pause, so nothing is added by that.
"""

import shutil
import time
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import psutil

from beraad.demo.population import build
from beraad.law.communication import Communication
from tests.exchange.server.caller import asked
from tests.exchange.server.running import Running, new_home, running
from tests.exchange.server.test_watch import ALLOWING
from tests.exchange.world import BEFORE, SYSTEMS, patient_of

ROUNDS = 10
LONGEST = 60.0
PERMITTED, REFUSED = 200, 403
WISH = Communication(
    "practice", "gfd", "policy-support", ("dispensing.product",), "identified", "consult"
)


def until(gateway: Running, body: dict[str, object], headers: dict[str, str], status: int) -> float:
    """Seconds until the question is answered with this status."""
    start = time.perf_counter()
    while (taken := time.perf_counter() - start) < LONGEST:
        if gateway.client.post("/v1/consult", json=body, headers=headers).status_code == status:
            return time.perf_counter() - start
    raise TimeoutError(taken)


def measured(home: Path, law: Path) -> tuple[list[float], float, float]:
    """The seconds of each change, and the CPU seconds and MB of the gateway."""
    ssin, _ = patient_of(home, "general-practitioner", BEFORE)
    body, seconds = asked(WISH, ssin), list[float]()
    lying, waiting = law / "allowing.md", home / "allowing.md"
    with running(home, "--register", str(law)) as gateway:
        headers = gateway.headers()
        process = psutil.Process(gateway.process.pid)
        until(gateway, body, headers, REFUSED)
        spent = sum(process.cpu_times()[:2])
        for _ in range(ROUNDS):
            waiting.write_text(ALLOWING)
            waiting.rename(lying)
            seconds.append(until(gateway, body, headers, PERMITTED))
            lying.rename(waiting)
            seconds.append(until(gateway, body, headers, REFUSED))
        spent = sum(process.cpu_times()[:2]) - spent
        return seconds, spent, process.memory_info().rss / 1e6


def run() -> list[dict[str, Any]]:
    """Median and longest."""
    with TemporaryDirectory(prefix="beraad-") as folder:
        path = Path(folder)
        build(path / "built", 1_000, 1, SYSTEMS)
        law = Path(shutil.copytree(SYSTEMS, path / "law"))
        seconds, cpu, mb = measured(new_home(path / "built", path), law)
    common = {"name": f"publication: {len(seconds)} changes", "unit": "s", "ratios": {}}
    common |= {"cpu_s": round(cpu, 3), "peak_mb": round(mb, 1), "target": "median below 5 s"}
    return [
        common | {"subject": "median to the first changed answer", "value": median(seconds)},
        common | {"subject": "longest to the first changed answer", "value": max(seconds)},
    ]
