"""The journal in its database: entries, tiles and checkpoints, all written or none."""

import json
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from types import TracebackType

from beraad.journal.base import JournalBusyError, JournalError, JournalStoreError, Store, only
from beraad.journal.checkpoint import Checkpoint, open_checkpoint
from beraad.journal.entry import Entry, Fact, instant
from beraad.journal.export import export_lines
from beraad.journal.leaf import leaf_hash, salted_hash
from beraad.journal.note import SigningKey, VerifyingKey
from beraad.journal.proof import (
    Consistency,
    Inclusion,
    consistency_file,
    inclusion_file,
    prove_consistency,
    prove_inclusion,
)
from beraad.journal.retention import ERASED, ended, erasures, size
from beraad.journal.salts import Salts
from beraad.journal.sqlite import SQLite
from beraad.journal.tile import WIDTH, Tile, nodes_of, spread
from beraad.journal.tree import Edge, edge_at

__all__ = [
    "ERASED",
    "Journal",
    "JournalBusyError",
    "JournalError",
    "JournalStoreError",
    "Position",
    "Recorded",
    "open_journal",
]


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
    """The journal at `place`; made there when `key` is given and there is none.

    `place` is the path of an SQLite file, `sqlite:///` and such a path, or the `postgresql://` URL
    of a database. Without a key it can be read but not appended to. It serves one thread at a time
    and may be opened as often as needed; of several writers, one writes and the others wait up to
    `wait` seconds. `salt` gives 16 fresh random bytes. Raises JournalError.
    """

    def __init__(
        self,
        place: Path | str,
        key: SigningKey | None = None,
        *,
        salt: Callable[[], bytes] | None = None,
        wait: float = 10.0,
    ) -> None:
        self._key = key
        self._salt = salt or Salts()
        self._store = _store(str(place), key is not None, wait)
        self._sql = self._store.sql
        self._nodes = nodes_of(self._tile_bytes)
        try:
            self._open()
        except JournalStoreError as error:
            self.close()
            raise JournalError(
                f"{self._store.name} is not a journal that can be opened ({error})."
            ) from error
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Let go of the database. What was appended is durable already."""
        self._store.close()

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

        When this returns, all of it is durable. When it raises, nothing was recorded, unless the
        database was lost while it committed: then its JournalStoreError says so. `given` is called
        once no other writer can come between: what it raises keeps the entries out, so a check of
        what the journal holds and the append that relies on it are one.
        """
        with self._writing() as key:
            if given:
                given()
            positions, head = self._add(key, entries)
        self._head = head
        self._store.sweep()
        return positions

    def erase(self, index: int, reason: str, *, actor: str, at: datetime) -> Position:
        """Forget what entry `index` said, and record that, why, by whom and when.

        Its leaf stays, so every proof holds. What cannot be erased: an entry about an erasure, and
        an entry without a subject, such as an act of the committee, on which the state rests.
        No query finds it again. Its bytes leave SQLite's files with the first append or erasure
        that finds no reader, and PostgreSQL's with the next `VACUUM FULL` of `journal.entry`.
        """
        facts: dict[str, Fact] = {"index": index, "reason": reason}
        record = Entry(at=at, act=ERASED, actor=actor, facts=facts)
        with self._writing() as key:
            entry = self.entry(index)
            if entry.act == ERASED:
                raise JournalError(f"Entry {index} says what was erased; it must stay.")
            if not entry.subject:
                raise JournalError(f"Entry {index} is about no person; it must stay.")
            positions, head = self._add(key, [record])
            self._store.erase(index)
        self._head = head
        self._store.sweep()
        return positions[0]

    def retain(self, before: date, *, actor: str, at: datetime) -> dict[str, int]:
        """Forget what concerns persons in every calendar month (UTC) that lies whole before a day.

        How many entries of which month. Each is recorded as an erasure, in the transaction that
        erases it, so that whoever is stopped halfway begins where he was; twice does nothing.
        """
        months = [month for (month,) in self._store.rows(self._sql.MONTHS)]
        return {month: self._forget(month, actor, at) for month in ended(months, before)}

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
        filters = "".join(self._sql.FILTERS[name] for name in given)
        query = self._sql.FIND + filters + self._sql.IN_ORDER
        for index, content in self._store.rows(query, tuple(given.values())):
            yield Recorded(index, Entry.parse(content.encode()))

    def latest(
        self,
        subject: str,
        most: int,
        *,
        before: tuple[datetime, int] | None = None,
        act: str = "",
    ) -> list[tuple[int, str]]:
        """Index and content of the newest entries about a person, by their instants, newest first.

        `before` is an instant and an index, exclusive. The content is as the journal keeps it, not
        parsed: who asks for many wants that fast.
        """
        at, index = (instant(before[0]), before[1]) if before else ("9", 0)
        query = self._sql.LATEST.format(act=self._sql.LATEST_ACT if act else "")
        asked = (subject, at, index, *([act] if act else []), most)
        return [(index, content) for index, content in self._store.few(query, asked)]

    def named(self, names: Collection[str]) -> dict[str, tuple[int, str]]:
        """Index and content of the first entry that is about each of these, and about no person."""
        found = self._store.few(self._sql.NAMED, (json.dumps(list(names)),)) if names else []
        return {name: (index, content) for name, index, content in found}

    def forgotten(self) -> str:
        """The month up to which entries about persons were forgotten, as 2014-03; '' if none."""
        return str(only(self._store, self._sql.FORGOTTEN)[0])

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

    def prove(self, index: int, note: str | None = None) -> bytes:
        """A file with the entry, its salt and its proof up to now, for `verify.py`.

        With `note`, a checkpoint of this log that a witness cosigned: its proof up to that.
        """
        note = note or self.checkpoint()
        head = open_checkpoint(note, self.vkey)
        if head != open_checkpoint(self.checkpoint(head.size), self.vkey):
            raise JournalError(f"The checkpoint of size {head.size} is of another history.")
        proof = self.inclusion(index, head.size)
        content, salt = self._content(index)
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
        found = self._store.one(self._sql.CHECKPOINT, (size,))
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
        with self._store.reading(), part.open("wb") as file:
            file.writelines(export_lines(self._store))
        part.replace(target)

    # Inside

    def _open(self) -> None:
        self._store.prepare()
        if self._key and only(self._store, self._sql.IS_NEW)[0]:
            with self._store.writing():
                self._found(self._key)
        if self._key and only(self._store, self._sql.IS_OLD)[0]:
            with self._store.writing():
                self._renew()
        vkey = only(self._store, self._sql.KEY)[0]
        if self._key and str(self._key.public) != vkey:
            raise JournalError(f"This journal is signed by {vkey}, not by {self._key.public}.")
        self.vkey = VerifyingKey.parse(vkey)
        _, size, note = self._last()
        signed = open_checkpoint(note, self.vkey).root
        try:
            self._head = note, edge_at(self._nodes, size)
        except ValueError as error:
            raise JournalError(f"A tile was cut short: {error}") from error
        if signed != self._head[1].root():
            raise JournalError("The tiles do not lead to the signed root: they were changed.")

    def _renew(self) -> None:
        if only(self._store, self._sql.IS_OLD)[0]:  # else another writer came first
            for statement in self._sql.RENEW:
                self._store.run(statement)

    def _forget(self, month: str, actor: str, at: datetime) -> int:
        count, step = 0, self._store.chunk
        first, end = self._store.one(self._sql.SPAN, (month,)) or (0, 0)
        for start in range(first, end, step):
            with self._writing() as key:
                runs = list(self._store.rows(self._sql.RUNS, (month, start, start + step)))
                _, head = self._add(key, list(erasures(month, runs, actor, at)))
                self._store.forget(month, runs)
            self._head = head
            self._store.sweep()
            count += size(runs)
        return count

    def _found(self, key: SigningKey) -> None:
        if only(self._store, self._sql.IS_NEW)[0]:  # else another writer came first
            for statement in self._sql.SCHEMA:
                self._store.run(statement)
            self._store.run(self._sql.NAME_KEY, (str(key.public),))
            note = Checkpoint(key.name, 0, Edge().root()).sign(key)
            self._store.run(self._sql.ADD_CHECKPOINT, (0, 0, note))

    def _add(
        self, key: SigningKey, entries: Sequence[Entry]
    ) -> tuple[list[Position], tuple[str, Edge]]:
        serial, size, last = self._last()
        # By the note, not the size: a database that was restored may have another past as long.
        edge = self._head[1] if self._head[0] == last else edge_at(self._nodes, size)
        if not entries:
            return [], (last, edge)
        salts = [self._salt() for _ in entries]
        leaves = [
            leaf_hash(salted_hash(salt, entry.content))
            for salt, entry in zip(salts, entries, strict=True)
        ]
        grown, gained = edge.grow(leaves)
        self._store.add(
            (size + i, entry.content.decode(), salts[i]) for i, entry in enumerate(entries)
        )
        for level, hashes in enumerate(gained):
            self._grow_tiles(level, size >> 8 * level, hashes)
        note = Checkpoint(key.name, grown.size, grown.root()).sign(key)
        self._store.run(self._sql.ADD_CHECKPOINT, (serial + 1, grown.size, note))
        positions = [Position(size + i, leaf, grown.size) for i, leaf in enumerate(leaves)]
        return positions, (note, grown)

    def _grow_tiles(self, level: int, position: int, hashes: list[bytes]) -> None:
        for number, more in spread(position, hashes):
            self._store.grow(level, number, max(0, position - number * WIDTH), more)

    def _tile_bytes(self, level: int, number: int) -> bytes:
        found = self._store.one(self._sql.TILE, (level, number))
        return bytes(found[0]) if found else b""

    def _row(self, index: int) -> tuple[bytes, bytes]:
        content, salt = self._content(index)
        if content is None or salt is None:
            raise JournalError(f"Entry {index} was erased; its leaf and its proofs remain.")
        return content, salt

    def _content(self, index: int) -> tuple[bytes | None, bytes | None]:
        found = self._store.one(self._sql.ENTRY, (index,))
        if found is None and not 0 <= index < self._last()[1]:
            raise JournalError(f"There is no entry {index}.")
        return (found[0], found[1]) if found else (None, None)  # its month was forgotten

    def _last(self) -> tuple[int, int, str]:
        serial, size, note = only(self._store, self._sql.LAST_CHECKPOINT)
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
        with self._store.writing():
            yield self._key


open_journal = Journal  # as settings say it: open_journal(url, key)


def _store(place: str, make: bool, wait: float) -> Store:
    scheme, separator, rest = place.partition("://")
    if separator and scheme in ("postgresql", "postgres"):
        # Here, because loading it takes longer than most commands that never need it.
        from beraad.journal.postgres import Postgres

        return Postgres(place, make=make, wait=wait)
    if separator and scheme != "sqlite":
        raise JournalError(
            f"A journal is a path, sqlite:///path or postgresql://...; not {scheme}://..."
        )
    return SQLite(Path(rest.removeprefix("/") if separator else place), make=make, wait=wait)
