"""Whether the time of an answer tells yes from no, or who is known from who is not.

Questions under one yes-no clause without conditions, about persons of whom it is yes, of whom it is
no, and numbers that nobody bears, in random order through the whole server (in this process,
without a network, journal on disk). The effect size is Cliff's delta: the chance that an answer of
the one class takes longer than one of the other, minus the chance of the reverse. Below 0.147 it is
called negligible (Romano et al., 2006).
"""

import random
import time
from collections.abc import Callable
from datetime import date
from itertools import product
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import msgspec

from beraad.belgium.ssin import make_ssin
from beraad.demo.population import build
from beraad.exchange.server.opened import open_gateway
from beraad.exchange.server.stores import Files
from beraad.journal.store import Journal
from beraad.law.load import load
from beraad.register.shelf import find_files
from tests.bench.measure import peak_mb, reset_peak
from tests.exchange.conftest import KEY
from tests.exchange.server.caller import ADDRESS, Caller, register_keys
from tests.exchange.server.conftest import TestClient
from tests.exchange.world import BEFORE, REGISTERS_CLAUSE, SYSTEMS, moment, read

EACH = 600
NEGLIGIBLE = 0.147
CLAUSE = """
6. Anybody's flexi-job, yes or no, without condition.

```clause flexi
from: flexi-job-check
to: nsso
for: policy-support
fields: [flexi_job.eligible]
form: identified
by: consult
about: everyone
answer: yes-no
keep: nothing
```
"""
ASKED = {
    "recipient": "nsso",
    "source": "flexi-job-check",
    "purpose": "policy-support",
    "fields": ["flexi_job.eligible"],
}


def run() -> list[dict[str, Any]]:
    """Medians of each class, and the effect of each pair."""
    reset_peak()
    with TemporaryDirectory(prefix="beraad-") as folder:
        taken = measured(Path(folder))
    return [row(one, other, taken) for one, other in (("yes", "no"), ("unknown", "no"))]


def measured(folder: Path) -> dict[str, list[float]]:
    """Seconds of each question, by its class."""
    build(folder, 2_000, 1, SYSTEMS)
    Journal(folder / "journal.db", KEY).close()
    files = Files(folder / "sources", folder / "journal.db", KEY, folder / "gateway")
    law = REGISTERS_CLAUSE + CLAUSE
    register = load({**find_files([SYSTEMS]), "registers-test.md": law.encode()})
    _, app = open_gateway(files, register, ADDRESS, lambda: moment(BEFORE))
    with TestClient(app, base_url=ADDRESS) as client:
        caller = Caller("nsso")
        register_keys(files.clients, "nsso", caller.key)
        headers = caller.headers(client)

        def ask(subject: str) -> dict[str, Any]:
            body = msgspec.json.encode(ASKED | {"subject": subject})
            told = client.post(
                "/v1/consult", content=body, headers=headers | {"Content-Type": "application/json"}
            ).json()
            return dict(told)

        return timed(classes(folder, ask), ask)


def classes(folder: Path, ask: Callable[[str], dict[str, Any]]) -> dict[str, list[str]]:
    """Numbers by what is answered about them, and as many that nobody bears."""
    found: dict[str, list[str]] = {"yes": [], "no": []}
    rows = read(folder / "population.sqlite", "SELECT DISTINCT subject FROM flexi_jobs")
    for (subject,) in rows:
        found["yes" if ask(subject)["yes"] else "no"].append(subject)
    borne = {row[0] for row in read(folder / "population.sqlite", "SELECT subject FROM persons")}
    made = (make_ssin(date(1985, 3, 1 + one % 28), one).digits for one in range(1, 999))
    found["unknown"] = [number for number in made if number not in borne][: len(found["no"])]
    return found


def timed(
    classes: dict[str, list[str]], ask: Callable[[str], dict[str, Any]]
) -> dict[str, list[float]]:
    """Ask in random order, so that what else the machine does falls on all alike."""
    order = random.Random(1)
    questions = [(name, order.choice(some)) for name, some in classes.items() for _ in range(EACH)]
    order.shuffle(questions)
    taken: dict[str, list[float]] = {name: [] for name in classes}
    for name, subject in questions:
        start = time.perf_counter()
        ask(subject)
        taken[name].append(time.perf_counter() - start)
    return taken


def row(one: str, other: str, taken: dict[str, list[float]]) -> dict[str, Any]:
    """The effect of a pair of classes; the ratio is that of their medians."""
    return {
        "name": "yes-no: what the time tells",
        "subject": f"{one} against {other}",
        "value": round(abs(delta(taken[one], taken[other])), 3),
        "unit": "Cliff's delta",
        "cpu_s": 0.0,
        "peak_mb": round(peak_mb(), 1),
        "ratios": {other: round(median(taken[one]) / median(taken[other]), 3)},
        "target": f"< {NEGLIGIBLE}",
    }


def delta(ones: list[float], others: list[float]) -> float:
    """Cliff's delta, from -1 to 1; 0 where the one tells nothing of the other."""
    more = sum((one > other) - (one < other) for one, other in product(ones, others))
    return more / (len(ones) * len(others))
