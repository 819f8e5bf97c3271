"""Proofs that were used: each counts once, on whichever machine it comes in.

Kept in an SQLite file, for the processes of one machine, or in PostgreSQL, for those of several.
On disk, so that a restart does not take one again; until it ends and no longer, so that the store
stays small. A proof is kept as a digest, since its number comes from outside and may hold anything.
"""

import hashlib
import sqlite3
from collections import deque
from collections.abc import Mapping
from concurrent.futures import Future
from pathlib import Path
from threading import Lock
from typing import Any, Protocol

import psycopg

LOCK = 0x62657261_75736564
"""The advisory lock under which the table is made: `CREATE TABLE IF NOT EXISTS` is no lock."""

CREATE = """CREATE TABLE IF NOT EXISTS used_proofs (
    proof {blob} PRIMARY KEY, until BIGINT NOT NULL);
CREATE INDEX IF NOT EXISTS used_until ON used_proofs (until)"""
KEPT = 86_400
"""Seconds that a used proof is remembered beyond its end: a clock that was put ahead and back again
within a day makes none of them count anew."""

FORGET = """DELETE FROM used_proofs WHERE proof IN (
    SELECT proof FROM used_proofs WHERE until < %s FOR UPDATE SKIP LOCKED)"""
ADD = """INSERT INTO used_proofs SELECT * FROM unnest(%s::bytea[], %s::bigint[])
    ON CONFLICT DO NOTHING RETURNING proof"""


class UsedDownError(Exception):
    """The store of used proofs cannot be reached: whether a proof is fresh cannot be known."""


class Store(Protocol):
    """Where used proofs are kept."""

    def add(self, proofs: Mapping[bytes, int], now: int) -> set[bytes]:
        """Forget what ended long before `now`, add proofs with their ends; those that were new."""

    def close(self) -> None:
        """Let go of the connection; the next `add` makes another."""


class Used:
    """The proofs that were used, at the path of an SQLite file or a `postgresql://` URL.

    Threads may share it. Who waits while another's proof is written has his own written in the next
    transaction, together with all who wait: a commit for each would set the rate of the gateway.
    """

    def __init__(self, place: Path | str) -> None:
        at = str(place)
        self._store: Store = Postgres(at) if at.startswith("postgres") else SQLite(at)
        self._waiting: deque[tuple[bytes, int, Future[bool]]] = deque()
        self._turn = Lock()

    def take(self, organisation: str, number: str, until: int, now: int) -> bool:
        """Note that a proof was used; False if it was before. UsedDownError.

        `until` is when it ends, in seconds of POSIX time.
        """
        proof = hashlib.sha256(f"{organisation}\n{number}".encode()).digest()
        told: Future[bool] = Future()
        self._waiting.append((proof, until, told))
        with self._turn:
            if not told.done():
                self._write([self._waiting.popleft() for _ in range(len(self._waiting))], now)
        return told.result()

    def works(self, now: int) -> bool:
        """Whether the store can be written."""
        with self._turn:
            try:
                self._store.add({}, now)
            except (sqlite3.Error, psycopg.Error):
                self._store.close()
                return False
        return True

    def close(self) -> None:
        """Let go of the store."""
        with self._turn:
            self._store.close()

    def _write(self, batch: list[tuple[bytes, int, Future[bool]]], now: int) -> None:
        try:
            fresh = self._store.add({proof: until for proof, until, _ in batch}, now)
        except Exception as error:
            self._store.close()
            for _, _, told in batch:
                told.set_exception(UsedDownError(type(error).__name__))
            return
        for proof, _, told in batch:  # of two alike in one batch the first alone is fresh
            told.set_result(proof in fresh)
            fresh.discard(proof)


class SQLite:
    """In a file."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._database: sqlite3.Connection | None = None

    def add(self, proofs: Mapping[bytes, int], now: int) -> set[bytes]:
        """Add in one transaction."""
        database = self._database = self._database or self._opened()
        database.execute("BEGIN IMMEDIATE")
        with database:
            database.execute("DELETE FROM used_proofs WHERE until < ?", (now - KEPT,))
            add = "INSERT OR IGNORE INTO used_proofs VALUES (?, ?)"
            return {one[0] for one in proofs.items() if database.execute(add, one).rowcount}

    def close(self) -> None:
        """Close the file."""
        if self._database:
            self._database.close()
        self._database = None

    def _opened(self) -> sqlite3.Connection:
        made = sqlite3.connect(self._path, timeout=5, isolation_level=None, check_same_thread=False)
        made.execute("PRAGMA journal_mode = WAL")
        made.execute("PRAGMA synchronous = FULL")
        made.executescript(CREATE.format(blob="BLOB"))
        return made


class Postgres:
    """In a database, shared by machines."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._database: psycopg.Connection[Any] | None = None

    def add(self, proofs: Mapping[bytes, int], now: int) -> set[bytes]:
        """Add in one transaction; in one order, so that two machines do not wait for each other."""
        database = self._database = self._database or self._opened()
        ordered = sorted(proofs.items())
        with database.transaction():
            database.execute(FORGET, (now - KEPT,))
            given = [proof for proof, _ in ordered], [until for _, until in ordered]
            return {bytes(row[0]) for row in database.execute(ADD, given).fetchall()}

    def close(self) -> None:
        """Close the connection."""
        if self._database:
            self._database.close()
        self._database = None

    def _opened(self) -> psycopg.Connection[Any]:
        made = psycopg.connect(self._url, autocommit=True, connect_timeout=5)
        try:
            with made.transaction():
                made.execute("SET LOCAL client_min_messages = warning")
                made.execute("SELECT pg_advisory_xact_lock(%s)", (LOCK,))
                made.execute(CREATE.format(blob="BYTEA"))
        except psycopg.Error:
            made.close()
            raise
        return made
