"""Which persons stood in which file: the lines that the chunks of the journal commit to.

    chunk   of each chunk its lines, packed; their leaves, and the root, which its `file.sent` holds
    line    in which chunks, at which place, a person stands: the begin of the pseudonym as a key

Lines are durable before their entry is, and the entry before anything leaves: so a line whose chunk
has no entry was never sent, and what was sent has its lines. A line can be erased at the end of its
retention; its leaf stays, and so does every proof.

The index of persons is made once a file was sent, in the order of its keys, so that nobody waits
for it and each page of it is written once; until then a chunk is searched from begin to end.
"""

import sqlite3
import struct
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
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
PRAGMA cache_size = -65536;
CREATE TABLE IF NOT EXISTS chunk (
  chunk INTEGER PRIMARY KEY, file TEXT NOT NULL, number INTEGER NOT NULL, root BLOB NOT NULL,
  leaves BLOB NOT NULL, lines BLOB NOT NULL, indexed INTEGER NOT NULL DEFAULT 0,
  UNIQUE (file, number)
);
CREATE INDEX IF NOT EXISTS chunk_to_index ON chunk (chunk) WHERE NOT indexed;
CREATE TABLE IF NOT EXISTS line (
  key INTEGER, chunk INTEGER, place INTEGER, PRIMARY KEY (key, chunk, place)
) WITHOUT ROWID;
"""
HASH_BYTES = 32
PACKED = struct.Struct(">16s16sQI")
Kept: TypeAlias = tuple[bytes, bytes, int, int]
"""Subject and salt (16 bytes each), line, number of the ruling."""


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
        self, file: str, number: int, root: bytes, leaves: Sequence[bytes], kept: Sequence[Kept]
    ) -> None:
        """Keep the lines of a chunk: when this returns they are durable."""
        packed = b"".join([PACKED.pack(*one) for one in kept])
        self._database.execute(
            "INSERT INTO chunk (file, number, root, leaves, lines) VALUES (?, ?, ?, ?, ?)",
            (file, number, root, b"".join(leaves), packed),
        )

    def index(self, most: int = 20) -> bool:
        """Index persons of at most so many chunks; whether there may be more."""
        with self._writing():
            chunks = self._unindexed(most)
            places = sorted(
                (key_of(one[0]), chunk, place)
                for chunk, _, _, lines in chunks
                for place, one in enumerate(PACKED.iter_unpack(lines))
                if any(one[1])  # a line that was erased has no salt
            )
            self._database.executemany("INSERT INTO line VALUES (?, ?, ?)", places)
            done = [(chunk,) for chunk, *_ in chunks]
            self._database.executemany("UPDATE chunk SET indexed = 1 WHERE chunk = ?", done)
        return len(chunks) == most

    def about(self, subject: str) -> list[Line]:
        """Every line about the person with this pseudonym, also of chunks that were not sent."""
        wanted, found = bytes.fromhex(subject), list[Line]()
        packed = f"substr(lines, place * {PACKED.size} + 1, {PACKED.size})"
        query = f"""SELECT file, number, place, {packed} FROM line JOIN chunk USING (chunk)
            WHERE key = ? ORDER BY chunk, place"""  # noqa: S608 (a constant)
        self._database.execute("BEGIN")  # no chunk may pass from one half to the other meanwhile
        try:
            rows = self._database.execute(query, (key_of(wanted),)).fetchall()
            rest = self._unindexed(-1)
        finally:
            self._database.rollback()
        for _, file, number, lines in rest:
            cut = enumerate(range(0, len(lines), PACKED.size))
            rows += [(file, number, place, lines[at : at + PACKED.size]) for place, at in cut]
        for file, number, place, one in rows:
            who, salt, line, ruling = PACKED.unpack(one)
            if who == wanted:  # a key is but the begin of a pseudonym
                found.append(Line(subject, file, line, number, place, salt, ruling))
        return found

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
        before, after = line.place * PACKED.size, (line.place + 1) * PACKED.size + 1
        where = {"file": line.file, "number": line.chunk, "before": before, "after": after}
        where |= {"key": key_of(bytes.fromhex(line.subject)), "place": line.place}
        with self._writing():
            self._database.execute(
                """DELETE FROM line WHERE key = :key AND place = :place AND chunk =
                (SELECT chunk FROM chunk WHERE file = :file AND number = :number)""",
                where,
            )
            blank = f"CAST(substr(lines, 1, :before) || zeroblob({PACKED.size})"
            self._database.execute(
                f"""UPDATE chunk SET lines = {blank} || substr(lines, :after) AS BLOB)
                WHERE file = :file AND number = :number""",  # noqa: S608 (a constant)
                where,
            )

    @contextmanager
    def _writing(self) -> Iterator[None]:
        self._database.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._database.execute("COMMIT")
        except BaseException:
            self._database.rollback()
            raise

    def _unindexed(self, most: int) -> list[tuple[int, str, int, bytes]]:
        query = "SELECT chunk, file, number, lines FROM chunk WHERE NOT indexed LIMIT ?"
        return self._database.execute(query, (most,)).fetchall()

    def _chunk(self, line: Line) -> tuple[bytes, bytes]:
        query = "SELECT root, leaves FROM chunk WHERE file = ? AND number = ?"
        root, leaves = self._database.execute(query, (line.file, line.chunk)).fetchone()
        return root, leaves


def key_of(subject: bytes) -> int:
    """The first eight bytes of a pseudonym as the integer that SQLite keeps."""
    return int.from_bytes(subject[:8], "big", signed=True)
