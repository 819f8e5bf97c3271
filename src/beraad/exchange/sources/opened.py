"""The sources of a catalogue as they are connected: by `sources.toml`, else as files beside it."""

import os
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from threading import Lock
from urllib.parse import urlsplit

from beraad.exchange.database import Place
from beraad.exchange.reading import Haste
from beraad.exchange.sources.base import AnySource
from beraad.exchange.sources.joined import Joined
from beraad.exchange.sources.line import Line
from beraad.exchange.sources.settings import Connection, Environment, SettingsError, read_settings
from beraad.exchange.sources.sql import SqlSource
from beraad.exchange.sources.tls import Trust, TrustError
from beraad.law.catalogue import Source

STORES = ("evidence", "directory")
"""Entries of the file that are no sources."""


class Connections:
    """How everything in the folder of the stores is reached. SettingsError.

    Sources of the file have lines of their own, which all threads share; a file `WORD.sqlite` that
    it does not name is opened by each thread that asks (`open`).
    """

    def __init__(self, folder: Path, environment: Environment = os.environ) -> None:
        self._folder = folder
        self._set = read_settings(folder, environment)
        self._lines: dict[str, tuple[Source, Line | Joined]] = {}
        self._ended: list[Line | Joined] = []
        self._lock = Lock()

    def check(self, sources: Mapping[str, Source]) -> None:
        """SettingsError if the file names a source that the catalogue does not know."""
        for word in self._set:
            if word not in sources and word not in STORES:
                raise SettingsError(f"sources.toml: the catalogue knows no source {word}")

    def open(
        self, sources: Mapping[str, Source], wait: float | Haste = 2.0
    ) -> dict[str, AnySource]:
        """Every source of the catalogue that is connected, for one thread."""
        found: dict[str, AnySource] = {}
        for word, source in sources.items():
            path = self._folder / f"{word}.sqlite"
            if word in self._set:
                found[word] = self._line(word, source)
            elif path.exists():
                found[word] = SqlSource(path, source, wait)
        return found

    def place(self, store: str) -> Place:
        """Where the store of evidence or the directory is."""
        if store in self._set:
            return self._set[store].url
        return self._folder / f"{store}.sqlite"

    def end(self) -> None:
        """Let go of the lines."""
        for line in [*self._ended, *(line for _, line in self._lines.values())]:
            line.end()

    def _line(self, word: str, source: Source) -> Line | Joined:
        with self._lock:
            known = self._lines.get(word)
            if known and known[0] == source:
                return known[1]
            if known:  # the catalogue gave it other fields; what is under way may end
                self._ended.append(known[1])
            line = line_of(source, self._set[word])
            self._lines[word] = source, line
            return line


def line_of(source: Source, one: Connection) -> Line | Joined:
    """The line to a source, or several if its tables stand apart."""
    main = Line(source.word, opening(source, one), one.limits)
    if not one.tables:
        return main
    parts = {
        table: Line(source.word, opening(source, part), part.limits)
        for table, part in one.tables.items()
    }
    return Joined(source, {"": main, **parts})


def opening(source: Source, one: Connection) -> Callable[[], AnySource]:
    """What opens the source, in the thread that will ask it."""
    scheme = urlsplit(one.url).scheme
    if one.trust != Trust():
        trusted(source.word, one.trust)
    if scheme in ("http", "https"):
        return partial(open_http, source, one)
    if scheme.startswith("fhir+"):
        return partial(open_fhir, source, one)
    SqlSource(one.url, source)  # a URL that cannot be meant is told now
    return partial(SqlSource, one.url, source, one.limits.timeout, one.as_of)


def trusted(word: str, trust: Trust) -> None:
    """SettingsError if a certificate cannot be used: that is told at the start."""
    try:
        trust.context()
    except TrustError as error:
        raise SettingsError(f"sources.toml, entry {word}: {error}") from None


def open_http(source: Source, one: Connection) -> AnySource:
    """A source behind HTTP."""
    from beraad.exchange.sources.http import HttpSource
    from beraad.exchange.sources.wire import Wire

    wire = Wire(source.word, one.limits.timeout, one.secret, one.trust)
    return HttpSource(one.url, source, wire, buffer=bool(one.as_of))


def open_fhir(source: Source, one: Connection) -> AnySource:
    """A source behind FHIR."""
    from beraad.exchange.sources.fhir import FhirSource
    from beraad.exchange.sources.wire import Wire

    wire = Wire(source.word, one.limits.timeout, one.secret, one.trust)
    return FhirSource(one.url.removeprefix("fhir+"), source, wire, one.fhir)


def open_sources(
    folder: Path, sources: Mapping[str, Source], wait: float | Haste = 2.0
) -> dict[str, AnySource]:
    """Every source of the catalogue that is connected, for one thread."""
    return Connections(folder).open(sources, wait)
