"""Which persons stood in which file: the lines that the chunks of the journal commit to.

    line    whose line (a pseudonym), of which file, its salt, and the number of its ruling
    chunk   the leaves of a chunk and their root, which its entry `file.sent` holds

Lines are durable before their entry is, and the entry before anything leaves: so a line whose chunk
has no entry was never sent, and what was sent has its lines. A line can be erased at the end of its
retention; its leaf stays, and so does every proof.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from beraad.exchange.files.rules import line_content, line_leaf, prove_line
from beraad.journal.proof import Inclusion
from beraad.journal.store import Journal

SCHEMA = """
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
PRAGMA secure_delete = ON;
CREATE TABLE IF NOT EXISTS chunk (
  chunk INTEGER PRIMARY KEY, file TEXT NOT NULL, number INTEGER NOT NULL, root BLOB NOT NULL,
  leaves BLOB NOT NULL, UNIQUE (file, number)
);
CREATE TABLE IF NOT EXISTS line (
  subject BLOB, chunk INTEGER, place INTEGER, line INTEGER NOT NULL, salt BLOB NOT NULL,
  ruling INTEGER NOT NULL, PRIMARY KEY (subject, chunk, place)
) WITHOUT ROWID;
"""
HASH_BYTES = 32
Kept: TypeAlias = tuple[bytes, int, int, bytes, int]
"""Subject (16 bytes), place among the leaves of its chunk, line, salt, number of the ruling."""


@dataclass(frozen=True, slots=True)
class Line:
    """That a person stood in a file. `subject` is the pseudonym; of the ruling see the entry
    `file.ruled` of the file with this number, of all else its `file.begun`."""

    subject: str
    file: str
    line: int
    chunk: int
    place: int
    salt: bytes
    ruling: int

    @property
    def leaf(self) -> bytes:
        """Its leaf, which the path leads from."""
        return line_leaf(line_content(self.file, self.line, self.subject, self.ruling), self.salt)


class Lines:
    """The lines in the database at `path`, made if need be. It serves one thread."""

    def __init__(self, path: Path) -> None:
        self._database = sqlite3.connect(path, isolation_level=None)
        self._database.executescript(SCHEMA)

    def close(self) -> None:
        """Let go of the database."""
        self._database.close()

    def add(
        self, file: str, chunk: int, root: bytes, leaves: Sequence[bytes], kept: Sequence[Kept]
    ) -> None:
        """Keep the lines of a chunk: when this returns they are durable."""
        self._database.execute("BEGIN IMMEDIATE")
        try:
            add = "INSERT INTO chunk (file, number, root, leaves) VALUES (?, ?, ?, ?)"
            made = self._database.execute(add, (file, chunk, root, b"".join(leaves))).lastrowid
            add = f"INSERT INTO line VALUES (?, {made}, ?, ?, ?, ?)"  # noqa: S608 (a number)
            self._database.executemany(add, sorted(kept))
            self._database.execute("COMMIT")
        except BaseException:
            self._database.rollback()
            raise

    def about(self, subject: str) -> Iterator[Line]:
        """Every line about the person with this pseudonym, also of chunks that were not sent."""
        query = """SELECT c.file, l.line, c.number, l.place, l.salt, l.ruling
            FROM line l JOIN chunk c USING (chunk) WHERE l.subject = ? ORDER BY l.chunk, l.place"""
        for row in self._database.execute(query, (bytes.fromhex(subject),)):
            yield Line(subject, *row)

    def sent(self, subject: str, journal: Journal) -> list[Line]:
        """Every line about a person of which the journal says that it was sent."""
        roots: dict[str, dict[object, object]] = {}
        found = []
        for one in self.about(subject):
            if one.file not in roots:
                entries = (each.entry for each in journal.read(act="file.sent", about=one.file))
                roots[one.file] = {each.facts["chunk"]: each.facts["root"] for each in entries}
            if roots[one.file].get(one.chunk) == self._chunk(one)[0].hex():
                found.append(one)
        return found

    def prove(self, line: Line) -> Inclusion:
        """The path from a line to the root of its chunk, which stands in the journal."""
        leaves = self._chunk(line)[1]
        cut = [leaves[at : at + HASH_BYTES] for at in range(0, len(leaves), HASH_BYTES)]
        return prove_line(cut, line.place)

    def erase(self, line: Line) -> None:
        """Forget that a person stood in a file; the leaf stays."""
        query = """DELETE FROM line WHERE subject = ? AND place = ?
            AND chunk = (SELECT chunk FROM chunk WHERE file = ? AND number = ?)"""
        where = (bytes.fromhex(line.subject), line.place, line.file, line.chunk)
        self._database.execute(query, where)

    def _chunk(self, line: Line) -> tuple[bytes, bytes]:
        query = "SELECT root, leaves FROM chunk WHERE file = ? AND number = ?"
        root, leaves = self._database.execute(query, (line.file, line.chunk)).fetchone()
        return root, leaves
