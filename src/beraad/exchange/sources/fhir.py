"""A source behind FHIR R4: a search by the number of the person, and only the elements asked.

The search is a POST, so that the number stands in no URL; `_elements` asks for what is permitted,
for what says how old a resource is and for whom it is about. What a server sends besides is
skipped before it becomes an object. Each element that is read is checked by the model of its type
(`fhir.resources`, R4B); a resource about somebody else, or of another type, is a malformed answer.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

import msgspec
from pydantic import ValidationError

from beraad.exchange.asking import Asking
from beraad.exchange.sources.base import (
    Found,
    Row,
    SourceDownError,
    SourceShapeError,
    tables,
    windowed,
    within,
)
from beraad.exchange.sources.resource import SSIN, Reading, ResourceError
from beraad.exchange.sources.settings import Fhir
from beraad.exchange.sources.wire import Wire
from beraad.law.catalogue import Source

MEDIA_TYPE = "application/fhir+json"
FORM = "application/x-www-form-urlencoded"
COUNT = 100
MOST_PAGES = 20
LATER = frozenset({"timeout", "lock-error", "no-store", "exception", "throttled", "transient"})
ISSUE = re.compile(r"[a-z-]{1,40}")


class Link(msgspec.Struct, frozen=True):
    """Where a page leads."""

    relation: str
    url: str


class Search(msgspec.Struct, frozen=True):
    """Why a resource is in a page."""

    mode: str = "match"


class Entry(msgspec.Struct, frozen=True):
    """A resource of a page, not yet read."""

    resource: msgspec.Raw
    search: Search = Search()


class Issue(msgspec.Struct, frozen=True):
    """What went wrong at the server; its text is not read, as it may tell of a person."""

    severity: str
    code: str


class Page(msgspec.Struct, frozen=True, rename={"kind": "resourceType"}):
    """A Bundle, or an OperationOutcome."""

    kind: str
    type: str = ""
    link: tuple[Link, ...] = ()
    entry: tuple[Entry, ...] = ()
    issue: tuple[Issue, ...] = ()


class FhirSource:
    """The source at `base`, whose tables stand there as `places` says. Used by one thread."""

    def __init__(self, base: str, source: Source, wire: Wire, places: Mapping[str, Fhir]) -> None:
        self.base, self.source = base.rstrip("/") + "/", source
        self._wire, self._places = wire, places

    def close(self) -> None:
        """Let go of the connection."""
        self._wire.close()

    def fetch(
        self, subject: str, fields: Iterable[str], not_before: date | None, asking: Asking
    ) -> Found:
        """The rows about a person; see AnySource. A table that fails leaves its fields lacking."""
        asked = tables(self.source, fields)
        windowed(self.source, not_before)
        rows: list[Row] = []
        lacking: list[str] = []
        failures: list[SourceDownError | SourceShapeError] = []
        for table, names in asked.items():
            try:
                rows += self._table(table, names, subject, not_before, asking.on)
            except (SourceDownError, SourceShapeError) as error:
                lacking += names
                failures.append(error)
        if failures and len(failures) == len(asked):
            raise failures[0]
        return Found(tuple(rows), tuple(lacking))

    def _table(
        self, table: str, names: list[str], subject: str, not_before: date | None, on: date
    ) -> list[Row]:
        place = self._places.get(table)
        if place is None:
            raise self._misshapen(f"sources.toml does not say where table {table} stands")
        if self.source.dated_by and not place.dated:
            raise self._misshapen(f"sources.toml does not say what dates table {table}")
        paths = {name: self._path(place, name) for name in names}
        wanted = {path.partition(".")[0].partition("[")[0] for path in paths.values()}
        wanted |= {path.partition(".")[0] for path in (place.about, place.dated) if path}
        reading = Reading(place, frozenset(wanted))
        found: list[tuple[str, Row]] = []
        for resource in self._resources(place, reading, subject, not_before):
            try:
                if subject not in reading.persons(resource):
                    raise self._misshapen("it tells of somebody else than was asked about")
                dated = str(reading.value(resource, place.dated, "date") or "")
                row = {
                    name: reading.value(resource, path, self.source.fields[name].kind)
                    for name, path in paths.items()
                }
            except (ValidationError, ValueError, TypeError, LookupError) as error:
                what = f"{type(error).__name__} in {place.resource}"
                raise self._misshapen(what) from None
            if not self.source.dated_by or within(dated, not_before, on):
                found.append((dated, row))
        found.sort(key=lambda pair: pair[0])
        return [row for _, row in found]

    def _path(self, place: Fhir, name: str) -> str:
        column = name.partition(".")[2]
        if column not in place.fields:
            raise self._misshapen(f"sources.toml does not say where {name} stands")
        return place.fields[column]

    def _resources(
        self, place: Fhir, reading: Reading, subject: str, not_before: date | None
    ) -> Iterator[dict[str, Any]]:
        form = {
            place.search: f"{SSIN}|{subject}",
            "_elements": ",".join(sorted(reading.elements)),
            "_count": str(COUNT),
        }
        if place.since and not_before:
            form[place.since] = f"ge{not_before.isoformat()}"
        url = urljoin(self.base, f"{place.resource}/_search")
        page = self._page(self._wire.post(url, urlencode(form).encode(), FORM, MEDIA_TYPE))
        for number in range(1, MOST_PAGES + 1):
            for one in page.entry:
                if one.search.mode == "match":
                    yield self._cut(reading, one.resource)
            onward = next((link.url for link in page.link if link.relation == "next"), None)
            if onward is None:
                return
            if number < MOST_PAGES:
                page = self._page(self._wire.get(self._onward(url, onward, subject), MEDIA_TYPE))
        raise self._misshapen(f"more than {MOST_PAGES} pages")

    def _cut(self, reading: Reading, raw: msgspec.Raw) -> dict[str, Any]:
        try:
            return reading.cut(raw)
        except ResourceError as error:
            raise self._misshapen(str(error)) from None

    def _onward(self, url: str, onward: str, subject: str) -> str:
        joined = urljoin(url, onward)
        here, there = urlsplit(self.base), urlsplit(joined)
        if (there.scheme, there.netloc) != (here.scheme, here.netloc) or subject in joined:
            raise self._misshapen("its next page is elsewhere, or names the person in its address")
        return joined

    def _page(self, body: bytes) -> Page:
        try:
            page = msgspec.json.decode(body, type=Page)
        except (msgspec.DecodeError, UnicodeDecodeError):
            raise self._misshapen("its answer is no FHIR resource in JSON") from None
        for issue in page.issue:
            if issue.severity in ("error", "fatal"):
                code = issue.code if ISSUE.fullmatch(issue.code) else "unknown"
                if code in LATER:
                    raise SourceDownError(self.source.word, f"OperationOutcome {code}")
                raise self._misshapen(f"OperationOutcome {code}")
        if (page.kind, page.type) != ("Bundle", "searchset"):
            raise self._misshapen("its answer is no Bundle of a search")
        return page

    def _misshapen(self, what: str) -> SourceShapeError:
        return SourceShapeError(self.source.word, what)
