"""Which persons stood in which file: the lines that the chunks of the journal commit to.

    chunk   of each chunk its lines, packed; their leaves, the seed of the blind ones, and the root,
            which its `file.lines` is about
    line    in which chunks, at which place, a person stands: the begin of the pseudonym as a key

Lines are durable before their entry is, and the entry before anything leaves: so a line whose chunk
has no entry was never sent, and what was sent has its lines. A line can be erased, its leaf stays;
at the end of retention whole months go. Every proof that somebody has still holds.

The index of persons is made once a file was sent, in the order of its keys, so that nobody waits
for it and each page of it is written once; until then a chunk is searched from begin to end.
"""

import struct
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TypeAlias

from beraad.exchange.database.written import Layout, Row, open_store
from beraad.exchange.files.rules import Counts, cut, hidden, line_content, line_leaf, prove_line
from beraad.journal.entry import Entry, instant
from beraad.journal.proof import Inclusion

LAYOUT = Layout(
    "the store of lines",
    "files",
    (
        "CREATE TABLE IF NOT EXISTS chunk (chunk {counted}, at {text} NOT NULL, "
        "file TEXT NOT NULL, number BIGINT NOT NULL, root {bytes} NOT NULL, "
        "seed {bytes} NOT NULL, indexed BIGINT NOT NULL DEFAULT 0, lines {bytes} NOT NULL, "
        "leaves {bytes} NOT NULL, UNIQUE (file, number))",
        "CREATE INDEX IF NOT EXISTS chunk_at ON chunk (at)",
        "CREATE INDEX IF NOT EXISTS chunk_to_index ON chunk (chunk) WHERE indexed = 0",
        "CREATE TABLE IF NOT EXISTS line (key BIGINT NOT NULL, chunk BIGINT NOT NULL, "
        "place BIGINT NOT NULL, PRIMARY KEY (key, chunk, place)) {keyed}",
    ),
    7_104,
)
PACKED = struct.Struct(">16s16sQI")
LAST = "9"
"""After all instants."""
Kept: TypeAlias = tuple[bytes, bytes, int, int]
"""Subject and salt (16 bytes each), line, number of the ruling."""


@dataclass(frozen=True, slots=True)
class Committed:
    """A chunk of lines: number (from 1), last line, the entries of its new rulings and of its root,
    what is kept of lines, and the seed of the blind leaves among theirs."""

    number: int
    until: int
    at: datetime
    entries: tuple[Entry, ...]
    seed: bytes
    leaves: Sequence[bytes]
    kept: Sequence[Kept]
    root: bytes
    counts: Counts


@dataclass(frozen=True, slots=True)
class Line:
    """That a person stood in a file, at an instant as entries write it. `subject` is the pseudonym;
    `root` names the entry `file.lines` of its chunk, without which it was never sent; of the ruling
    see the entry `file.ruled` of the file with this number."""

    subject: str
    at: str
    file: str
    line: int
    chunk: int
    place: int
    salt: bytes
    ruling: int
    root: str

    def leaf(self, ruled: bytes) -> bytes:
        """Its leaf, which the path leads from, where this was decided (`ruled_content`)."""
        return line_leaf(line_content(self.file, self.subject, ruled), self.salt)


Found: TypeAlias = tuple[str, int, int, str]
"""Where a person may stand: instant, chunk, place; and the pseudonym."""


class Lines:
    """The lines at the path of an SQLite file or a `postgresql://` URL, made if need be.

    It serves one thread. Each method may raise StoreError.
    """

    def __init__(self, place: Path | str) -> None:
        self._store = open_store(place, LAYOUT)

    def close(self) -> None:
        """Let go of the database."""
        self._store.close()

    def add(self, file: str, chunk: Committed) -> None:
        """Keep the lines of a chunk: when this returns they are durable."""
        packed = b"".join([PACKED.pack(*one) for one in chunk.kept])
        self._store.run(
            "INSERT INTO chunk (at, file, number, root, seed, lines, leaves) VALUES "
            "(?, ?, ?, ?, ?, ?, ?)",
            (
                *(instant(chunk.at), file, chunk.number, chunk.root, chunk.seed),
                *(packed, b"".join(chunk.leaves)),
            ),
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

    def about(self, subjects: Sequence[str], until: str = LAST) -> Iterator[Line]:
        """Every line about the persons with these pseudonyms up to an instant, newest first.

        Also of chunks that were not sent. Each line is read when it is asked for.
        """
        with self._store.reading():  # no chunk may pass from one half to the other meanwhile
            found = [*self._indexed(subjects, until), *self._searched(subjects, until)]
        for _, chunk, place, subject in sorted(found, reverse=True):
            yield from self._read(subject, chunk, place)

    def prove(self, line: Line, ruled: bytes) -> Inclusion:
        """The path from a line to the root of its chunk, which stands in the journal.

        `ruled` is the `ruled_content` of its ruling.
        """
        query = "SELECT seed, leaves FROM chunk WHERE file = ? AND number = ?"
        ((seed, leaves),) = self._store.rows(query, (line.file, line.chunk))
        among = hidden(cut(leaves), seed)
        return prove_line(among, bisect_left(among, line.leaf(ruled)))

    def forget(self, before: date) -> int:
        """Forget each calendar month (UTC) that lies whole before a day; how many chunks went."""
        month = f"{before:%Y-%m}"
        with self._store.writing():
            self._store.run(
                "DELETE FROM line WHERE chunk IN (SELECT chunk FROM chunk WHERE at < ?)", (month,)
            )
            gone = self._store.run("DELETE FROM chunk WHERE at < ?", (month,))
        self._store.sweep()
        return gone

    def erase(self, line: Line) -> None:
        """Forget that a person stood in a file; the leaf stays."""
        before, after = line.place * PACKED.size, (line.place + 1) * PACKED.size
        query = "SELECT chunk, lines FROM chunk WHERE file = ? AND number = ?"
        with self._store.writing():
            ((chunk, lines),) = self._store.rows(query, (line.file, line.chunk))
            key = key_of(bytes.fromhex(line.subject))
            gone = "DELETE FROM line WHERE key = ? AND chunk = ? AND place = ?"
            self._store.run(gone, (key, chunk, line.place))
            blank = lines[:before] + bytes(PACKED.size) + lines[after:]
            self._store.run("UPDATE chunk SET lines = ? WHERE chunk = ?", (blank, chunk))

    def _unindexed(self, most: int) -> list[Row]:
        query = "SELECT chunk, file, number, lines FROM chunk WHERE indexed = 0 LIMIT ?"
        return self._store.rows(query, (most,))

    def _indexed(self, subjects: Sequence[str], until: str) -> Iterator[Found]:
        query = """SELECT at, chunk, place FROM line JOIN chunk USING (chunk)
            WHERE key = ? AND at <= ?"""
        for one in subjects:
            for row in self._store.rows(query, (key_of(bytes.fromhex(one)), until)):
                yield (*row, one)

    def _searched(self, subjects: Sequence[str], until: str) -> Iterator[Found]:
        query = "SELECT at, chunk, lines FROM chunk WHERE indexed = 0 AND at <= ?"
        for at, chunk, lines in self._store.rows(query, (until,)):
            for one in subjects:
                wanted, found = bytes.fromhex(one), -1
                while (found := lines.find(wanted, found + 1)) >= 0:
                    place, inside = divmod(found, PACKED.size)
                    if not inside:  # else it is by chance in a salt
                        yield at, chunk, place, one

    def _read(self, subject: str, chunk: int, place: int) -> Iterator[Line]:
        query = f"""SELECT at, file, number, root, substr(lines, CAST(? AS INTEGER), {PACKED.size})
            FROM chunk WHERE chunk = ?"""  # noqa: S608 (a constant)
        given = (place * PACKED.size + 1, chunk)
        for at, file, number, root, packed in self._store.rows(query, given):
            who, salt, line, ruling = PACKED.unpack(packed)
            if who.hex() == subject:  # a key is but the begin of a pseudonym
                yield Line(subject, at, file, line, number, place, salt, ruling, root.hex())


def key_of(subject: bytes) -> int:
    """The first eight bytes of a pseudonym as the integer that databases keep."""
    return int.from_bytes(subject[:8], "big", signed=True)
