"""The journal in one SQLite file: entries, tiles and checkpoints, all written or none."""

import secrets
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType

from beraad.journal import sql
from beraad.journal.checkpoint import Checkpoint, open_checkpoint
from beraad.journal.entry import Entry, Fact, instant
from beraad.journal.export import export_lines
from beraad.journal.leaf import SALT_BYTES, leaf_hash, salted_hash
from beraad.journal.note import SigningKey, VerifyingKey
from beraad.journal.proof import (
    Consistency,
    Inclusion,
    consistency_file,
    inclusion_file,
    prove_consistency,
    prove_inclusion,
)
from beraad.journal.tile import WIDTH, Tile, nodes_of, spread
from beraad.journal.tree import Edge, edge_at

ERASED = "journal.erased"


class JournalError(Exception):
    """The journal cannot do this; the message says why and what to do."""


class JournalBusyError(JournalError):
    """Another writer held the journal for longer than this one may wait."""


@dataclass(frozen=True, slots=True)
class Position:
    """Where an entry came to stand, and the size of the first checkpoint that covers it."""

    index: int
    leaf: bytes
    size: int


@dataclass(frozen=True, slots=True)
class Recorded:
    """An entry with its place in the journal."""

    index: int
    entry: Entry


class Journal:
    """The journal at `path`; made there when `key` is given and nothing exists.

    Without a key it can be read but not appended to. A connection belongs to one thread and may be
    opened as often as needed; of several writers, one writes and the others wait up to `wait`
    seconds. `salt` gives 16 fresh random bytes. Raises JournalError.
    """

    def __init__(
        self,
        path: Path | str,
        key: SigningKey | None = None,
        *,
        salt: Callable[[], bytes] = lambda: secrets.token_bytes(SALT_BYTES),
        wait: float = 10.0,
    ) -> None:
        if key is None and not Path(path).exists():
            raise JournalError(f"There is no journal at {path}; give a key to make one.")
        self._key = key
        self._salt = salt
        self._wait = int(wait * 1000)
        self._swept = False  # a writer that was killed may have left something
        try:
            self._db = sqlite3.connect(path, timeout=wait, isolation_level=None)
        except sqlite3.OperationalError as error:
            raise JournalError(f"{path} cannot be opened: {error}") from error
        self._nodes = nodes_of(self._tile_bytes)
        try:
            self._prepare()
            self._open()
        except sqlite3.DatabaseError as error:
            self.close()
            if error.sqlite_errorname == "SQLITE_BUSY":
                raise JournalBusyError(f"Another process holds {path}; retry.") from error
            raise JournalError(f"{path} is not a journal that can be opened: {error}") from error
        except Exception:
            self.close()
            raise

    def close(self) -> None:
        """Let go of the file. What was appended is durable already."""
        self._db.close()

    def __enter__(self) -> "Journal":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    # Writing

    def append(
        self, entries: Sequence[Entry], given: Callable[[], object] | None = None
    ) -> list[Position]:
        """Record these entries, in this order, under one new checkpoint.

        When this returns, all of it is durable; when it raises, nothing was recorded. `given` is
        called once no other writer can come between: what it raises keeps the entries out, so a
        check of what the journal holds and the append that relies on it are one.
        """
        with self._writing() as key:
            if given:
                given()
            positions, edge = self._add(key, entries)
        self._edge = edge
        self._sweep()
        return positions

    def erase(self, index: int, reason: str, *, actor: str, at: datetime) -> Position:
        """Forget what entry `index` said, and record that, why, by whom and when.

        Its leaf stays, so every proof holds. What cannot be erased: an entry about an erasure, and
        an entry without a subject, such as an act of the committee, on which the state rests.
        While another connection reads, SQLite's write-ahead log may still hold the old page; it is
        swept by the first append or erasure that finds no reader.
        """
        facts: dict[str, Fact] = {"index": index, "reason": reason}
        record = Entry(at=at, act=ERASED, actor=actor, facts=facts)
        with self._writing() as key:
            entry = self.entry(index)
            if entry.act == ERASED:
                raise JournalError(f"Entry {index} says what was erased; it must stay.")
            if not entry.subject:
                raise JournalError(f"Entry {index} is about no person; it must stay.")
            positions, edge = self._add(key, [record])
            self._db.execute(sql.ERASE, (index,))
        self._edge, self._swept = edge, False
        self._sweep()
        return positions[0]

    # Reading

    def read(
        self,
        *,
        after: int | None = None,
        act: str | None = None,
        about: str | None = None,
        subject: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> Iterator[Recorded]:
        """The entries in order, erased ones left out, that meet every condition given.

        `after` is an index, exclusive; `since` (inclusive) and `until` (exclusive) are instants.
        """
        wanted: dict[str, object] = {
            "after": after,
            "act": act,
            "about": about,
            "subject": subject,
            "since": since and instant(since),
            "until": until and instant(until),
        }
        given = {name: value for name, value in wanted.items() if value is not None}
        query = sql.FIND + "".join(sql.FILTERS[name] for name in given) + sql.IN_ORDER
        for index, content in self._db.execute(query, tuple(given.values())):
            yield Recorded(index, Entry.parse(content.encode()))

    def entry(self, index: int) -> Entry:
        """The entry at this index; JournalError when there is none or it was erased."""
        return Entry.parse(self._row(index)[0])

    def salt(self, index: int) -> bytes:
        """The salt of the entry: hand it out with the entry, and its leaf can be recomputed."""
        return self._row(index)[1]

    def inclusion(self, index: int, size: int | None = None) -> Inclusion:
        """The proof that entry `index` is among the first `size` (default: all) entries."""
        return prove_inclusion(self._nodes, index, self._size(size))

    def consistency(self, old: int, new: int | None = None) -> Consistency:
        """The proof that the journal of size `new` (default: now) begins with that of `old`."""
        return prove_consistency(self._nodes, old, self._size(new))

    def prove(self, index: int) -> bytes:
        """A file with the entry, its salt and its proof up to now, for `verify.py`."""
        proof = self.inclusion(index)
        content, salt = self._content(index)
        note = self.checkpoint(proof.size)
        return inclusion_file(proof, note, str(self.vkey), content or b"", salt or b"")

    def prove_growth(self, old: int) -> bytes:
        """A file with the checkpoints of size `old` and of now, and the proof between them."""
        proof = self.consistency(old)
        notes = self.checkpoint(old), self.checkpoint(proof.new)
        return consistency_file(proof, *notes, str(self.vkey))

    def checkpoint(self, size: int | None = None) -> str:
        """The signed note at this size (default: the latest). Most sizes have none."""
        if size is None:
            return self._last()[2]
        found = self._db.execute(sql.CHECKPOINT, (size,)).fetchone()
        if found is None:
            raise JournalError(f"No checkpoint was signed at size {size}.")
        return str(found[0])

    def tile(self, tile: Tile) -> bytes:
        """The bytes of a tile, full or partial, for a mirror or monitor (C2SP tlog-tiles)."""
        return tile.cut(self._tile_bytes(tile.level, tile.number))

    def export(self, path: Path | str) -> None:
        """Write all of the journal to one file of JSON lines, which `verify.py` checks."""
        target = Path(path)
        part = target.with_name(target.name + ".part")
        self._db.execute(sql.BEGIN_READ)
        try:
            with part.open("wb") as file:
                file.writelines(export_lines(self._db))
        finally:
            self._db.execute(sql.ROLLBACK)
        part.replace(target)

    # Inside

    def _prepare(self) -> None:
        # SQLite does not wait its turn for the switch to WAL, so two founders would trip.
        end = time.monotonic() + self._wait / 1000
        while True:
            try:
                for setting in sql.SETTINGS:
                    self._db.execute(setting)
            except sqlite3.OperationalError as error:
                if error.sqlite_errorname != "SQLITE_BUSY" or time.monotonic() > end:
                    raise
                time.sleep(0.01)
            else:
                return

    def _open(self) -> None:
        if self._key and self._db.execute(sql.IS_NEW).fetchone()[0]:
            with self._transaction():
                self._found(self._key)
        vkey = self._db.execute(sql.KEY).fetchone()[0]
        if self._key and str(self._key.public) != vkey:
            raise JournalError(f"This journal is signed by {vkey}, not by {self._key.public}.")
        self.vkey = VerifyingKey.parse(vkey)
        self._edge = edge_at(self._nodes, self._size(None))
        if open_checkpoint(self.checkpoint(), self.vkey).root != self._edge.root():
            raise JournalError("The tiles do not lead to the signed root: the file was changed.")

    def _found(self, key: SigningKey) -> None:
        if self._db.execute(sql.IS_NEW).fetchone()[0]:  # else another writer came first
            for statement in sql.SCHEMA:
                self._db.execute(statement)
            self._db.execute(sql.NAME_KEY, (str(key.public),))
            note = Checkpoint(key.name, 0, Edge().root()).sign(key)
            self._db.execute(sql.ADD_CHECKPOINT, (0, 0, note))

    def _add(self, key: SigningKey, entries: Sequence[Entry]) -> tuple[list[Position], Edge]:
        serial, size, _ = self._last()
        edge = self._edge if self._edge.size == size else edge_at(self._nodes, size)
        if not entries:
            return [], edge
        salts = [self._salt() for _ in entries]
        leaves = [
            leaf_hash(salted_hash(salt, entry.content))
            for salt, entry in zip(salts, entries, strict=True)
        ]
        grown, gained = edge.grow(leaves)
        self._db.executemany(
            sql.ADD_ENTRY,
            ((size + i, entry.content.decode(), salts[i]) for i, entry in enumerate(entries)),
        )
        for level, hashes in enumerate(gained):
            self._grow_tiles(level, size >> 8 * level, hashes)
        note = Checkpoint(key.name, grown.size, grown.root()).sign(key)
        self._db.execute(sql.ADD_CHECKPOINT, (serial + 1, grown.size, note))
        return [Position(size + i, leaf, grown.size) for i, leaf in enumerate(leaves)], grown

    def _sweep(self) -> None:
        if not self._swept:
            self._db.execute(sql.PATIENCE.format(0))  # never let writers wait for a reader's end
            with suppress(sqlite3.OperationalError):  # a reader of this very connection
                self._swept = self._db.execute(sql.EMPTY_WAL).fetchone()[0] == 0
            self._db.execute(sql.PATIENCE.format(self._wait))

    def _grow_tiles(self, level: int, position: int, hashes: list[bytes]) -> None:
        for number, more in spread(position, hashes):
            if number * WIDTH < position:
                whole = self._tile_bytes(level, number) + more
                self._db.execute(sql.GROW_TILE, (whole, level, number))
            else:
                self._db.execute(sql.ADD_TILE, (level, number, more))

    def _tile_bytes(self, level: int, number: int) -> bytes:
        found = self._db.execute(sql.TILE, (level, number)).fetchone()
        return bytes(found[0]) if found else b""

    def _row(self, index: int) -> tuple[bytes, bytes]:
        content, salt = self._content(index)
        if content is None or salt is None:
            raise JournalError(f"Entry {index} was erased; its leaf and its proofs remain.")
        return content, salt

    def _content(self, index: int) -> tuple[bytes | None, bytes | None]:
        found = self._db.execute(sql.ENTRY, (index,)).fetchone()
        if found is None:
            raise JournalError(f"There is no entry {index}.")
        return found[0], found[1]

    def _last(self) -> tuple[int, int, str]:
        serial, size, note = self._db.execute(sql.LAST_CHECKPOINT).fetchone()
        return serial, size, note

    def _size(self, size: int | None) -> int:
        last = self._last()[1]
        if size is not None and size > last:
            raise JournalError(f"The journal has {last} entries, not {size}.")
        return last if size is None else size

    @contextmanager
    def _writing(self) -> Iterator[SigningKey]:
        if self._key is None:
            raise JournalError("This journal was opened for reading; give its key to append.")
        with self._transaction():
            yield self._key

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        try:
            self._db.execute(sql.BEGIN)
        except sqlite3.OperationalError as error:
            raise JournalBusyError(f"Another writer holds the journal ({error}); retry.") from error
        try:
            yield
            self._db.execute(sql.COMMIT)
        except BaseException:
            self._db.rollback()  # which SQLite may have done already, as on a full disk
            raise
