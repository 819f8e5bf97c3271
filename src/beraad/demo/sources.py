"""The stores of the demonstration: each authentic source a database of its own, made from SQL.

A file `systems/*/source.sql` is a series of parts, each under a line `-- store: NAME`. NAME is the
word of a source in the catalogue, `evidence` (what conditions and populations ask) or `directory`
(which number stands for whom). The statements of a part run in the database of that name, with the
simulated population attached as `population`. README.md gives the contract.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import polars as pl

from beraad.exchange.asking import Ear
from beraad.exchange.reckoning import teach

HEAD = "-- store: "
TYPES = {pl.String: "TEXT", pl.Date: "TEXT", pl.Boolean: "INTEGER"}


class SourceScriptError(ValueError):
    """A source.sql does not run; the message names file and line of the part."""


@contextmanager
def writing(path: Path) -> Iterator[sqlite3.Connection]:
    """A new database, written without regard to a crash: it can be made again."""
    database = sqlite3.connect(path.absolute().as_uri(), uri=True, isolation_level=None)
    try:
        database.execute("PRAGMA journal_mode = OFF")
        database.execute("PRAGMA synchronous = OFF")
        database.execute("BEGIN")
        yield database
        database.execute("COMMIT")
    finally:
        database.close()


def write(database: sqlite3.Connection, name: str, table: pl.DataFrame) -> None:
    """Add rows to a table, which is made at first; days become ISO text."""
    columns = ", ".join(f'"{c}" {TYPES.get(type(t), "INTEGER")}' for c, t in table.schema.items())
    database.execute(f'CREATE TABLE IF NOT EXISTS "{name}" ({columns})')
    slots = ", ".join("?" * len(table.columns))
    rows = table.with_columns(pl.col(pl.Date).cast(pl.String)).iter_rows()
    database.executemany(f'INSERT INTO "{name}" VALUES ({slots})', rows)  # noqa: S608


def index(database: sqlite3.Connection, name: str) -> None:
    """Let the rows about a person be found."""
    database.execute(f'CREATE INDEX "{name} by subject" ON "{name}" (subject)')


def build(home: Path, systems: Path) -> None:
    """Make `home/sources/NAME.sqlite` for every store that the systems describe."""
    folder = home / "sources"
    folder.mkdir(exist_ok=True)
    for old in folder.glob("*.sqlite*"):
        old.unlink()
    for name, scripts in collected(systems).items():
        make(folder / f"{name}.sqlite", home / "population.sqlite", scripts)


def collected(systems: Path) -> dict[str, list[tuple[str, str]]]:
    """For each store its scripts with the places where they stand; what is common goes first."""
    found: dict[str, list[tuple[str, str]]] = {}
    for file in sorted(systems.glob("*/source.sql"), key=lambda f: (f.parent.name != "common", f)):
        for name, place, script in sections(file):
            found.setdefault(name, []).append((place, script))
    return found


def sections(file: Path) -> Iterator[tuple[str, str, str]]:
    """Store, place and statements of each part of a source.sql."""
    where = f"{file.parent.name}/{file.name}"
    name, begin, lines = "", 0, [""]
    for number, line in enumerate([*file.read_text(encoding="utf-8").splitlines(), HEAD], start=1):
        if not line.startswith(HEAD):
            lines.append(line)
            continue
        if name:
            yield name, f"{where}:{begin}", "\n".join(lines)
        elif any(text and not text.startswith("--") for text in lines):
            raise SourceScriptError(f"{where}: a statement stands before the first '{HEAD}NAME'")
        name, begin, lines = line.removeprefix(HEAD).strip(), number, []


def make(path: Path, population: Path, scripts: list[tuple[str, str]]) -> None:
    """One store from the parts that name it."""
    with writing(path) as database:
        database.execute("COMMIT")  # a database cannot be attached inside a transaction
        teach(database)
        Ear(database)  # the functions that views may call must be known when these are made
        database.execute("ATTACH ? AS population", (f"{population.absolute().as_uri()}?mode=ro",))
        for place, script in scripts:
            try:
                database.executescript(f"BEGIN;\n{script}\n;COMMIT;")
            except sqlite3.Error as error:
                raise SourceScriptError(f"{place}: {error}") from error
        database.execute("BEGIN")
