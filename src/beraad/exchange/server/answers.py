"""Answers that were promised, until they are collected: sealed, so that the store tells nobody.

Who was promised an answer gets a reference, which is nowhere else: the store knows the answer by
the digest of the reference and seals it with a key made from it. So a copy of the file gives
nothing away, and only who bears the reference, and is the organisation that asked, reads it. A
promise that is not kept by the time it is due is broken, whatever became of the process that made
it. On disk, for a restart and for other processes on the machine.
"""

import hashlib
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

SECRET_BYTES = 32
NONCE = bytes(12)
"""One key seals one answer, so its nonce may be the same."""
TABLE = """
CREATE TABLE IF NOT EXISTS answer (
  name BLOB PRIMARY KEY, asker TEXT NOT NULL, due REAL NOT NULL, until REAL NOT NULL, sealed BLOB
) WITHOUT ROWID
"""
STANDS = "SELECT due, until, sealed FROM answer WHERE name = ? AND asker = ? AND until > ?"


@dataclass(frozen=True, slots=True)
class Kept:
    """A promise: due and to be kept until these seconds of POSIX time. `content` is the final
    answer, once it is there."""

    due: float
    until: float
    content: bytes | None


@dataclass(frozen=True, slots=True)
class Answers:
    """The store in the SQLite file at `path`."""

    path: Path

    def promise(self, asker: str, due: float, until: float, now: float) -> str:
        """The reference under which an organisation will find its answer."""
        reference = secrets.token_urlsafe(SECRET_BYTES)
        with self._database() as database:
            database.execute("DELETE FROM answer WHERE until <= ?", (now,))
            row = (name_of(reference), asker, due, until)
            add = "INSERT INTO answer (name, asker, due, until) VALUES (?, ?, ?, ?)"
            database.execute(add, row)
        return reference

    def keep(self, reference: str, content: bytes) -> None:
        """The final answer is there; nothing is kept of one that nobody was promised."""
        sealed = AESGCM(key_of(reference)).encrypt(NONCE, content, name_of(reference))
        with self._database() as database:
            kept = "UPDATE answer SET sealed = ? WHERE name = ? AND sealed IS NULL"
            database.execute(kept, (sealed, name_of(reference)))

    def find(self, reference: str, asker: str, now: float) -> Kept | None:
        """What stands under a reference; None for what this organisation was not promised."""
        name = name_of(reference)
        with self._database() as database:
            row = database.execute(STANDS, (name, asker, now)).fetchone()
        if row is None:
            return None
        due, until, sealed = row
        try:
            content = AESGCM(key_of(reference)).decrypt(NONCE, sealed, name) if sealed else None
        except InvalidTag:
            content = None  # it was changed on disk: no answer rather than a wrong one
            due = 0.0
        return Kept(due, until, content)

    def acknowledge(self, reference: str, asker: str) -> None:
        """The organisation has it; nothing of it stays."""
        with self._database() as database:
            gone = "DELETE FROM answer WHERE name = ? AND asker = ?"
            database.execute(gone, (name_of(reference), asker))

    @contextmanager
    def _database(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self.path, timeout=5, isolation_level=None)) as database:
            database.execute("PRAGMA secure_delete = ON")
            database.execute(TABLE)
            yield database


def name_of(reference: str) -> bytes:
    """Under what it stands in the store."""
    return hashlib.sha256(reference.encode()).digest()


def key_of(reference: str) -> bytes:
    """What seals it."""
    return HKDF(SHA256(), 32, None, b"beraad answer").derive(reference.encode())
