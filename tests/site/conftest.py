"""A folder as a user has it, and the commands run in it."""

import io
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from beraad.journal.entry import Entry
from beraad.journal.note import SigningKey
from beraad.journal.store import Journal
from beraad.site.command import main

ROOT = Path(__file__).parents[2]
START = datetime(2024, 7, 1, 8, 0, tzinfo=UTC)
KEY = SigningKey("beraad.example/journal", bytes(range(32)))


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command said, and how it ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return msgspec.json.decode(self.out)

    @property
    def lines(self) -> list[Any]:
        return [msgspec.json.decode(line) for line in self.out.splitlines()]


Shell = Callable[..., Ran]


@pytest.fixture
def shell(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Shell:
    """`shell("say", "22/056")` in a folder that has `systems`, 80 columns wide."""
    (tmp_path / "systems").symlink_to(ROOT / "systems")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")

    def run(*arguments: str, given: str | bytes = "") -> Ran:
        content = given if isinstance(given, bytes) else given.encode()
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
        try:
            code = main(arguments)
        except SystemExit as end:
            code = int(end.code or 0)
        out, err = capsys.readouterr()
        return Ran(code, out, err)

    return run


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    """A journal of five permits under one clause and one refusal."""
    path = tmp_path / "build" / "demo" / "journal.db"
    path.parent.mkdir(parents=True)
    facts = {"number": "22/056", "paragraph": 10, "clause": "dispensing-history"}
    permits = [
        Entry(START + timedelta(seconds=n), "communication.permitted", "gateway", facts=facts)
        for n in range(5)
    ]
    refusal = Entry(START, "communication.refused", "gateway", facts={"answer": "refused"})
    with Journal(path, KEY) as written:
        written.append(permits)
        written.append([refusal])
    return path
