"""`beraad journal`: an export and a proof, and an outsider who checks them."""

import sqlite3
from pathlib import Path

import pytest

from beraad.journal.store import Journal
from tests.site.conftest import Shell


@pytest.fixture
def export(shell: Shell, journal: Path) -> Path:
    assert shell("journal", "export", str(journal), "all.jsonl").code == 0
    return Path("all.jsonl")


def test_an_export_is_written_and_holds(shell: Shell, journal: Path):
    ran = shell("journal", "export", str(journal), "all.jsonl")
    assert ran.out == "all.jsonl written; check it with: beraad journal verify all.jsonl\n"
    checked = shell("journal", "verify", "all.jsonl")
    assert (checked.code, checked.err) == (0, "")
    assert all(line.startswith("ok    ") for line in checked.out.splitlines())
    assert "6 entries" in checked.out


def test_a_changed_entry_is_named(shell: Shell, export: Path):
    lines = export.read_text(encoding="utf-8").splitlines(keepends=True)
    at = next(n for n, line in enumerate(lines) if '"index":3' in line)
    lines[at] = lines[at].replace("gateway", "nobody")
    export.write_text("".join(lines), encoding="utf-8")
    ran = shell("journal", "verify", str(export))
    assert ran.code == 1
    assert ran.err.startswith("FAULT entry 3")


def test_a_row_tampered_with_in_the_database_is_named(shell: Shell, journal: Path):
    with sqlite3.connect(journal) as database:
        triggers = database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for (name,) in triggers.fetchall():
            database.execute(f'DROP TRIGGER "{name}"')
        (table,) = database.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE '%content%'"
        ).fetchone()
        database.execute(
            f"UPDATE \"{table}\" SET content = replace(content, '22/056', '22/057')"
            " WHERE content LIKE '%22/056%'"
        )
    database.close()
    assert shell("journal", "export", str(journal), "all.jsonl").code == 0
    ran = shell("journal", "verify", "all.jsonl")
    assert ran.code == 1
    assert ran.err.startswith("FAULT entry 0")


def test_a_key_known_from_elsewhere_must_be_the_key(shell: Shell, journal: Path, export: Path):
    with Journal(journal) as read:
        key = str(read.vkey)
    assert shell("journal", "verify", str(export), "--vkey", key).code == 0
    other = "beraad.example/other" + key.removeprefix("beraad.example/journal")
    assert shell("journal", "verify", str(export), "--vkey", other).code == 1


def test_a_checkpoint_kept_from_before_pins_the_past(shell: Shell, journal: Path, export: Path):
    with Journal(journal) as read:
        Path("seen").write_text(read.checkpoint(5), encoding="utf-8")
    assert shell("journal", "verify", str(export), "--seen", "seen").code == 0


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"", "nothing"),
        (b"# Beraad\n\nFrom vote to gateway\n", "'# Beraad'"),
        (b"\x1b[2J\xff\n", "'\\x1b[2J\ufffd'"),
    ],
)
def test_a_file_that_is_no_export_is_told(shell: Shell, content: bytes, found: str):
    Path("README.md").write_bytes(content)
    ran = shell("journal", "verify", "README.md")
    assert (ran.code, ran.out) == (1, "")
    told = "line 1, where entry 0 is due: expected canonical JSON, found"
    assert ran.err == f"FAULT {told} {found}\n"


def test_one_entry_is_proven(shell: Shell, journal: Path):
    ran = shell("journal", "prove", str(journal), "4", "four.proof")
    assert ran.out == "four.proof written; check it with: beraad journal verify four.proof\n"
    checked = shell("journal", "verify", "four.proof")
    assert (checked.code, checked.err) == (0, "")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("verify", "no.jsonl"), "Cannot read: "),
        (("export", "no.db", "x"), "beraad: There is no journal at no.db"),
        (("prove", "no.db", "0", "x"), "beraad: There is no journal at no.db"),
        (("prove", "no.db", "first", "x"), "argument INDEX: invalid int value: 'first'"),
        (("veryfy", "x"), "invalid choice: 'veryfy'"),
    ],
)
def test_what_is_not_there_is_named(shell: Shell, words: tuple[str, ...], told: str):
    ran = shell("journal", *words)
    assert (ran.code, ran.out) == (2, "")
    assert told in ran.err


def test_an_entry_that_is_not_there_is_named(shell: Shell, journal: Path):
    ran = shell("journal", "prove", str(journal), "99", "x")
    assert ran.code == 2
    assert ran.err.startswith("beraad: ")
    assert "99" in ran.err


def test_a_file_that_is_no_journal_is_named(shell: Shell):
    Path("notes.db").write_text("notes", encoding="utf-8")
    ran = shell("journal", "export", "notes.db", "x")
    assert ran.code == 2
    assert "notes.db is not a journal" in ran.err
