"""Raw edits of the database by who owns the file and dropped its triggers: all are found."""

import os
import random
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from beraad.journal.base import Store
from beraad.journal.export import export_lines
from beraad.journal.store import Journal, JournalStoreError
from beraad.journal.verify import verify_export
from tests.journal.conftest import KEY, entries, unlocked

VKEY = str(KEY.public)


KEYS = {"entry": "position", "tile": "level, number, start", "checkpoint": "serial"}
COLUMNS = {
    "entry": ["content", "salt", "position"],
    "tile": ["hashes", "number", "level"],
    "checkpoint": ["note", "size", "serial"],
}
REST = {"entry": "content, salt", "tile": "hashes", "checkpoint": "size + 1, note"}
KINDS = ["cell"] * 6 + ["delete", "copy", "blank", "swap"]
LOGS = {"wide": [1, 5, 294], "small": [1, 3, 4]}
"""Entries under each checkpoint. The wide log needs more than one tile, the small one is quickly
read as a whole."""

EDITS = {"sqlite wide": 500, "sqlite small": 6_500, "postgres wide": 500, "postgres small": 2_500}
"""10,000 in all, and ten times as many by night."""

TIMES = 10 if os.environ.get("BERAAD_NIGHTLY") else 1
SEEDS = 5


def tamper(store: Store, chance: random.Random) -> str:
    """One random edit of one row of a random table; what was done."""
    postgres = engine(store) == "postgres"
    table = chance.choice(list(KEYS))
    keys = KEYS[table] if postgres else KEYS[table].removesuffix(", start")
    mark = "%s" if postgres else "?"
    where = " AND ".join(f"{key} = {mark}" for key in keys.split(", "))
    rows = list(store.rows(f"SELECT {keys} FROM {table} ORDER BY {keys}"))
    row, kind = chance.choice(rows), chance.choice(KINDS)
    if kind == "delete":
        store.run(f"DELETE FROM {table} WHERE {where}", row)
    elif kind == "copy":  # the same once more, at the end
        rest = REST[table] + (", month" if postgres and table == "entry" else "")
        named = rest.replace(" + 1", "")
        last = (rows[-1][0] + 1, *row[1:])
        marks = ", ".join([mark] * len(row))
        copied = f"SELECT {marks}, {rest} FROM {table} WHERE {where}"
        store.run(f"INSERT INTO {table} ({keys}, {named}) {copied}", (*last, *row))
    elif kind == "blank" and table == "entry":
        store.run(f"UPDATE entry SET content = NULL, salt = NULL WHERE {where}", row)
    elif kind == "swap" and len(rows) > 1:  # what another row has
        column, donor = COLUMNS[table][0], chance.choice([one for one in rows if one != row])
        (value,) = store.one(f"SELECT {column} FROM {table} WHERE {where}", donor) or ()
        store.run(f"UPDATE {table} SET {column} = {mark} WHERE {where}", (value, *row))
    else:
        column = chance.choice(COLUMNS[table])
        (value,) = store.one(f"SELECT {column} FROM {table} WHERE {where}", row) or ()
        changed = (other(value, chance), *row)
        store.run(f"UPDATE {table} SET {column} = {mark} WHERE {where}", changed)
    return f"{kind}: {table} {row}"


def engine(store: Store) -> str:
    return "postgres" if store.sql.__name__.endswith("postgres_sql") else "sqlite"


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


@pytest.mark.parametrize("log", LOGS)
@pytest.mark.parametrize("seed", range(SEEDS))
def test_random_edits_of_single_rows_are_found(
    journal: Journal, tmp_path: Path, log: str, seed: int
) -> None:
    """Each alone, by the verifier and nothing else, which reads the whole log every time. What the
    database refuses even so does not count."""
    for count in LOGS[log]:
        journal.append(entries(count, len(list(journal.read()))))
    chance, done = random.Random(seed), 0
    store = unlocked(journal)
    while done < EDITS[f"{engine(store)} {log}"] * TIMES // SEEDS:
        with suppress(JournalStoreError), undone(store):
            what = tamper(store, chance)
            (tmp_path / "export").write_bytes(b"".join(export_lines(store)))
            assert verify_export(tmp_path / "export", VKEY).fault is not None, what
            done += 1


class UndoneError(Exception):
    """What ends a transaction that is not to be."""


@contextmanager
def undone(store: Store) -> Iterator[None]:
    """A transaction that never happened."""
    with suppress(UndoneError), store.writing():
        yield
        raise UndoneError


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
        "UPDATE tile SET hashes = CAST(hashes || (SELECT salt || salt FROM entry LIMIT 1) AS blob)"
        " WHERE number = 1",
        "UPDATE log SET vkey = replace(vkey, 'beraad', 'cadeau')",
    ],
)
def test_edits_with_a_purpose_are_found(filled: Journal, tmp_path: Path, statement: str) -> None:
    store = unlocked(filled)
    store.run(statement)
    filled.export(tmp_path / "export")
    assert verify_export(tmp_path / "export").fault is not None
