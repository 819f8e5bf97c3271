"""The database at a URL, or of a file."""

from pathlib import Path
from typing import TypeAlias

from beraad.exchange.database.base import Database
from beraad.exchange.database.hasty import Elsewhere
from beraad.exchange.database.sqlite import SqliteDatabase
from beraad.exchange.reading import Haste

Place: TypeAlias = str | Path
"""The path of an SQLite file, or a URL."""
ENGINES = ("sqlite", "duckdb", "parquet", "postgresql", "postgres")
EXPECTED = "sqlite:///path, duckdb:///path, parquet:///folder or postgresql://..."


def open_database(place: Place, wait: float | Haste = 2.0) -> Database:
    """The database at a place, not yet reached; a question takes at most `wait` seconds.

    ValueError, which repeats no password, for a URL of no kind that is known here. Engines are
    loaded when they are needed, since that takes longer than opening a file.
    """
    if isinstance(place, Path):
        return SqliteDatabase(place, wait)
    scheme, _, rest = place.partition("://")
    if scheme not in ENGINES or not (rest.startswith("/") or scheme.startswith("postgres")):
        raise ValueError(f"a database at {scheme}://...: expected {EXPECTED}")
    if scheme == "sqlite":
        return SqliteDatabase(Path(rest[1:]), wait)
    if isinstance(wait, Haste):
        return Elsewhere()
    if scheme in ("duckdb", "parquet"):
        from beraad.exchange.database.duck import DuckDatabase

        return DuckDatabase(Path(rest[1:]), wait)
    from beraad.exchange.database.postgres import PostgresDatabase

    return PostgresDatabase(place, wait)
