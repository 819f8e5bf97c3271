"""A source whose tables stand in several places, each asked by a line of its own, at a time.

Where one fails and another does not, what was found is told, with the fields that are lacking.
"""

from collections.abc import Iterable, Mapping
from concurrent.futures import Future
from datetime import date
from threading import Lock

from beraad.exchange.asking import Asking
from beraad.exchange.sources.base import Found, SourceError, oldest, tables
from beraad.exchange.sources.line import Limits, Line
from beraad.law.catalogue import Source


class Joined:
    """The lines of a source, by table; those of no name here are asked of the line ''."""

    def __init__(self, source: Source, lines: Mapping[str, Line]) -> None:
        self.source, self.lines = source, lines

    @property
    def limits(self) -> Limits:
        """Those of the slowest."""
        return max((line.limits for line in self.lines.values()), key=lambda one: one.timeout)

    def ask(
        self, subject: str, fields: Iterable[str], not_before: date | None, asking: Asking
    ) -> Future[Found]:
        """What all that are asked will have told; SourceError at once if none can be asked."""
        gathering = Gathering()
        for line, names in self._routes(fields).items():
            try:
                future = line.ask(subject, names, not_before, asking)
            except SourceError as error:
                gathering.failed(names, error)
                continue
            gathering.await_from(future, names)
        return gathering.whole()

    def fetch(
        self, subject: str, fields: Iterable[str], not_before: date | None, asking: Asking
    ) -> Found:
        """The same, waited for: each line gives up by itself."""
        return self.ask(subject, fields, not_before, asking).result()

    def close(self) -> None:
        """Nothing: others use the lines as well. `end` lets go of them."""

    def end(self) -> None:
        """Let go of all."""
        for line in self.lines.values():
            line.end()

    def _routes(self, fields: Iterable[str]) -> dict[Line, list[str]]:
        found: dict[Line, list[str]] = {}
        for table, names in tables(self.source, fields).items():
            line = self.lines.get(table) or self.lines.get("")
            if line is None:
                raise ValueError(f"source {self.source.word}: no place is set for table {table}")
            found.setdefault(line, []).extend(names)
        return found


class Gathering:
    """Answers as they come in, from several threads, until all are there."""

    def __init__(self) -> None:
        self._all: Future[Found] = Future()
        self._found: list[Found] = []
        self._lacking: list[str] = []
        self._failures: list[BaseException] = []
        self._open, self._lock = 1, Lock()

    def await_from(self, future: Future[Found], names: list[str]) -> None:
        """One more is asked."""
        with self._lock:
            self._open += 1
        future.add_done_callback(lambda done: self._arrived(done, names))

    def failed(self, names: list[str], error: BaseException) -> None:
        """One could not tell."""
        with self._lock:
            self._lacking += names
            self._failures.append(error)

    def whole(self) -> Future[Found]:
        """What all will have told; nobody else is asked."""
        self._close_one()
        return self._all

    def _arrived(self, done: Future[Found], names: list[str]) -> None:
        error = done.exception()
        if error is None:
            with self._lock:
                self._found.append(done.result())
        else:
            self.failed(names, error)
        self._close_one()

    def _close_one(self) -> None:
        with self._lock:
            self._open -= 1
            last = self._open == 0
        if not last:
            return
        if self._failures and (not self._found or not all_sources(self._failures)):
            self._all.set_exception(self._failures[0])
            return
        rows = tuple(row for found in self._found for row in found.rows)
        lacking = [name for found in self._found for name in found.lacking]
        moment = oldest(found.as_of for found in self._found)
        age = min((f.stale_after for f in self._found if f.stale_after is not None), default=None)
        self._all.set_result(Found(rows, (*lacking, *self._lacking), moment, age))


def all_sources(failures: Iterable[BaseException]) -> bool:
    """Whether all that failed are sources, and none a fault of the program."""
    return all(isinstance(failure, SourceError) for failure in failures)
