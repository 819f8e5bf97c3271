"""The command as it is installed: exit codes, pipes, a terminal of 80 columns."""

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from tests.site.conftest import ROOT

BERAAD = Path(sys.executable).with_name("beraad")


def beraad(*words: str, given: str = "", **more: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # type: ignore[call-overload]
        [sys.executable, "-m", "beraad.site.command", *words],
        input=given,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        **more,
    )


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("check", "systems/vidis"), 0),
        (("check", "--alone", "systems/vidis/22-056.md"), 1),
        (("check", "nowhere"), 2),
        (("say", "22/057"), 2),
        (("register", "list", "--on", "someday"), 2),
        ((), 2),
    ],
)
def test_the_exit_code_tells_how_it_went(words: tuple[str, ...], code: int):
    ran = beraad(*words)
    assert ran.returncode == code
    assert "Traceback" not in ran.stderr


@pytest.mark.skipif(not BERAAD.exists(), reason="beraad is not installed beside this Python")
def test_the_installed_command_is_this_command():
    ran = subprocess.run(
        [BERAAD, "say", "22/056", "--on", "2024-07-01"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0
    assert ran.stdout == beraad("say", "22/056", "--on", "2024-07-01").stdout


@pytest.mark.parametrize(
    "words",
    [
        ("register", "list", "--json", "--on", "2024-07-01"),
        ("say", "22/056", "--on", "2024-07-01"),
        ("check", "systems"),
    ],
)
def test_a_reader_who_leaves_is_no_fault(words: tuple[str, ...]):
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "w") as closed:
        ran = subprocess.run(
            [sys.executable, "-m", "beraad.site.command", *words],
            cwd=ROOT,
            stdout=closed,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert "Broken" not in ran.stderr
    assert "Traceback" not in ran.stderr
    assert ran.returncode == 0


def test_a_reader_who_leaves_early_is_no_fault():
    reader, writer = os.pipe()
    with (
        os.fdopen(writer, "w") as theirs,
        subprocess.Popen(
            [sys.executable, "-m", "beraad.site.command", "register", "list", "--json"],
            cwd=ROOT,
            stdout=theirs,
            stderr=subprocess.PIPE,
            text=True,
        ) as running,
    ):
        assert os.read(reader, 1) == b"["
        os.close(reader)
        _, told = running.communicate(timeout=120)
    assert (running.returncode, told) == (0, "")


def test_output_is_utf_8_whatever_the_locale():
    ran = beraad("say", "22/056", "--lang", "fr", env={**os.environ, "LC_ALL": "C"})
    assert "généralistes" in ran.stdout


def on_terminal(columns: int, *words: str) -> str:
    """What the command shows on a terminal so wide."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "beraad.site.command", *words],
        cwd=ROOT,
        stdin=theirs,
        stdout=theirs,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "COLUMNS": str(columns), "TERM": "dumb"},
    ) as running:
        os.close(theirs)
        shown = b""
        while True:
            try:
                piece = os.read(ours, 65536)
            except OSError:  # the other end is closed
                break
            if not piece:
                break
            shown += piece
        running.wait(timeout=120)
    os.close(ours)
    return shown.decode().replace("\r\n", "\n")


@pytest.mark.parametrize(
    "words",
    [
        ("say", "22/056", "--lang", "de", "--on", "2024-07-01"),
        ("compare", "2024-07-01", "2025-02-01", "--number", "22/056"),
    ],
)
def test_on_80_columns_sentences_break_between_words(words: tuple[str, ...]):
    shown = on_terminal(80, *words)
    assert max(map(len, shown.splitlines())) <= 80
    whole = beraad(*words).stdout
    assert shown.split() == whole.split()


def test_on_80_columns_every_line_of_the_list_fits():
    lines = on_terminal(80, "register", "list", "--on", "2024-07-01").splitlines()
    assert max(map(len, lines[:-3])) <= 80
    rows, titles = lines[3:71:2], lines[4:71:2]
    assert [row[:6] for row in rows[:2]] == ["12/082", "13/094"]
    assert all(title.startswith("    ") and len(title) > 20 for title in titles)
