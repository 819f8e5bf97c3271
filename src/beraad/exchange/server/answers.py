"""Answers that were promised, until they are collected: sealed, so that the store tells nobody.

Who was promised an answer gets a reference, which is nowhere else: the store knows the answer by
the digest of the reference and seals it with a key made from it. So a copy of the store gives
nothing away, and only who bears the reference, and is the organisation that asked, reads it.

A promise that is not kept by the time it is due is broken, whatever became of the process that made
it: the entry that says so stands ready from the start, and whoever claims it first records it. In
a file, for a restart and for other processes on the machine, or in PostgreSQL, for other machines:
what one gateway promised is fetched at another.
"""

import hashlib
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from beraad.exchange.database.written import Layout, Store, open_store
from beraad.journal.entry import Entry

SECRET_BYTES = 32
CLAIMED = 20.0
"""Seconds in which who claimed the end of a promise must have recorded it, or another may."""

NONCE = bytes(12)
"""One key seals one answer, so its nonce may be the same."""
LAYOUT = Layout(
    "the store of promised answers",
    "promised",
    (
        "CREATE TABLE IF NOT EXISTS answer (name {bytes} PRIMARY KEY, asker TEXT NOT NULL, "
        "due DOUBLE PRECISION NOT NULL, until DOUBLE PRECISION NOT NULL, sealed {bytes}) {keyed}",
        "CREATE TABLE IF NOT EXISTS open (name {bytes} PRIMARY KEY, "
        "due DOUBLE PRECISION NOT NULL, lost {bytes} NOT NULL) {keyed}",
    ),
    7_103,
)
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


class Answers:
    """The store at the path of an SQLite file or a `postgresql://` URL, opened when it is needed.

    Threads may share it. Each method may raise StoreError.
    """

    def __init__(self, place: Path | str) -> None:
        self.place = place
        self._store: Store | None = None
        self._turn = Lock()

    def promise(self, asker: str, due: float, until: float, now: float, lost: Entry) -> str:
        """The reference under which an organisation will find its answer; `lost` is the entry to
        be recorded if it never comes."""
        reference = secrets.token_urlsafe(SECRET_BYTES)
        name = name_of(reference)
        with self._opened() as store, store.writing():
            store.run("DELETE FROM answer WHERE until <= ?", (now,))
            add = "INSERT INTO answer (name, asker, due, until) VALUES (?, ?, ?, ?)"
            store.run(add, (name, asker, due, until))
            store.run("INSERT INTO open VALUES (?, ?, ?)", (name, due, lost.content))
        return reference

    def withdraw(self, reference: str) -> None:
        """Forget a promise that was never given."""
        with self._opened() as store, store.writing():
            for table in ("answer", "open"):
                gone = f"DELETE FROM {table} WHERE name = ?"  # noqa: S608 - two words of ours
                store.run(gone, (name_of(reference),))

    def claim(self, reference: str, now: float) -> bool:
        """Whether who made a promise may still end it: nobody else does for a while."""
        with self._opened() as store:
            mine = "UPDATE open SET due = ? WHERE name = ? AND due > ?"
            return store.run(mine, (now + CLAIMED, name_of(reference), now)) == 1

    def keep(self, reference: str, content: bytes) -> None:
        """The final answer is there, and recorded; nothing is kept of one that nobody was promised
        or that was given up."""
        name = name_of(reference)
        sealed = AESGCM(key_of(reference)).encrypt(NONCE, content, name)
        with self._opened() as store, store.writing():
            if store.run("DELETE FROM open WHERE name = ?", (name,)):
                store.run("UPDATE answer SET sealed = ? WHERE name = ?", (sealed, name))

    def broken(self, now: float) -> list[tuple[bytes, Entry]]:
        """Claim what is due and was not kept: the names, and the entries to come."""
        if isinstance(self.place, Path) and not self.place.exists():  # nothing was ever promised
            return []
        with self._opened() as store:
            late = "UPDATE open SET due = ? WHERE due <= ? RETURNING name, lost"
            rows = store.rows(late, (now + CLAIMED, now))
        return [(bytes(name), Entry.parse(bytes(lost))) for name, lost in rows]

    def give_up(self, name: bytes) -> None:
        """That the answer is lost is recorded."""
        with self._opened() as store:
            store.run("DELETE FROM open WHERE name = ?", (name,))

    def find(self, reference: str, asker: str, now: float) -> Kept | None:
        """What stands under a reference; None for what this organisation was not promised."""
        name = name_of(reference)
        with self._opened() as store:
            rows = store.rows(STANDS, (name, asker, now))
        if not rows:
            return None
        due, until, sealed, still_open = rows[0]
        try:
            key = AESGCM(key_of(reference))
            content = key.decrypt(NONCE, bytes(sealed), name) if sealed else None
        except InvalidTag:
            content = None  # it was changed on disk: no answer rather than a wrong one
            due = 0.0
        return Kept(due, until, content, bool(still_open))

    def acknowledge(self, reference: str, asker: str) -> None:
        """The organisation has it; nothing of it stays."""
        with self._opened() as store:
            gone = "DELETE FROM answer WHERE name = ? AND asker = ?"
            store.run(gone, (name_of(reference), asker))

    def close(self) -> None:
        """Let go of the store; the next question opens it again."""
        with self._turn:
            if self._store:
                self._store.close()
            self._store = None

    @contextmanager
    def _opened(self) -> Iterator[Store]:
        with self._turn:
            self._store = self._store or open_store(self.place, LAYOUT)
            yield self._store


def name_of(reference: str) -> bytes:
    """Under what it stands in the store."""
    return hashlib.sha256(reference.encode()).digest()


def key_of(reference: str) -> bytes:
    """What seals it."""
    return HKDF(SHA256(), 32, None, b"beraad answer").derive(reference.encode())
