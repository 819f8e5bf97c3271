"""Killed with SIGKILL in the middle of its work, a journal is whole afterwards."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from beraad.journal.store import Journal
from beraad.journal.verify import verify_export
from tests.journal.conftest import KEY, entries

# Kills itself at the n-th statement of an append (counted by SQLite as it runs them).
AT_A_STATEMENT = """
import os, signal, sys
from beraad.journal.store import Journal
from tests.journal.conftest import KEY, entries
path, last = sys.argv[1], int(sys.argv[2])
journal, seen = Journal(path, KEY), 0
def count(statement):
    global seen
    seen += 1
    if seen == last:
        os.kill(os.getpid(), signal.SIGKILL)
journal._db.set_trace_callback(count)
journal.append(entries(3, 300))
print("answered")
"""

# Appends without end, and says after each batch how far it came.
WITHOUT_END = """
import sys
from beraad.journal.store import Journal
from tests.journal.conftest import KEY, entries
journal = Journal(sys.argv[1], KEY)
while True:
    print(journal.append(entries(40, 0))[-1].size, flush=True)
"""


def run(script: str, *arguments: object) -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", script, *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def check_whole(path: Path, tmp_path: Path, sizes: set[int]) -> None:
    with Journal(path, KEY) as journal:
        size = len(list(journal.read()))
        assert size in sizes
        journal.export(tmp_path / "export")
        verdict = verify_export(tmp_path / "export", str(KEY.public))
        assert verdict.fault is None
        assert verdict.checks[1].startswith(f"{size} entries")
        assert journal.append(entries(1, size))[0].index == size


@pytest.mark.parametrize("statement", range(1, 20))
def test_killed_at_each_statement(
    path: Path, tmp_path: Path, filled: Journal, statement: int
) -> None:
    """All of the append or nothing of it; and what was answered is there."""
    filled.close()
    child = run(AT_A_STATEMENT, path, statement)
    said, _ = child.communicate(timeout=60)
    killed = child.returncode == -signal.SIGKILL
    assert killed != (said == "answered\n")
    check_whole(path, tmp_path, {300, 303} if killed else {303})


@pytest.mark.parametrize("seconds", [0.01, 0.05, 0.11])
def test_killed_at_any_time(path: Path, tmp_path: Path, seconds: float) -> None:
    """What was answered is there; at most the batch under way came besides, and whole."""
    child = run(WITHOUT_END, path)
    assert child.stdout is not None
    answered = int(child.stdout.readline())
    time.sleep(seconds)
    child.kill()
    answered = max([answered, *(int(line) for line in child.stdout.read().split())])
    child.wait(timeout=60)
    child.stdout.close()
    check_whole(path, tmp_path, {answered, answered + 40})
