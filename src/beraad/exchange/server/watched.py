"""Files that are read again as soon as they change, so that keys rotate without a stop."""

import asyncio
import logging
import os
from collections.abc import Callable
from pathlib import Path
from threading import Lock
from typing import Generic, TypeVar

log = logging.getLogger("beraad.gateway")
Value = TypeVar("Value")
Stamp = tuple[int, int, int]


class Watched(Generic[Value]):
    """What `read` makes of files. Threads may share it; a file is read once for each change.

    A file that cannot be used, which `read` tells by a ValueError without its content, is told once
    in the log and counts as none.
    """

    def __init__(self, read: Callable[[Path], Value]) -> None:
        self._read = read
        self._known: dict[str, tuple[Stamp, Value | None]] = {}
        self._turn: dict[str, Value | None] = {}
        self._lock = Lock()

    def at(self, path: str) -> Value | None:
        """What stands in the file now; None where there is none."""
        stamp = stamp_of(path)
        if stamp is None:
            self._known.pop(path, None)
            return None
        with self._lock:
            known = self._known.get(path)
            if known is None or known[0] != stamp:
                self._known[path] = known = (stamp, self._readable(path))
        return known[1]

    def this_turn(self, path: str) -> Value | None:
        """What stands in the file at this turn of the event loop: to look costs as much as to weigh
        evidence, so all questions that are ready at once share one look."""
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            return self.at(path)
        if not self._turn:
            loop.call_soon(self._turn.clear)
        if path not in self._turn:
            self._turn[path] = self.at(path)
        return self._turn[path]

    def _readable(self, path: str) -> Value | None:
        try:
            return self._read(Path(path))
        except (OSError, ValueError) as error:
            log.error("keys refused: %s", error)
            return None


def stamp_of(path: str) -> Stamp | None:
    """What differs when a file or folder was changed; None where there is none."""
    try:
        found = os.stat(path)  # noqa: PTH116 - on the way of every question
    except (OSError, ValueError):
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino
