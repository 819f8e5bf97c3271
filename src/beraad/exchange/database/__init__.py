"""Databases that are only read: SQLite, DuckDB, Parquet files and PostgreSQL, one URL apart.

    sqlite:///path    duckdb:///path    parquet:///folder    postgresql://...

`open_database` gives a `Database`; whoever asks writes one query, whatever the engine.
"""

from beraad.exchange.database.base import (
    Database,
    DatabaseDownError,
    DatabaseError,
    DatabaseShapeError,
)
from beraad.exchange.database.opened import Place, open_database

__all__ = [
    "Database",
    "DatabaseDownError",
    "DatabaseError",
    "DatabaseShapeError",
    "Place",
    "open_database",
]
