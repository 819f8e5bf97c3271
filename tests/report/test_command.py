"""`beraad report`: to the terminal or a file, with the figures and the journal that are given."""

import argparse
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from beraad.journal.entry import Entry
from beraad.journal.note import SigningKey
from beraad.journal.store import Journal
from beraad.report.printed import FiguresError
from beraad.site.commands import report
from tests.report.annual import SYSTEMS


def run(*words: str) -> int:
    parser = argparse.ArgumentParser()
    report.add(parser.add_subparsers())
    given = parser.parse_args(["report", *words])
    return int(given.run(given))


def test_the_figures_of_the_year_are_found_among_the_documents(capsys):
    assert run("--year", "2024", "--lang", "de") == 0
    assert capsys.readouterr().out.startswith("# Tätigkeitsbericht 2024\n")
    assert run("--year", "2024", "--format", "json", "--register", str(SYSTEMS)) == 0
    figures = msgspec.json.decode(capsys.readouterr().out)["figures"]
    assert {f["id"]: f["value"] for f in figures if f["id"] == "requests"} == {"requests": 193}


def test_the_report_is_written_to_a_file(tmp_path: Path, capsys):
    out = tmp_path / "report.html"
    assert run("--year", "2024", "--format", "html", "--lang", "fr", "--out", str(out)) == 0
    assert '<html lang="fr">' in out.read_text("utf-8")
    assert capsys.readouterr().out == f"{out} written\n"


def test_a_journal_tells_what_happened(tmp_path: Path, capsys):
    path = tmp_path / "journal.db"
    with Journal(path, SigningKey("beraad.example/test", bytes(32))) as journal:
        at = datetime(2030, 5, 1, tzinfo=UTC)
        journal.append([Entry(at=at, act="communication.refused", actor="gateway", about="22/056")])
    assert run("--year", "2030", "--journal", str(path)) == 0
    assert "| communications refused | 1[^flows-refused] |" in capsys.readouterr().out


def test_bad_figures_are_told(tmp_path: Path):
    path = tmp_path / "figures.toml"
    path.write_text("year = 2024\n[[figure]]\n")
    with pytest.raises(FiguresError, match="figure 1: no 'id'"):
        run("--year", "2024", "--figures", str(path))
