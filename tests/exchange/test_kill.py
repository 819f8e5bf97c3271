"""Killed at any moment, the gateway has given no answer that the journal does not hold."""

import signal
import subprocess
import sys
from pathlib import Path

from beraad.journal.store import Journal

ROOT = Path(__file__).parents[2]


def test_every_answer_that_came_out_has_its_entry_after_a_kill(built: Path, tmp_path: Path):
    path = tmp_path / "journal.sqlite"
    command = [sys.executable, "-m", "tests.exchange.asker", str(built), str(path)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        seen = [int(process.stdout.readline()) for _ in range(40)]
        process.send_signal(signal.SIGKILL)
        rest = process.stdout.read()
    whole = rest[: rest.rfind("\n") + 1]
    seen += [int(line) for line in whole.splitlines()]
    with Journal(path) as journal:
        kept = {found.index: found.entry for found in journal.read()}
        assert set(seen) <= set(kept)
        assert len(kept) - len(seen) in (0, 1)
        assert {entry.act for entry in kept.values()} == {"communication.permitted"}
        assert journal.inclusion(seen[-1]).size >= len(seen)
