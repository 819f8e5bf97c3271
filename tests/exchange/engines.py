"""The same store on each engine: tables copied, views made from the very same text."""

import secrets
import sqlite3
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

import duckdb
import polars as pl
import psycopg

from beraad.exchange.asking import Ear
from beraad.exchange.database import Place
from beraad.exchange.database.carried import Carried, carry
from beraad.exchange.database.duck import DuckDatabase
from beraad.exchange.database.duck import teach as teach_duck
from beraad.exchange.database.postgres_rules import script
from beraad.exchange.reckoning import teach
from tests.postgres import Cluster

MADE: list[tuple[Cluster, str]] = []
"""The databases of this process, each of ten megabytes."""


def frame(store: Carried, table: str) -> pl.DataFrame:
    """A table as polars has it."""
    schema = {name: pl.Int64 if whole else pl.String for name, whole in store.columns(table)}
    return pl.DataFrame(store.rows(table).fetchall(), schema, orient="row")


def on_postgres(path: Path, cluster: Cluster) -> str:
    """The URL of a new database with what the SQLite file at `path` holds."""
    url = new_database(cluster)
    carry(path, url)
    return url


def on_duckdb(path: Path, target: Path) -> str:
    """The URL of a new DuckDB file with what the SQLite file holds."""
    folder = target.with_suffix(".tables")
    on_parquet(path, folder)
    with closing(sqlite3.connect(path)) as origin, closing(duckdb.connect(str(target))) as made:
        teach_duck(made, DuckDatabase(target, 1.0))
        store = Carried(origin)
        for table in store.tables:
            made.execute(f"CREATE TABLE \"{table}\" AS FROM '{folder}/{table}.parquet'")
        for view in store.views:
            made.execute(view)
    return f"duckdb:///{target}"


def on_parquet(path: Path, folder: Path) -> str:
    """The URL of a folder with a Parquet file for each table; it has no views."""
    folder.mkdir()
    with closing(sqlite3.connect(path)) as origin:
        store = Carried(origin)
        for table in store.tables:
            frame(store, table).write_parquet(folder / f"{table}.parquet")
    return f"parquet:///{folder}"


def new_database(cluster: Cluster) -> str:
    """The URL of a database with the functions that views call."""
    name = f"store_{secrets.token_hex(6)}"
    with psycopg.connect(cluster.url(), autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
    with psycopg.connect(cluster.url(name)) as made:
        made.execute(script())
    MADE.append((cluster, name))
    return cluster.url(name)


def drop(cluster: Cluster, name: str) -> None:
    """Give up a database, even if something is still connected."""
    with (
        suppress(psycopg.OperationalError),  # a cluster of the test's own is gone already
        psycopg.connect(cluster.url(), autocommit=True) as server,
    ):
        server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@dataclass
class Engine:
    """One engine, and where its stores may come."""

    name: str
    folder: Path
    cluster: Cluster | None

    def copy(self, path: Path) -> Place:
        """A store that holds what the SQLite file holds."""
        target = self.folder / secrets.token_hex(6)
        if self.name == "postgres":
            assert self.cluster
            return on_postgres(path, self.cluster)
        if self.name == "duckdb":
            return on_duckdb(path, target)
        return on_parquet(path, target) if self.name == "parquet" else path

    def change(self, place: Place, statement: str) -> None:
        """Change a store of SQLite or PostgreSQL."""
        if isinstance(place, Path):
            with closing(sqlite3.connect(place)) as database:
                database.execute(statement)
                database.commit()
        else:
            with psycopg.connect(place) as mirror:
                mirror.execute(statement)

    def make(self, *statements: str) -> Place:
        """A store made of these statements."""
        if self.name == "postgres":
            assert self.cluster
            url = new_database(self.cluster)
            with psycopg.connect(url) as database:
                for statement in statements:
                    database.execute(statement)
                database.commit()
            return url
        path = self.folder / f"{secrets.token_hex(6)}.sqlite"
        with closing(sqlite3.connect(path)) as database:
            teach(database)
            Ear(database)
            for statement in statements:
                database.execute(statement)
                database.commit()
            database.commit()
        return self.copy(path)
