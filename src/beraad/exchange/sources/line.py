"""A line to a source: its own threads, so that a slow source holds up only its own questions.

Each thread has a connection of its own. A question that has waited for longer than the source may
take, or that finds too many others waiting, fails; so does any while the source is left alone after
it failed too often (breaker.py).
"""

import logging
import time
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as LateError
from dataclasses import dataclass, field, replace
from datetime import date
from threading import Lock, local
from typing import TypeVar

from beraad.exchange.asking import Asking
from beraad.exchange.sources.base import AnySource, Found, SourceDownError, SourceError
from beraad.exchange.sources.breaker import Breaker, Patience, answered, asked, failed

Result = TypeVar("Result")
log = logging.getLogger("beraad.gateway")
SLACK = 1.0
"""Seconds after which a source that should have given up by itself is given up on."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a source may take: seconds to an answer, of which `wait` before an interim answer is
    given; threads at a time, and how many questions may wait for one; for a buffer, the hours
    after which its copy is stale."""

    timeout: float = 10.0
    wait: float = 1.5
    threads: int = 4
    waiting: int = 64
    stale_after: float | None = None
    patience: Patience = field(default_factory=Patience)


class Line:
    """The line to the source `word`; `opening` opens it, in each thread. `clock` is in seconds."""

    def __init__(
        self,
        word: str,
        opening: Callable[[], AnySource],
        limits: Limits,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.word, self.limits = word, limits
        self._opening, self._clock = opening, clock
        self._threads = ThreadPoolExecutor(limits.threads, f"source-{word}")
        self._mine = local()
        self._opened: list[AnySource] = []
        self._breaker, self._under_way, self._lock = Breaker(), 0, Lock()
        self._said = ""

    def ask(
        self, subject: str, fields: Iterable[str], not_before: date | None, asking: Asking
    ) -> Future[Found]:
        """What the source will have told; SourceDownError at once if it is not asked."""
        question = (subject, tuple(fields), not_before, asking)

        def work(source: AnySource) -> Found:
            return replace(source.fetch(*question), stale_after=self.limits.stale_after)

        return self.do(work)

    def do(self, work: Callable[[AnySource], Result]) -> Future[Result]:
        """What some work with the source, in a thread of it, will have found; SourceDownError at
        once if it is not asked."""
        self._let_through()
        late = self._clock() + self.limits.timeout

        def done() -> Result:
            try:
                if self._clock() > late:
                    raise SourceDownError(self.word, "too many questions wait for it")
                found = work(self._source())
            except SourceDownError as error:
                self._note(works=False, said=str(error))
                raise
            except SourceError as error:
                self._note(works=True, said=str(error))
                raise
            except BaseException:
                self._note(works=True)
                raise
            self._note(works=True)
            return found

        return self._threads.submit(done)

    def fetch(
        self, subject: str, fields: Iterable[str], not_before: date | None, asking: Asking
    ) -> Found:
        """The same, waited for."""
        future = self.ask(subject, fields, not_before, asking)
        try:
            return future.result(self.limits.timeout + SLACK)
        except LateError:
            raise SourceDownError(self.word, "it takes too long") from None

    def close(self) -> None:
        """Nothing: others use the line as well. `end` lets go of it."""

    def end(self) -> None:
        """Take no more questions, and let go of the connections once those under way have ended."""
        self._threads.shutdown(cancel_futures=True)
        for source in self._opened:
            source.close()

    def _let_through(self) -> None:
        with self._lock:
            if self._under_way >= self.limits.threads + self.limits.waiting:
                raise SourceDownError(self.word, "too many questions wait for it", 1.0)
            state = asked(self._breaker, self._clock())
            if not isinstance(state, Breaker):
                raise SourceDownError(self.word, "it failed too often of late", state)
            self._breaker = state
            self._under_way += 1

    def _note(self, *, works: bool, said: str = "") -> None:
        """How a question went; what a source fails by, which names no person, is logged once."""
        with self._lock:
            if said not in ("", self._said):
                log.warning("%s", said)
            self._said = said
            self._under_way -= 1
            if works:
                self._breaker = answered(self._breaker)
            else:
                self._breaker = failed(self._breaker, self.limits.patience, self._clock())

    def _source(self) -> AnySource:
        if not hasattr(self._mine, "source"):
            self._mine.source = self._opening()
            self._opened.append(self._mine.source)
        source: AnySource = self._mine.source
        return source
