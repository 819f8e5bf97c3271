"""Reading a request: bounded, of the media type that was agreed, of the form that was agreed.

A fault is told by its place and by what was expected, in our own words: keys and values that were
sent may hold anything, a national number too, and are never repeated.
"""

import json
import re
from typing import TypeVar

import msgspec
from starlette.requests import Request

from beraad.exchange.server.problem import ProblemError
from beraad.exchange.server.shapes import Fault

Shape = TypeVar("Shape")
SPACED = re.compile(rb'"\s+:')
PLACE = re.compile(r" - at (?:`key` in )?`(\$[^`]*)`\Z")
STEP = re.compile(r"\.(\w+)|\[(\d+)\]|\[\.\.\.\]")
EXPECTED = re.compile(r"Expected `([^`]*)`((?: of length)? [<>]=? -?\d+)?(?:, got `[^`]*`)?")
REQUIRED = re.compile(r"Object missing (required field) `([a-z_]+)`")
UNKNOWN_KEY = "Object contains unknown field"


class TwiceError(ValueError):
    """A key stands twice in one object."""


def once(pairs: list[tuple[str, object]]) -> None:
    """TwiceError for a key that stands twice."""
    if len(dict(pairs)) != len(pairs):
        raise TwiceError


EACH_ONCE = json.JSONDecoder(object_pairs_hook=once)


async def body_of(request: Request, media_type: str, most: int) -> bytes:
    """The body, of at most so many bytes; ProblemError beyond, or of another media type."""
    sent = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if sent != media_type or request.headers.get("content-encoding", "identity") != "identity":
        raise ProblemError("wrong-media-type", headers={"Accept": media_type})
    length = request.headers.get("content-length", "0")
    if not length.isdecimal() or int(length) > most:
        raise ProblemError("too-large")
    body, more = b"", True
    while more:
        message = await request.receive()
        if message["type"] == "http.disconnect":  # nobody hears this; it is counted as what it is
            raise ProblemError("malformed")
        body, more = body + message.get("body", b""), message.get("more_body", False)
        if len(body) > most:
            raise ProblemError("too-large")
    return body


def decoded(body: bytes | msgspec.Raw, shape: type[Shape]) -> Shape:
    """The value in a body; ProblemError names the place at fault.

    A key that stands twice is refused: what stands before the gateway may have read the other one.
    """
    try:
        value = msgspec.json.decode(body, type=shape)
        if isinstance(body, bytes) and not plainly_once(body):  # a part was read with the whole
            EACH_ONCE.decode(body.decode())
        return value
    except msgspec.ValidationError as error:
        raise ProblemError("wrong-content", faults=(fault_in(str(error)),)) from None
    except TwiceError:
        raise ProblemError("wrong-content", faults=(Fault("", "each key once"),)) from None
    except (msgspec.DecodeError, ValueError, RecursionError):
        raise ProblemError("malformed") from None


def plainly_once(body: bytes) -> bool:
    """Whether no key stands twice, where that is seen without reading it slowly: there are as many
    keys as `":`. Within a text that can stand too, but then there is one too many of them."""
    return not SPACED.search(body) and body.count(b'":') == keys_in(msgspec.json.decode(body))


def keys_in(value: object) -> int:
    """The number of keys of all objects in a value."""
    if isinstance(value, dict):
        return len(value) + sum(map(keys_in, value.values()))
    return sum(map(keys_in, value)) if isinstance(value, list) else 0


def fault_in(message: str) -> Fault:
    """The place that a message of msgspec names, and what was expected, without what was sent."""
    place = PLACE.search(message)
    said = message[: place.start()] if place else message
    if found := EXPECTED.fullmatch(said) or REQUIRED.fullmatch(said):
        expected = " ".join(part.strip() for part in found.groups() if part)
    elif said.startswith(UNKNOWN_KEY):
        expected = "no key but those of /openapi.json"
    else:
        expected = "a value that /openapi.json allows here"
    return Fault(pointer(place[1] if place else ""), expected)


def pointer(path: str) -> str:
    """A path of msgspec (`$.fields[0]`) as a JSON pointer; it ends before a key that was sent."""
    steps = []
    for match in STEP.finditer(path):
        if match[0] == "[...]":
            break
        steps.append(match[1] or match[2])
    return "".join(f"/{step}" for step in steps)
