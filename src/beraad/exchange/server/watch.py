"""The law is watched: what is published while the gateway runs decides from the next second on.

A thread looks whether the documents of the register, or what the journal says was published, have
changed, loads the register anew and hands it over. A register that does not load changes nothing:
its faults are logged, the old law stays, and it is looked at again when it changes.
"""

import logging
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread
from typing import TypeAlias

from beraad.committee.docket import Docket
from beraad.journal.store import Journal, JournalError
from beraad.law.place import LawError
from beraad.law.register import Register
from beraad.register.shelf import documents_below, open_register

log = logging.getLogger("beraad.gateway")
SECONDS = 1.0
PUBLISHED = "deliberation.published"
File: TypeAlias = tuple[str, int, int, int]
Stamp: TypeAlias = tuple[tuple[File, ...], int]
"""Each document with its time, size and inode, and how much was published by the journal."""


@dataclass(frozen=True, slots=True)
class Holdings:
    """Where the law stands: documents below `paths`, and what `journal` says was published, with
    the papers in `docket`."""

    paths: tuple[Path, ...]
    journal: Path | str
    docket: Path
    saturday: bool = False

    def register(self) -> Register:
        """The register as it stands; LawError, OSError, LookupError or JournalError."""
        with Journal(self.journal) as journal:
            return open_register(self.paths, journal, Docket(self.docket), self.saturday)

    def files(self) -> tuple[File, ...]:
        """All documents; OSError where one cannot be looked at."""
        return tuple(stamped(file) for file in all_documents(self.paths))


class Watch:
    """Looks once a second, from `start` to `stop`; `adopt` is given each other register that loads.

    `look` is one look, for the watch's own thread alone.
    """

    def __init__(self, holdings: Holdings, adopt: Callable[[Register], None]) -> None:
        self._holdings, self._adopt = holdings, adopt
        self._journal: Journal | None = None
        self._published, self._last = 0, -1
        self._seen: Stamp | None = None
        self._end = Event()
        self._thread = Thread(target=self._run, name="watch", daemon=True)

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def stop(self) -> None:
        """Look no more."""
        self._end.set()
        self._thread.join()

    def look(self) -> None:
        """Load the register if it changed since the last look.

        At the first look too: it may have changed while the gateway started.
        """
        stamp = self._stamp()
        if stamp == self._seen:
            return
        try:
            register = self._holdings.register()
        except LawError as error:
            log.error("the register does not load, the old law stays: %s", error)
        else:
            self._adopt(register)
            log.info("the register was loaded: %d deliberations", len(register.deliberations))
        self._seen = stamp

    def _run(self) -> None:
        told = ""
        try:
            while True:
                try:
                    self.look()
                    told = ""
                except Exception as error:  # whatever it was, it is tried again
                    if told != (told := f"{type(error).__name__}: {error}"):
                        log.error("the register cannot be read: %s", told)
                if self._end.wait(SECONDS):
                    return
        finally:
            self._let_go()

    def _stamp(self) -> Stamp:
        return self._holdings.files(), self._count()

    def _count(self) -> int:
        """How much was published; only what is new is read."""
        try:
            if self._journal is None:
                self._journal = Journal(self._holdings.journal)
            for found in self._journal.read(act=PUBLISHED, after=self._last):
                self._published, self._last = self._published + 1, found.index
        except JournalError:
            self._let_go()
            raise
        return self._published

    def _let_go(self) -> None:
        if self._journal is not None:
            self._journal.close()
        self._journal = None


def all_documents(paths: Iterable[Path]) -> list[Path]:
    """The documents at and below these paths."""
    return [file for path in paths for file in (documents_below(path) if path.is_dir() else [path])]


def stamped(file: Path) -> File:
    """A file as it is now."""
    state = os.stat(file)  # noqa: PTH116 - thousands of them, each second
    return str(file), state.st_mtime_ns, state.st_size, state.st_ino
