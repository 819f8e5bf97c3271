"""Reading one FHIR resource: only the elements asked, each checked by the model of its type.

Where a value stands is told by a path: names with dots, `[0]` for the first of several, such as
`medicationCodeableConcept.coding[0].code`.
"""

import re
from datetime import datetime
from functools import cache
from typing import Any, cast

import msgspec
from fhir.resources.R4B import get_fhir_model_class
from pydantic import TypeAdapter

from beraad.belgium.calendar import ZONE
from beraad.exchange.sources.base import Value, told
from beraad.exchange.sources.settings import Fhir
from beraad.law.catalogue import FieldKind

SSIN = "https://www.ehealth.fgov.be/standards/fhir/core/NamingSystem/ssin"
"""The system of national numbers (NamingSystem be-ssin of the federal core profiles)."""

STEP = re.compile(r"([A-Za-z]+)(?:\[(\d{1,3})\])?")


class ResourceError(ValueError):
    """A resource is not what was asked for; the message repeats nothing of it."""


class Reading:
    """Which elements of a kind of resource are read, and how they are checked."""

    def __init__(self, place: Fhir, elements: frozenset[str]) -> None:
        self.place, self.elements = place, elements
        self._cut = cutter(elements)

    def cut(self, raw: msgspec.Raw) -> dict[str, Any]:
        """The elements of one resource; all others are skipped unread. ResourceError."""
        try:
            one = msgspec.json.decode(raw, type=self._cut)
        except msgspec.DecodeError:
            raise ResourceError(f"no {self.place.resource} in JSON") from None
        if one.kind != self.place.resource:
            raise ResourceError(f"a resource that is no {self.place.resource}")
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

    def value(self, resource: dict[str, Any], path: str, kind: FieldKind) -> Value:
        """What stands at a path, as the catalogue's kind of field; None where it is empty."""
        if not path:
            return None
        found = step(self.checked(resource, path), path.partition(".")[2])
        if isinstance(found, str) and kind == "date":
            return day_or_moment(found)
        if found is not None and not isinstance(found, str | int):
            raise TypeError("neither a text nor a whole number")
        return told(found, kind == "yes-no")

    def persons(self, resource: dict[str, Any]) -> set[str]:
        """The national numbers of whom it is about."""
        path = self.place.about
        found = step(self.checked(resource, path), path.partition(".")[2])
        many = found if isinstance(found, list) else [found]
        numbers = (one for one in many if isinstance(one, dict) and one.get("system") == SSIN)
        return {str(one.get("value", "")) for one in numbers}


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
