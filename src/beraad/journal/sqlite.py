"""The journal's tables in one SQLite file."""

import sqlite3
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from beraad.journal import sqlite_sql as sql
from beraad.journal.base import JournalBusyError, JournalError, JournalStoreError, Row


class SQLite:
    """The file at `path`, made if need be when `make`. See `base.Store`.

    Of several writers one writes and the others wait, up to `wait` seconds.
    """

    sql = sql
    chunk = 20_000  # a writer waits for less than a second

    def __init__(self, path: Path, *, make: bool, wait: float) -> None:
        if not make and not path.exists():
            raise JournalError(
                f"There is no journal at {path}; only a signing key makes a new one."
            )
        self.name = str(path)
        self._wait = int(wait * 1000)
        self._swept = False  # a writer that was killed may have left something
        with self._faults():
            # Handed from thread to thread by `Sequencer`, never used by two at once.
            self._db = sqlite3.connect(
                path, timeout=wait, isolation_level=None, check_same_thread=False
            )

    def prepare(self) -> None:
        """Set what each connection needs, when the file is free."""
        # SQLite does not wait its turn for the switch to WAL, so two founders would trip.
        end = time.monotonic() + self._wait / 1000
        while True:
            try:
                for setting in sql.SETTINGS:
                    self.run(setting)
            except JournalBusyError:
                if time.monotonic() > end:
                    raise
                time.sleep(0.01)
            else:
                return

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    def one(self, statement: str, values: Sequence[object] = ()) -> Row | None:
        """The first row of the answer."""
        with self._faults():
            row: Row | None = self._db.execute(statement, values).fetchone()
            return row

    def few(self, statement: str, values: Sequence[object] = ()) -> list[Row]:
        """All rows of a short answer."""
        with self._faults():
            return self._db.execute(statement, values).fetchall()

    def rows(self, statement: str, values: Sequence[object] = ()) -> Iterator[Row]:
        """The rows of the answer; until the last is read, erased pages may linger."""
        with self._faults():
            yield from self._db.execute(statement, values)

    def run(self, statement: str, values: Sequence[object] = ()) -> None:
        """Carry out a statement that has no answer."""
        with self._faults():
            self._db.execute(statement, values)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the one writer's place."""
        self.run(sql.BEGIN)
        try:
            yield
            self.run(sql.COMMIT)
        except BaseException:
            self._db.rollback()  # which SQLite may have done already, as on a full disk
            raise

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Keep one snapshot."""
        self.run(sql.BEGIN_READ)
        try:
            yield
        finally:
            self._db.rollback()

    def add(self, rows: Iterable[tuple[int, str, bytes]]) -> None:
        """Add entries."""
        with self._faults():
            self._db.executemany(sql.ADD_ENTRY, rows)

    def grow(self, level: int, number: int, offset: int, hashes: bytes) -> None:
        """Add hashes to a tile: one row, rewritten as it grows."""
        if offset:
            self.run(sql.GROW_TILE, (hashes, level, number))
        else:
            self.run(sql.ADD_TILE, (level, number, hashes))

    def erase(self, index: int) -> None:
        """Take content and salt out of a row; `secure_delete` overwrites them."""
        self._swept = False
        self.run(sql.ERASE, (index,))

    def forget(self, month: str, runs: Sequence[tuple[int, int]]) -> None:
        """Take content and salt out of rows."""
        self._swept = False
        with self._faults():
            self._db.executemany(sql.ERASE_RUN, runs)

    def sweep(self) -> None:
        """Empty the write-ahead log, once no reader needs the old pages in it."""
        if self._swept:
            return
        self.run(sql.PATIENCE.format(0))  # never let writers wait for a reader's end
        with suppress(JournalError):  # a reader of this very connection
            self._swept = self.one(sql.EMPTY_WAL) == (0, 0, 0)
        self.run(sql.PATIENCE.format(self._wait))

    @contextmanager
    def _faults(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.DatabaseError as error:
            if getattr(error, "sqlite_errorname", "") == "SQLITE_BUSY":
                raise JournalBusyError(f"Another writer holds {self.name}; retry.") from error
            raise JournalStoreError(f"{self.name}: {error}") from error
