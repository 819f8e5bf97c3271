"""Which persons stood in which file: the lines that the chunks of the journal commit to.

    chunk   of each chunk its lines, packed; their leaves, and the root, which its `file.sent` holds
    line    in which chunks, at which place, a person stands: the begin of the pseudonym as a key

Lines are durable before their entry is, and the entry before anything leaves: so a line whose chunk
has no entry was never sent, and what was sent has its lines. A line can be erased at the end of its
retention; its leaf stays, and so does every proof.

The index of persons is made once a file was sent, in the order of its keys, so that nobody waits
for it and each page of it is written once; until then a chunk is searched from begin to end.
"""

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from beraad.exchange.database.written import Layout, Row, open_store
from beraad.exchange.files.rules import line_content, line_leaf, prove_line
from beraad.journal.proof import Inclusion
from beraad.journal.store import Journal

LAYOUT = Layout(
    "the store of lines",
    "files",
    (
        "CREATE TABLE IF NOT EXISTS chunk (chunk {counted}, file TEXT NOT NULL, "
        "number BIGINT NOT NULL, root {bytes} NOT NULL, leaves {bytes} NOT NULL, "
        "lines {bytes} NOT NULL, indexed BIGINT NOT NULL DEFAULT 0, UNIQUE (file, number))",
        "CREATE INDEX IF NOT EXISTS chunk_to_index ON chunk (chunk) WHERE indexed = 0",
        "CREATE TABLE IF NOT EXISTS line (key BIGINT NOT NULL, chunk BIGINT NOT NULL, "
        "place BIGINT NOT NULL, PRIMARY KEY (key, chunk, place)) {keyed}",
    ),
    7_104,
)
ALL = 2**62
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
    """The lines at the path of an SQLite file or a `postgresql://` URL, made if need be.

    It serves one thread. Each method may raise StoreError.
    """

    def __init__(self, place: Path | str) -> None:
        self._store = open_store(place, LAYOUT)

    def close(self) -> None:
        """Let go of the database."""
        self._store.close()

    def add(
        self, file: str, number: int, root: bytes, leaves: Sequence[bytes], kept: Sequence[Kept]
    ) -> None:
        """Keep the lines of a chunk: when this returns they are durable."""
        packed = b"".join([PACKED.pack(*one) for one in kept])
        self._store.run(
            "INSERT INTO chunk (file, number, root, leaves, lines) VALUES (?, ?, ?, ?, ?)",
            (file, number, root, b"".join(leaves), packed),
        )

    def index(self, most: int = 20) -> bool:
        """Index persons of at most so many chunks; whether there may be more."""
        with self._store.writing():
            chunks = self._unindexed(most)
            places = sorted(
                (key_of(one[0]), chunk, place)
                for chunk, _, _, lines in chunks
                for place, one in enumerate(PACKED.iter_unpack(lines))
                if any(one[1])  # a line that was erased has no salt
            )
            self._store.add("line", places)
            done = [(chunk,) for chunk, *_ in chunks]
            self._store.run_each("UPDATE chunk SET indexed = 1 WHERE chunk = ?", done)
        return len(chunks) == most

    def about(self, subject: str) -> list[Line]:
        """Every line about the person with this pseudonym, also of chunks that were not sent."""
        wanted, found = bytes.fromhex(subject), list[Line]()
        size = PACKED.size
        query = f"""SELECT file, number, place,
            substr(lines, CAST(place * {size} + 1 AS INTEGER), {size})
            FROM line JOIN chunk USING (chunk) WHERE key = ? ORDER BY chunk, place"""  # noqa: S608
        with self._store.reading():  # no chunk may pass from one half to the other meanwhile
            rows = self._store.rows(query, (key_of(wanted),))
            rest = self._unindexed(ALL)
        for _, file, number, lines in rest:
            cut = enumerate(range(0, len(lines), size))
            rows += [(file, number, place, lines[at : at + size]) for place, at in cut]
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
        before, after = line.place * PACKED.size, (line.place + 1) * PACKED.size
        where = (line.file, line.chunk)
        with self._store.writing():
            chunk, lines = self._one("chunk, lines", line)
            blank = lines[:before] + bytes(PACKED.size) + lines[after:]
            gone = "DELETE FROM line WHERE key = ? AND chunk = ? AND place = ?"
            self._store.run(gone, (key_of(bytes.fromhex(line.subject)), chunk, line.place))
            self._store.run(
                "UPDATE chunk SET lines = ? WHERE file = ? AND number = ?", (blank, *where)
            )

    def _unindexed(self, most: int) -> list[Row]:
        query = "SELECT chunk, file, number, lines FROM chunk WHERE indexed = 0 LIMIT ?"
        return self._store.rows(query, (most,))

    def _chunk(self, line: Line) -> tuple[bytes, bytes]:
        root, leaves = self._one("root, leaves", line)
        return root, leaves

    def _one(self, columns: str, line: Line) -> Row:
        query = f"SELECT {columns} FROM chunk WHERE file = ? AND number = ?"  # noqa: S608 - ours
        (row,) = self._store.rows(query, (line.file, line.chunk))
        return row


def key_of(subject: bytes) -> int:
    """The first eight bytes of a pseudonym as the integer that databases keep."""
    return int.from_bytes(subject[:8], "big", signed=True)
