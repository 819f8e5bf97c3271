"""A source behind FHIR R4: a search by the number of the person, and only the elements asked.

The search is a POST, so that the number stands in no URL; `_elements` asks for what is permitted,
for what says how old a resource is and for whom it is about. What a server sends besides is
skipped before it becomes an object. Each element that is read is checked by the model of its type
(`fhir.resources`, R4B); a resource about somebody else, or of another type, is a malformed answer.

Where a column stands in a resource is told by a path: names with dots, `[0]` for the first of
several, such as `medicationCodeableConcept.coding[0].code`.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from functools import cache
from typing import Any, cast
from urllib.parse import urlencode, urljoin, urlsplit

import msgspec
from fhir.resources.R4B import get_fhir_model_class
from pydantic import TypeAdapter, ValidationError

from beraad.belgium.calendar import ZONE
from beraad.exchange.asking import Asking
from beraad.exchange.sources.base import (
    Found,
    Row,
    SourceDownError,
    SourceShapeError,
    Value,
    tables,
    told,
    windowed,
    within,
)
from beraad.exchange.sources.settings import Fhir
from beraad.exchange.sources.wire import Wire
from beraad.law.catalogue import FieldKind, Source

SSIN = "https://www.ehealth.fgov.be/standards/fhir/core/NamingSystem/ssin"
"""The system of national numbers (NamingSystem be-ssin of the federal core profiles)."""

MEDIA_TYPE = "application/fhir+json"
FORM = "application/x-www-form-urlencoded"
COUNT = 100
MOST_PAGES = 20
STEP = re.compile(r"([A-Za-z]+)(?:\[(\d{1,3})\])?")
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
                if (place.about, subject) not in reading.persons(resource):
                    raise self._misshapen("it tells of somebody else than was asked about")
                dated = str(self._value(reading, resource, place.dated, "date") or "")
                row = {
                    name: self._value(reading, resource, path, self.source.fields[name].kind)
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
        self, place: Fhir, reading: "Reading", subject: str, not_before: date | None
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
                    yield reading.cut(one.resource, self._misshapen)
            onward = next((link.url for link in page.link if link.relation == "next"), None)
            if onward is None:
                return
            if number < MOST_PAGES:
                page = self._page(self._wire.get(self._onward(url, onward, subject), MEDIA_TYPE))
        raise self._misshapen(f"more than {MOST_PAGES} pages")

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

    def _value(
        self, reading: "Reading", resource: dict[str, Any], path: str, kind: FieldKind
    ) -> Value:
        if not path:
            return None
        found = step(reading.checked(resource, path), path.partition(".")[2])
        if isinstance(found, str) and kind == "date":
            return day_or_moment(found)
        if found is not None and not isinstance(found, str | int):
            raise TypeError("neither a text nor a whole number")
        return told(found, kind == "yes-no")

    def _misshapen(self, what: str) -> SourceShapeError:
        return SourceShapeError(self.source.word, what)


class Reading:
    """Which elements of a kind of resource are read, and how they are checked."""

    def __init__(self, place: Fhir, elements: frozenset[str]) -> None:
        self.place, self.elements = place, elements
        self._cut = cutter(elements)

    def cut(self, raw: msgspec.Raw, misshapen: Any) -> dict[str, Any]:
        """The elements of one resource; all others are skipped unread."""
        try:
            one = msgspec.json.decode(raw, type=self._cut)
        except msgspec.DecodeError:
            raise misshapen(f"no {self.place.resource} in JSON") from None
        if one.kind != self.place.resource:
            raise misshapen(f"a resource that is no {self.place.resource}")
        given = {name: getattr(one, f"e_{name}") for name in self.elements}
        return {name: value for name, value in given.items() if value is not msgspec.UNSET}

    def checked(self, resource: dict[str, Any], path: str) -> Any:
        """The element with which a path begins, as it was sent, if it is what FHIR says."""
        head, index = parts_of(path.partition(".")[0])
        value = resource.get(head)
        if value is None:
            return None
        checker(self.place.resource, head).validate_python(value)
        return item(value, index)

    def persons(self, resource: dict[str, Any]) -> set[tuple[str, str]]:
        """The national numbers of whom it is about."""
        path = self.place.about
        found = step(self.checked(resource, path), path.partition(".")[2])
        many = found if isinstance(found, list) else [found]
        numbers = (one for one in many if isinstance(one, dict) and one.get("system") == SSIN)
        return {(path, str(one.get("value", ""))) for one in numbers}


@cache
def cutter(elements: frozenset[str]) -> type[Any]:
    """A type with just these elements of a resource."""
    members: list[Any] = [(f"e_{name}", Any, msgspec.UNSET) for name in sorted(elements)]
    renamed = {f"e_{name}": name for name in elements} | {"kind": "resourceType"}
    return msgspec.defstruct("Resource", [("kind", str), *members], rename=renamed, frozen=True)


@cache
def checker(resource: str, element: str) -> TypeAdapter[Any]:
    """What checks an element; LookupError for one that FHIR does not know."""
    fields = get_fhir_model_class(resource).model_fields
    for name, field in fields.items():
        if element in (name, field.alias):
            return TypeAdapter(cast(Any, field.annotation))
    raise LookupError(f"{resource} has no element {element}")


def parts_of(text: str) -> tuple[str, int | None]:
    """Name and index of a step; ValueError for anything else."""
    match = STEP.fullmatch(text)
    if not match:
        raise ValueError("a path has names with dots between, and [0] for the first of several")
    return match[1], int(match[2]) if match[2] else None


def item(value: Any, index: int | None) -> Any:
    """One of several, or the value itself; None past the end."""
    if index is None:
        return value
    if not isinstance(value, list):
        raise TypeError("not several")
    return value[index] if index < len(value) else None


def step(value: Any, rest: str) -> Any:
    """What stands at the rest of a path; None where it leads nowhere."""
    for text in rest.split(".") if rest else ():
        if value is None:
            return None
        name, index = parts_of(text)
        if not isinstance(value, dict):
            raise TypeError("no element of parts")
        value = item(value.get(name), index)
    return value


def day_or_moment(text: str) -> str:
    """A dateTime of FHIR as Belgian clocks show it; a day, month or year as it is."""
    if "T" not in text:
        return text
    moment = datetime.fromisoformat(text)
    local = moment.astimezone(ZONE) if moment.tzinfo else moment
    return local.replace(tzinfo=None).isoformat(timespec="seconds")
