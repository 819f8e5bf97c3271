"""Each command helps: its help shows an example, and the example runs."""

import argparse
import json
import shlex
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from beraad.demo.emergency import choose_case
from beraad.demo.population import build
from beraad.exchange import actions, emergency
from beraad.journal.keyfile import make_key
from beraad.site.command import parser
from beraad.site.commands.evidence import desk_in
from beraad.site.commands.evidence_given import ADMITTED
from tests.site.conftest import ROOT, Shell
from tests.site.test_ask import ASKED

LONG = ("demo", "serve", "gateway", "carry", "assertion", "signature", "dead-letters", "citizen")
"""Commands of which the example takes long, does not end or needs one that does not end; their own
tests run them."""


def commands(
    top: argparse.ArgumentParser, words: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], argparse.ArgumentParser]]:
    """Every command with its parser, those that have subcommands included."""
    for action in top._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, command in action.choices.items():
                yield (*words, name), command
                yield from commands(command, (*words, name))


ALL = list(commands(parser()))
IDS = [" ".join(words) for words, _ in ALL]


def example(command: argparse.ArgumentParser) -> str:
    """The example at the end of the help."""
    return (command.epilog or "").partition("example:\n")[2].strip()


@pytest.mark.parametrize(("words", "command"), ALL, ids=IDS)
def test_help_shows_an_example_of_itself(
    shell: Shell, words: tuple[str, ...], command: argparse.ArgumentParser
):
    ran = shell(*words, "--help")
    assert ran.code == 0
    assert f"beraad {' '.join(words)}" in example(command)
    assert example(command) in ran.out


@pytest.mark.parametrize(("words", "command"), ALL, ids=IDS)
def test_every_option_says_what_it_is(words: tuple[str, ...], command: argparse.ArgumentParser):
    silent = [
        action.dest
        for action in command._actions
        if not action.help and not isinstance(action, argparse._SubParsersAction)
    ]
    assert silent == []


@pytest.fixture
def workplace(shell: Shell, journal: Path) -> None:
    """The files that examples name: a journal, its key and export, refusals, past questions."""
    make_key("build/demo/journal.key", "beraad.example/journal", bytes(range(32)))
    assert shell("journal", "export", str(journal), "build/demo/journal.jsonl").code == 0
    assert shell("journal", "export", str(journal), "export.jsonl").code == 0
    Path("refused.jsonl").write_text(json.dumps(ASKED) + "\n", encoding="utf-8")
    past = {"at": "2024-07-01T10:00:00+02:00", "communication": ASKED}
    Path("past.jsonl").write_text(json.dumps(past) + "\n", encoding="utf-8")


def counter(home: Path) -> None:
    """What the examples of `beraad evidence` act upon: a patient who excluded somebody, has a
    file, gave one mandate, and of whom an access in an emergency waits for review."""
    build(home, 1_000, 1, ROOT / "systems")
    case, at = choose_case(home, ADMITTED), datetime.now(UTC)
    with closing(sqlite3.connect(home / "sources" / "evidence.sqlite")) as store:
        for table in ("mandate_given", "consent_given"):
            store.execute(f"DELETE FROM {table}")
        store.commit()
    with desk_in(home) as desk:
        actions.exclude(desk, case.patient, case.physician, at)
        actions.begin_relation(desk, "file", case.patient, case.physician, at)
        given = actions.MandateGiven("practice", "customer", "x", (("gfd", "x"),), at)
        assert actions.give_mandate(desk, case.patient, given, at) == 1
        asked = ("emergency-physician", "serious-harm", "Unconscious after a fall.")
        assert emergency.break_glass(desk, case.patient, case.physician, *asked, at) == 1


@pytest.mark.usefixtures("workplace")
@pytest.mark.parametrize(
    "command",
    [command for words, command in ALL if words[0] not in LONG],
    ids=[one for one in IDS if one.split()[0] not in LONG],
)
def test_the_example_runs(command: argparse.ArgumentParser, tmp_path: Path):
    text = example(command)
    if command.prog.startswith("beraad evidence"):
        counter(tmp_path / "build" / "demo")
    if "withdraw" in text:
        assert beraad_does(text.replace("withdraw", "give"), tmp_path).returncode == 0
    ran = beraad_does(text, tmp_path)
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout or ran.stderr or " > " in text


def beraad_does(text: str, tmp_path: Path) -> "subprocess.CompletedProcess[str]":
    """Run a command as it is typed."""
    beraad = f"{shlex.quote(sys.executable)} -m beraad.site.command"
    return subprocess.run(
        ["bash", "-o", "pipefail", "-c", text.replace("beraad ", f"{beraad} ", 1)],
        cwd=tmp_path,
        env={
            "PYTHONPATH": str(ROOT / "src"),
            "BERAAD_HOME": str(tmp_path / "home"),
            "PATH": "/usr/bin:/bin",
        },
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.mark.parametrize("width", [80, 120])
@pytest.mark.parametrize(("words", "command"), ALL, ids=IDS)
def test_help_fits_the_screen(
    shell: Shell,
    monkeypatch: pytest.MonkeyPatch,
    words: tuple[str, ...],
    command: argparse.ArgumentParser,
    width: int,
):
    monkeypatch.setenv("COLUMNS", str(width))
    text = shell(*words, "--help").out.replace(example(command), "")
    long = [line for line in text.splitlines() if len(line) > width]
    assert long == []


def test_without_a_command_the_commands_are_named(shell: Shell):
    ran = shell()
    assert ran.code == 2
    assert "the following arguments are required: COMMAND" in ran.err


def test_an_unknown_command_gets_the_known_ones(shell: Shell):
    ran = shell("chek")
    assert ran.code == 2
    assert "'check'" in ran.err
