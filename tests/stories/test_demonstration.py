"""`beraad demo` as a newcomer runs it: seven stages, and what they leave behind is true."""

import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from beraad.committee.docket import Docket
from beraad.journal.store import Journal
from beraad.journal.verify import verify_export
from beraad.register.shelf import published

ROOT = Path(__file__).parents[2]
COMMAND = [sys.executable, "-m", "beraad.site.command"]


def beraad(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*COMMAND, *words], cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo") / "home"
    done = beraad("demo", "--home", str(folder))
    assert done.returncode == 0, done.stderr
    (folder / "told.txt").write_text(done.stdout)
    return folder


def told(home: Path) -> str:
    return " ".join((home / "told.txt").read_text().split())


@pytest.mark.parametrize(
    "sentence",
    [
        "34 deliberations, 22 amendments",
        "1,000 persons, none of them real",
        "incomplete legal_basis",
        "in force from 18/03/2026 00:00:00",
        "17/03/2026 23:59:59 refused",
        "26/001, paragraph 8: takes effect on 18 March 2026 at 00:00.",
        "18/03/2026 00:00:00 answered",
        "Not passed on, because the clause does not name them: dispensing pharmacy.",
        "history: 6 months instead of 3 months",
        "Does it widen? yes: looking-back",
        "Nothing older than 21 January 2026 is passed on.",
        "Nothing older than 22 October 2025 is passed on.",
        "detected entry",
        "agrees requests: printed 193, counted 140 + 53",
    ],
)
def test_each_stage_tells_what_it_did(home: Path, sentence: str):
    assert sentence in told(home)


def test_the_journal_of_the_demonstration_verifies_and_the_tampered_copy_does_not(home: Path):
    assert beraad("journal", "verify", str(home / "journal.jsonl")).returncode == 0
    assert beraad("journal", "verify", str(home / "tampered.jsonl")).returncode == 1
    with Journal(home / "journal.db") as journal:
        assert verify_export(home / "journal.jsonl", str(journal.vkey)).fault is None


def test_the_journal_holds_no_number_of_a_person_and_no_datum(home: Path):
    with closing(sqlite3.connect(home / "population.sqlite")) as population:
        numbers = {row[0] for row in population.execute("SELECT subject FROM persons")}
        products = {row[0] for row in population.execute("SELECT product FROM dispensings")}
    text = (home / "journal.jsonl").read_text()
    assert len(numbers) > 900
    assert [word for word in (*numbers, *products) if word in text] == []


def test_what_was_published_is_law_and_says_the_amended_window(home: Path):
    with Journal(home / "journal.db") as journal:
        texts = published(journal, Docket(home / "docket"))
    assert len(texts) == 2
    for number, (name, text) in enumerate(texts.items()):
        (home / f"{number}.md").write_bytes(text)
        assert name.startswith("published/")
    words = ROOT / "src/beraad/demo/words.md"
    paths = [
        word
        for path in (ROOT / "systems", words, home / "0.md", home / "1.md")
        for word in ("--register", str(path))
    ]
    said = beraad("say", "26/001", "--on", "2026-05-01", "--json", *paths)
    (clause,) = json.loads(said.stdout)
    assert "the data go back 6 months at most" in clause["sentence"]


def test_the_reports_are_written_in_every_language_and_form(home: Path):
    for language in ("nl", "fr", "de", "en"):
        assert f'lang="{language}"' in (home / f"report-2024-{language}.html").read_text()
        assert "193" in (home / f"report-2024-{language}.md").read_text()
    played = (home / "report-2026-en.html").read_text()
    assert "2026" in played


def test_a_folder_with_other_files_is_left_alone(tmp_path: Path):
    (tmp_path / "thesis.txt").write_text("years of work")
    (tmp_path / "journal.db").write_text("somebody's journal")
    done = beraad("demo", "--home", str(tmp_path))
    assert done.returncode == 2
    assert "holds other files; give --home another folder" in done.stderr
    assert (tmp_path / "thesis.txt").exists()


def test_a_size_that_cannot_be_leaves_the_last_demonstration_as_it_is(home: Path) -> None:
    before = sorted(home.rglob("*"))
    done = beraad("demo", "--home", str(home), "--persons", "0")
    assert (done.returncode, done.stderr) == (
        2,
        "beraad: a population of 0 persons: expected 1 to 1,000,000\n",
    )
    assert sorted(home.rglob("*")) == before
