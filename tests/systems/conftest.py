"""All chapters of the systems, executed once for all tests, in however many processes they run."""

import fcntl
import os
import pickle
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from beraad.demo.scenarios.run import Outcome, chapters_in, executed
from beraad.law.provision import Provision
from beraad.law.register import Register
from beraad.register.shelf import demonstrations, open_register

SYSTEMS = Path(__file__).parents[2] / "systems"


@dataclass(frozen=True, slots=True)
class Executed:
    """The outcome of every row by system and line, and the law by which it came about."""

    outcomes: dict[tuple[str, int], Outcome]
    register: Register
    laws: tuple[Provision, ...]


@pytest.fixture(scope="session")
def all_executed(tmp_path_factory: pytest.TempPathFactory) -> Executed:
    """Executed by the process that comes first; the others wait for it and read what it found."""
    folder = tmp_path_factory.getbasetemp()
    shared = folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder
    kept = shared / "systems.pickle"
    with only_one(shared / "systems.lock"):
        if not kept.exists():
            kept.write_bytes(pickle.dumps(execute_all()))
        found: Executed = pickle.loads(kept.read_bytes())
    return found


@contextmanager
def only_one(path: Path) -> Iterator[None]:
    """One process at a time."""
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def execute_all() -> Executed:
    """Every row of every chapter."""
    register = open_register([SYSTEMS, *demonstrations([SYSTEMS])])
    with executed(SYSTEMS, register, chapters_in(SYSTEMS)) as (world, outcomes):
        return Executed({(one.system, one.line): one for one in outcomes}, register, world.laws)
