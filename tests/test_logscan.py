"""The scan of all logs catches what it is there for, in one process and in several, and repeats
nothing of it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.logscan import leaks

ROOT = Path(__file__).parents[1]
SECRETS = [
    ("about 85073003328", "a national number"),
    ("about 85.07.30-033.28.", "a national number"),
    ("got eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln", "a token"),
    ("Authorization: Bearer abcdefghijklmnopqrst", "a token"),
    ("-----BEGIN PRIVATE KEY-----", "a private key or a signature"),
    ("PRIVATE+KEY+beraad.example+00000000+AAAA", "a private key or a signature"),
    (
        '{"kty":"OKP","d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"}',
        "a private key or a signature",
    ),
    ("Signature: sig=:" + "A" * 86 + "==:", "a private key or a signature"),
]
HARMLESS = [
    "consult 200 12.3 ms",
    "about 85073003329",
    "entry 1795522370 of 20240109080000",
    "leaf " + "85073003328".ljust(64, "a"),
    "unexpected RuntimeError at fail:12 < respond:40",
    "Ed25519 beraad.example+1234abcd+AAAA",
]


@pytest.mark.parametrize(("line", "kind"), SECRETS)
def test_a_secret_is_found_in_a_line(line: str, kind: str):
    assert leaks({line: "beraad.gateway in a test"}) == [f"{kind}: beraad.gateway in a test"]


def test_what_is_harmless_is_not(tmp_path: Path):
    assert leaks(dict.fromkeys(HARMLESS, "a test")) == []


LEAKING = """
import logging

def test_logs():
    logging.getLogger("beraad.gateway").{level}("about %s", "{number}")

def test_file(tmp_path):
    (tmp_path / "gateway.log").write_text("fine\\n{file}\\n")
"""


@pytest.mark.parametrize("processes", [[], ["-n", "2"]], ids=["one process", "two"])
@pytest.mark.parametrize(
    ("number", "file", "leaking"),
    [("85073003328", "", "test_logs"), ("1", "a 85073003328", "gateway.log"), ("1", "fine", "")],
)
def test_a_run_that_leaks_fails_and_one_that_does_not_passes(
    tmp_path: Path, processes: list[str], number: str, file: str, leaking: str
):
    made = LEAKING.format(number=number, file=file, level="debug")
    (tmp_path / "test_leaking.py").write_text(made)
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "tests.logscan",
        "-p",
        "no:cacheprovider",
    ]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path])}
    environment.pop("PYTEST_XDIST_WORKER", None)
    place = ["--rootdir", str(tmp_path), "--basetemp", str(tmp_path / "base"), *processes]
    run = subprocess.run(
        [*command, *place, "test_leaking.py"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
    )
    shutil.rmtree(tmp_path / "base")  # or the scan of this run would find it
    assert "2 passed" in run.stdout, run.stdout + run.stderr
    told = [line for line in run.stdout.splitlines() if line.startswith("LEAK")]
    assert run.returncode == (1 if leaking else 0)
    assert len(told) == (1 if leaking else 0)
    assert all(leaking in line and "85073003328" not in line for line in told)
