"""Raw edits of the database by who owns the file and dropped its triggers: all are found."""

import random
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from beraad.journal.export import export_lines
from beraad.journal.store import Journal
from beraad.journal.verify import verify_export
from tests.journal.conftest import KEY

VKEY = str(KEY.public)


def tamper(db: sqlite3.Connection, chance: random.Random) -> str:
    """One random edit of one cell of one row; what was done."""
    table, key, columns = chance.choice(
        [
            ("entry", "position", ["content", "salt", "position"]),
            ("tile", "rowid", ["hashes", "number", "level"]),
            ("checkpoint", "serial", ["note", "size", "serial"]),
        ]
    )
    where = "level = ? AND number = ?" if table == "tile" else f"{key} = ?"
    keys = "level, number" if table == "tile" else key
    row = chance.choice(db.execute(f"SELECT {keys} FROM {table}").fetchall())
    column = chance.choice(columns)
    value = db.execute(f"SELECT {column} FROM {table} WHERE {where}", row).fetchone()[0]
    db.execute(f"UPDATE {table} SET {column} = ? WHERE {where}", (other(value, chance), *row))
    return f"{table} {row} {column}"


def other(value: Any, chance: random.Random) -> Any:
    if isinstance(value, int):
        return value + chance.choice([-1, 1, 1000])
    cells = list(value)
    place = chance.randrange(len(cells))
    if isinstance(value, bytes):
        cells[place] ^= 1 << chance.randrange(8)
        return bytes(cells)
    cells[place] = chance.choice([letter for letter in "ab1 {\n" if letter != cells[place]])
    return "".join(cells)


def test_random_edits_of_single_rows_are_found(filled: Journal, path: Path, tmp_path: Path) -> None:
    """200 here; an edit that the file refuses even without triggers does not count."""
    chance, done = random.Random(2024), 0
    filled.export(tmp_path / "export")
    db = sqlite3.connect(path, isolation_level=None)
    for table in ("entry", "tile", "checkpoint"):
        for (name,) in db.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = ?", (table,)
        ).fetchall():
            db.execute(f"DROP TRIGGER {name}")
    while done < 200:
        db.execute("BEGIN")
        try:
            what = tamper(db, chance)
        except sqlite3.Error:
            db.execute("ROLLBACK")
            continue
        (tmp_path / "export").write_bytes(b"".join(export_lines(db)))
        db.execute("ROLLBACK")
        assert verify_export(tmp_path / "export", VKEY).fault is not None, what
        done += 1
    db.close()


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM entry WHERE position = 7",
        "DELETE FROM entry WHERE position = 299",
        "DELETE FROM tile WHERE level = 1",
        "DELETE FROM tile WHERE level = 0 AND number = 1",
        "DELETE FROM checkpoint WHERE serial = 1",
        "DELETE FROM checkpoint WHERE serial = 3",
        "UPDATE entry SET content = NULL, salt = NULL WHERE position = 7",
        "UPDATE entry SET content = replace(content, ',', ', ') WHERE position = 7",
        "UPDATE tile SET hashes = CAST(hashes || zeroblob(32) AS BLOB) WHERE number = 1",
        "UPDATE log SET vkey = replace(vkey, 'beraad', 'cadeau')",
    ],
)
def test_edits_with_a_purpose_are_found(
    filled: Journal, path: Path, tmp_path: Path, statement: str
) -> None:
    db = sqlite3.connect(path, isolation_level=None)
    for (name,) in db.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
        db.execute(f"DROP TRIGGER {name}")
    db.execute(statement)
    db.close()
    filled.export(tmp_path / "export")
    assert verify_export(tmp_path / "export").fault is not None
