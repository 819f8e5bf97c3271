"""Killed with SIGKILL in the middle of its work, a journal is whole afterwards."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from beraad.journal.store import Journal, JournalStoreError
from beraad.journal.verify import verify_export
from tests.journal.conftest import KEY, entries
from tests.postgres import Cluster

# Kills itself at the n-th thing that an append asks of its database. A row handed to COPY counts.
AT_A_STATEMENT = """
import os, signal, sys
import psycopg
from beraad.journal.store import Journal
from tests.journal.conftest import KEY, entries
journal, last, seen = Journal(sys.argv[1], KEY), int(sys.argv[2]), 0
def count(statement):
    global seen
    seen += 1
    if seen == last:
        os.kill(os.getpid(), signal.SIGKILL)
def counted(method):
    def call(*given, **named):
        count(method)
        return method(*given, **named)
    return call
if sys.argv[1].startswith("postgresql"):
    for kind, name in ((psycopg.Cursor, "execute"), (psycopg.Copy, "write_row"),
                       (psycopg.Copy, "__exit__")):
        setattr(kind, name, counted(getattr(kind, name)))
else:
    journal._store._db.set_trace_callback(count)
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

# The same by many tasks and group commit: says which number of which task was answered.
BY_TASKS = """
import asyncio, sys
from beraad.journal.entry import Entry
from beraad.journal.group import Sequencer
from beraad.journal.store import Journal
from tests.journal.conftest import KEY, START
async def ask(sequencer, task):
    number = 0
    while True:
        facts = {"task": task, "number": number}
        (place,) = await sequencer.append([Entry(at=START, act="a.b", actor="a", facts=facts)])
        print(place.index, task, number, flush=True)
        number += 1
async def main():
    sequencer = Sequencer(Journal(sys.argv[1], KEY))
    await asyncio.gather(*(ask(sequencer, task) for task in range(32)))
asyncio.run(main())
"""


def run(script: str, *arguments: object) -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", script, *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)


def check_whole(url: str, tmp_path: Path, sizes: set[int]) -> None:
    with Journal(url, KEY) as journal:
        size = len(list(journal.read()))
        assert size in sizes
        journal.export(tmp_path / "export")
        verdict = verify_export(tmp_path / "export", str(KEY.public))
        assert verdict.fault is None
        assert verdict.checks[1].startswith(f"{size} entries")
        assert journal.append(entries(1, size))[0].index == size


@pytest.mark.parametrize("statement", range(1, 20))
def test_killed_at_each_statement(
    url: str, tmp_path: Path, filled: Journal, statement: int
) -> None:
    """All of the append or nothing of it; and what was answered is there."""
    filled.close()
    child = run(AT_A_STATEMENT, url, statement)
    said, _ = child.communicate(timeout=60)
    killed = child.returncode == -signal.SIGKILL
    assert killed != (said == "answered\n")
    check_whole(url, tmp_path, {300, 303} if killed else {303})


def outcome(child: "subprocess.Popen[str]") -> list[str]:
    """The whole lines that it said until its end; the first it said before."""
    assert child.stdout is not None
    with child.stdout:  # not communicate(), which loses what came with the first line
        said = child.stdout.read()
    child.wait(timeout=60)
    return [line for line in said.splitlines(keepends=True) if line.endswith("\n")]


@pytest.mark.parametrize("seconds", [0.01, 0.05, 0.11])
def test_killed_at_any_time(url: str, tmp_path: Path, seconds: float) -> None:
    """What was answered is there; at most the batch under way came besides, and whole."""
    child = run(WITHOUT_END, url)
    assert child.stdout is not None
    first = child.stdout.readline()
    time.sleep(seconds)
    child.kill()
    answered = int([first, *outcome(child)][-1])
    check_whole(url, tmp_path, {answered, answered + 40})


@pytest.mark.parametrize("seconds", [0.02, 0.1, 0.2])
def test_the_server_killed_at_any_time(
    postgres: Cluster, database: str, tmp_path: Path, seconds: float
) -> None:
    """It recovers what it confirmed; a batch whose commit it never answered may be there, whole."""
    child = run(WITHOUT_END, database)
    assert child.stdout is not None
    first = child.stdout.readline()
    time.sleep(seconds)
    postgres.kill()
    answered = int([first, *outcome(child)][-1])
    assert child.returncode == 1
    postgres.start()
    check_whole(database, tmp_path, {answered, answered + 40})


@pytest.mark.parametrize("victim", ["writer", "server"])
def test_group_commit_killed_at_any_time(
    postgres: Cluster, database: str, tmp_path: Path, victim: str
) -> None:
    """Each answer stands where it was said to, and nothing stands twice."""
    child = run(BY_TASKS, database)
    assert child.stdout is not None
    first = child.stdout.readline()
    time.sleep(0.3)
    if victim == "server":
        postgres.kill()
    else:
        child.kill()
    said = [first, *outcome(child)]
    if victim == "server":
        postgres.start()
    with Journal(database, KEY) as journal:
        rows = {
            one.index: (one.entry.facts["task"], one.entry.facts["number"])
            for one in journal.read()
        }
    assert len(set(rows.values())) == len(rows)
    for index, task, number in (map(int, line.split()) for line in said):
        assert rows[index] == (task, number)
    assert len(said) > 32
    check_whole(database, tmp_path, {len(rows)})
    assert len(rows) <= len(said) + 2 * 32


def test_a_writer_outlives_the_server(postgres: Cluster, database: str, tmp_path: Path) -> None:
    """What was asked while it was away was refused; what is asked after is recorded."""
    with Journal(database, KEY) as journal:
        journal.append(entries(5))
        postgres.kill()
        for _ in range(2):
            with pytest.raises(JournalStoreError):
                journal.append(entries(1, 5))
        postgres.start()
        assert journal.append(entries(1, 5))[0].index == 5
    check_whole(database, tmp_path, {6})
