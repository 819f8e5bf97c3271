"""The sources of a catalogue as they are connected: by `sources.toml`, else as files beside it."""

import os
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from beraad.exchange.database import Place
from beraad.exchange.sources.base import AnySource
from beraad.exchange.sources.joined import Joined
from beraad.exchange.sources.line import Line
from beraad.exchange.sources.settings import Connection, Environment, SettingsError, read_settings
from beraad.exchange.sources.sql import SqlSource
from beraad.law.catalogue import Source

STORES = ("evidence", "directory")
"""Entries of the file that are no sources."""


class Connections:
    """How everything in the folder of the stores is reached. SettingsError.

    Sources of the file have lines of their own, which all threads share; a file `WORD.sqlite` that
    it does not name is opened where it is asked (`open`).
    """

    def __init__(
        self,
        folder: Path,
        sources: Mapping[str, Source],
        environment: Environment = os.environ,
    ) -> None:
        self._folder, self._sources = folder, sources
        self._set = read_settings(folder, environment)
        for word in self._set:
            if word not in sources and word not in STORES:
                raise SettingsError(f"sources.toml: the catalogue knows no source {word}")
        self._lines = {
            word: line_of(sources[word], one) for word, one in self._set.items() if word in sources
        }

    def open(self) -> dict[str, AnySource]:
        """Every source that is connected, for one thread."""
        found: dict[str, AnySource] = dict(self._lines)
        for word, source in self._sources.items():
            path = self._folder / f"{word}.sqlite"
            if word not in found and path.exists():
                found[word] = SqlSource(path, source)
        return found

    def place(self, store: str) -> Place:
        """Where the store of evidence or the directory is."""
        if store in self._set:
            return self._set[store].url
        return self._folder / f"{store}.sqlite"

    def stale_after(self) -> dict[str, float]:
        """For each buffer the hours after which its copy is stale."""
        ages = {word: one.stale_after for word, one in self._set.items()}
        return {word: age for word, age in ages.items() if age is not None}

    def close(self) -> None:
        """Let go of the lines."""
        for line in self._lines.values():
            line.close()


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
    if scheme in ("http", "https"):
        return partial(open_http, source, one)
    if scheme.startswith("fhir+"):
        return partial(open_fhir, source, one)
    SqlSource(one.url, source)  # a URL that cannot be meant is told now
    return partial(SqlSource, one.url, source, one.limits.timeout, one.as_of)


def open_http(source: Source, one: Connection) -> AnySource:
    """A source behind HTTP."""
    from beraad.exchange.sources.http import HttpSource
    from beraad.exchange.sources.wire import Wire

    wire = Wire(source.word, one.limits.timeout, one.secret, one.authority, one.certificate)
    return HttpSource(one.url, source, wire, buffer=bool(one.as_of))


def open_fhir(source: Source, one: Connection) -> AnySource:
    """A source behind FHIR."""
    from beraad.exchange.sources.fhir import FhirSource
    from beraad.exchange.sources.wire import Wire

    wire = Wire(source.word, one.limits.timeout, one.secret, one.authority, one.certificate)
    return FhirSource(one.url.removeprefix("fhir+"), source, wire, one.fhir)


def open_sources(folder: Path, catalogue_sources: Mapping[str, Source]) -> dict[str, AnySource]:
    """Every source of the catalogue that is connected."""
    return Connections(folder, catalogue_sources).open()
