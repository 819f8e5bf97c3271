"""`beraad systems`: what passed, what failed and where, and a scenario step by step."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from beraad.demo.scenarios.result import keep, result
from beraad.demo.scenarios.run import chapters_in
from beraad.journal.keyfile import read_key
from beraad.register.shelf import demonstrations, open_register
from beraad.site.commands import systems as command
from beraad.site.folders import SYSTEMS
from tests.site.conftest import ROOT, Shell

CHAPTER = ROOT / "tests" / "demo" / "scenarios" / "chapters" / "flexi-jobs.md"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Systems of which one has a chapter, and a folder for what is kept."""
    copy = tmp_path / "own"
    shutil.copytree(ROOT / "systems", copy, ignore=shutil.ignore_patterns("scenarios.md"))
    shutil.copy(CHAPTER, copy / "flexi-jobs" / "scenarios.md")
    monkeypatch.setattr(command, "SYSTEMS", copy)
    monkeypatch.setattr(command, "STATE", tmp_path / "state")
    return copy


def test_a_table_tells_what_passed(shell: Shell, folder: Path):
    ran = shell("systems")
    assert ran.code == 0, ran.out
    heads, _, row = ran.out.splitlines()
    assert heads.split()[:4] == ["system", "deliberations", "passed", "failed"]
    assert row.split()[:4] == ["flexi-jobs", "15/048", "2", "0"]


def test_the_table_of_all_systems_fits_a_terminal_of_eighty_columns(
    shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    now = datetime(2026, 3, 2, 12, tzinfo=UTC)
    register = open_register([SYSTEMS, *demonstrations([SYSTEMS])])
    chapters = chapters_in(SYSTEMS)
    keep(tmp_path, {one.system: result(one, register, (), now) for one in chapters})
    monkeypatch.setattr(command, "STATE", tmp_path)
    lines = shell("systems", "--last").out.splitlines()
    assert max(map(len, lines)) <= 80
    (mandates,) = [line.split() for line in lines if line.startswith("mandates ")]
    assert mandates[1:3] == ["24/222,", "23/904*"]
    assert "* demonstration: invented" in lines[-3]
    assert lines[-1] == f"{len(chapters)} systems, scenarios: 0 passed, 0 failed"


def test_the_last_run_is_shown_without_running(
    shell: Shell, folder: Path, monkeypatch: pytest.MonkeyPatch
):
    assert shell("systems", "--last").code == 2
    ran = shell("systems", "--json")
    monkeypatch.delattr(command, "executed")
    assert shell("systems", "--last", "--json").json == ran.json


def test_json_has_every_scenario(shell: Shell, folder: Path):
    (one,) = shell("systems", "flexi-jobs", "--json").json
    assert one["system"] == "flexi-jobs"
    assert (one["passed"], one["failed"], one["failures"]) == (2, 0, [])
    assert one["scenarios"][0] == {
        "title": "The employer hears yes or no",
        "rows": 3,
        "holding": 3,
        "passed": True,
    }


def test_what_fails_is_told_with_file_line_and_column(shell: Shell, folder: Path):
    path = folder / "flexi-jobs" / "scenarios.md"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("| Walter | no |", "| Walter | yes |"), encoding="utf-8")
    ran = shell("systems")
    assert ran.code == 1
    assert f"{path}:37: answer\n  expected: yes\n  got:      no\n" in ran.out
    assert ran.out.splitlines()[-1].split()[2:4] == ["1", "1"]


def test_what_no_row_shows_is_told_on_demand(shell: Shell, folder: Path):
    ran = shell("systems", "--missing")
    assert ran.code == 1
    assert "flexi-jobs: 2 scenarios; at least 5 are wanted" in ran.out
    (one,) = shell("systems", "--missing", "--json").json
    assert one["missing"][0] == "2 scenarios; at least 5 are wanted"


def test_a_scenario_is_walked_through(shell: Shell, folder: Path):
    ran = shell("systems", "flexi-jobs", "--show", "--scenario", "Office")
    assert ran.code == 0
    assert "The Office reads the career, a year back" in ran.out
    assert "The employer hears" not in ran.out
    assert "proof     verified: This entry is number" in ran.out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("videos",), "no system 'videos' with a chapter scenarios.md; there are: flexi-jobs"),
        (("flexi-jobs", "--scenario", "7"), "flexi-jobs has no scenario '7'; it has:"),
        (("flexi-jobs", "--show", "--json"), "--json tells the results without it"),
        (("flexi-jobs", "--show", "--last"), "what it asked needs a new run"),
    ],
)
def test_what_there_is_not_gets_what_there_is(
    shell: Shell, folder: Path, words: tuple[str, ...], told: str
):
    ran = shell("systems", *words)
    assert ran.code == 2
    assert told in ran.err


def test_a_folder_without_a_chapter_is_named(
    shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(command, "SYSTEMS", tmp_path / "elsewhere")
    ran = shell("systems")
    assert ran.code == 2
    assert "elsewhere holds no system with a chapter scenarios.md" in ran.err


def test_a_system_that_is_named_twice_is_shown_once(shell: Shell, folder: Path):
    assert len(shell("systems", "flexi-jobs", "flexi-jobs", "--json").json) == 1


def test_show_wants_one_system(shell: Shell, folder: Path):
    shutil.copy(CHAPTER, folder / "vidis" / "scenarios.md")
    ran = shell("systems", "--show")
    assert ran.code == 2
    assert "name it, such as vidis" in ran.err


def test_its_people_get_a_home_that_the_gateway_takes(shell: Shell, folder: Path, tmp_path: Path):
    home = tmp_path / "people"
    ran = shell("systems", "flexi-jobs", "--home", str(home))
    assert ran.code == 0, ran.err
    assert ran.out.splitlines()[0].split() == ["system", "name", "number"]
    assert ran.out.splitlines()[-1].startswith(f"beraad gateway --home {home} ")
    assert (home / "sources" / "flexi-job-check.sqlite").exists()
    assert read_key(home / "journal.key").public
    (other,) = shell("systems", "flexi-jobs", "--home", str(tmp_path / "as"), "--json").json[:1]
    assert " ".join(other.values()) == " ".join(ran.out.splitlines()[2].split())
    again = shell("systems", "flexi-jobs", "--home", str(home))
    assert (again.code, again.err) == (2, f"beraad: {home} is not empty; name a new folder\n")
