"""Answers that were promised, until they are collected: sealed, so that the store tells nobody.

Who was promised an answer gets a reference, which is nowhere else: the store knows the answer by
the digest of the reference and seals it with a key made from it. So a copy of the file gives
nothing away, and only who bears the reference, and is the organisation that asked, reads it.

A promise that is not kept by the time it is due is broken, whatever became of the process that made
it: the entry that says so stands ready from the start, and whoever claims it first records it. On
disk, for a restart and for other processes on the machine.
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

from beraad.journal.entry import Entry

SECRET_BYTES = 32
CLAIMED = 20.0
"""Seconds in which who claimed the end of a promise must have recorded it, or another may."""

NONCE = bytes(12)
"""One key seals one answer, so its nonce may be the same."""
TABLES = """
CREATE TABLE IF NOT EXISTS answer (
  name BLOB PRIMARY KEY, asker TEXT NOT NULL, due REAL NOT NULL, until REAL NOT NULL, sealed BLOB
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS open (
  name BLOB PRIMARY KEY, due REAL NOT NULL, lost BLOB NOT NULL
) WITHOUT ROWID
"""
STANDS = (
    "SELECT due, until, sealed, EXISTS (SELECT 1 FROM open WHERE open.name = answer.name) "
    "FROM answer WHERE name = ? AND asker = ? AND until > ?"
)


@dataclass(frozen=True, slots=True)
class Kept:
    """A promise: due and to be kept until these seconds of POSIX time. `content` is the final
    answer, once it is there; until that is recorded, or that there is none, the promise is `open`.
    """

    due: float
    until: float
    content: bytes | None
    open: bool


@dataclass(frozen=True, slots=True)
class Answers:
    """The store in the SQLite file at `path`."""

    path: Path

    def promise(self, asker: str, due: float, until: float, now: float, lost: Entry) -> str:
        """The reference under which an organisation will find its answer; `lost` is the entry to
        be recorded if it never comes."""
        reference = secrets.token_urlsafe(SECRET_BYTES)
        name = name_of(reference)
        with self._writing() as database:
            database.execute("DELETE FROM answer WHERE until <= ?", (now,))
            add = "INSERT INTO answer (name, asker, due, until) VALUES (?, ?, ?, ?)"
            database.execute(add, (name, asker, due, until))
            database.execute("INSERT INTO open VALUES (?, ?, ?)", (name, due, lost.content))
        return reference

    def withdraw(self, reference: str) -> None:
        """Forget a promise that was never given."""
        with self._writing() as database:
            for table in ("answer", "open"):
                gone = f"DELETE FROM {table} WHERE name = ?"  # noqa: S608 - two words of ours
                database.execute(gone, (name_of(reference),))

    def claim(self, reference: str, now: float) -> bool:
        """Whether who made a promise may still end it: nobody else does for a while."""
        with self._database() as database:
            mine = "UPDATE open SET due = ? WHERE name = ? AND due > ?"
            found = database.execute(mine, (now + CLAIMED, name_of(reference), now))
            return found.rowcount == 1

    def keep(self, reference: str, content: bytes) -> None:
        """The final answer is there, and recorded; nothing is kept of one that nobody was promised
        or that was given up."""
        name = name_of(reference)
        sealed = AESGCM(key_of(reference)).encrypt(NONCE, content, name)
        with self._writing() as database:
            if database.execute("DELETE FROM open WHERE name = ?", (name,)).rowcount:
                database.execute("UPDATE answer SET sealed = ? WHERE name = ?", (sealed, name))

    def broken(self, now: float) -> list[tuple[bytes, Entry]]:
        """Claim what is due and was not kept: the names, and the entries to come."""
        if not self.path.exists():  # nothing was ever promised
            return []
        with self._database() as database:
            late = "UPDATE open SET due = ? WHERE due <= ? RETURNING name, lost"
            rows = database.execute(late, (now + CLAIMED, now)).fetchall()
        return [(name, Entry.parse(lost)) for name, lost in rows]

    def give_up(self, name: bytes) -> None:
        """That the answer is lost is recorded."""
        with self._database() as database:
            database.execute("DELETE FROM open WHERE name = ?", (name,))

    def find(self, reference: str, asker: str, now: float) -> Kept | None:
        """What stands under a reference; None for what this organisation was not promised."""
        name = name_of(reference)
        with self._database() as database:
            row = database.execute(STANDS, (name, asker, now)).fetchone()
        if row is None:
            return None
        due, until, sealed, still_open = row
        try:
            content = AESGCM(key_of(reference)).decrypt(NONCE, sealed, name) if sealed else None
        except InvalidTag:
            content = None  # it was changed on disk: no answer rather than a wrong one
            due = 0.0
        return Kept(due, until, content, bool(still_open))

    def acknowledge(self, reference: str, asker: str) -> None:
        """The organisation has it; nothing of it stays."""
        with self._database() as database:
            gone = "DELETE FROM answer WHERE name = ? AND asker = ?"
            database.execute(gone, (name_of(reference), asker))

    @contextmanager
    def _database(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self.path, timeout=5, isolation_level=None)) as database:
            database.execute("PRAGMA secure_delete = ON")
            database.executescript(TABLES)
            yield database

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction."""
        with self._database() as database, database:
            database.execute("BEGIN IMMEDIATE")
            yield database


def name_of(reference: str) -> bytes:
    """Under what it stands in the store."""
    return hashlib.sha256(reference.encode()).digest()


def key_of(reference: str) -> bytes:
    """What seals it."""
    return HKDF(SHA256(), 32, None, b"beraad answer").derive(reference.encode())
