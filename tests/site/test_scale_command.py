"""`beraad scale`: what it prints is what the page shows."""

import json

import pytest

from tests.site.conftest import ROOT, Shell

PAGE = ROOT / "docs" / "explanation" / "scale.md"


def test_the_page_shows_what_the_command_prints(shell: Shell):
    shown = PAGE.read_text(encoding="utf-8").partition("```console\n$ beraad scale\n")[2]
    assert shown.partition("```\n")[0] == shell("scale").out


def test_it_is_told_as_json_too(shell: Shell):
    told = shell("scale", "--messages", "4e9", "--json").json
    assert (told["peak_per_second"], told["processes"]) == (2195.9, 2)
    assert [part["lasts"] for part in told["parts"]][:2] == [False, False]


def test_it_reckons_with_what_was_measured_here(shell: Shell, tmp_path_factory):
    row = {"name": "gateway: answers, 64 connections", "subject": "SQLite, group commit"}
    file = tmp_path_factory.mktemp("bench") / "bench.json"
    file.write_text(json.dumps([{**row, "value": 100}]))
    assert shell("scale", "--bench", str(file), "--json").json["processes"] == 16


def test_years_ahead_say_what_has_run_out(shell: Shell):
    lines = shell("scale", "--years", "3", "--growth", "1").out.splitlines()[-3:]
    assert [line.split("  ")[-1].strip() for line in lines] == [
        "nothing",
        "one disk, at the end of it, one gateway process",
        "one disk, at the end of it, one gateway process",
    ]


@pytest.mark.parametrize("given", [("--files", "1"), ("--peak", "0"), ("--bench", "no.json")])
def test_what_cannot_be_is_told(shell: Shell, given: tuple[str, str]):
    ran = shell("scale", *given)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("beraad: ")
