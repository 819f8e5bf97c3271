"""What the server is made of, and one call to it."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from starlette.requests import Request

from beraad.exchange.gateway import Scales
from beraad.exchange.server.assertion import Doorkeeper
from beraad.exchange.server.book import Book
from beraad.exchange.server.desks import Desks
from beraad.exchange.server.file_way import FileWay
from beraad.exchange.server.meter import Meter
from beraad.exchange.server.problem import ProblemError, wanted_language
from beraad.exchange.server.tokens import Tokens
from beraad.exchange.server.way import Way
from beraad.journal.store import Journal
from beraad.law.catalogue import Language


@dataclass(frozen=True, slots=True)
class Gate:
    """The parts of a gateway. `seconds` is the clock of tokens, POSIX time."""

    way: Way
    doorkeeper: Doorkeeper
    tokens: Tokens
    desks: Desks[Scales]
    readers: Desks[Journal]
    book: Book
    meter: Meter
    files: FileWay
    seconds: Callable[[], float] = field(default=time.time)


@dataclass(frozen=True, slots=True)
class Call:
    """A request, with the organisation that makes it ('' where nobody need say)."""

    gate: Gate
    request: Request
    asker: str
    language: Language


def called(gate: Gate, request: Request, *, secured: bool) -> Call:
    """The call that a request is; ProblemError if it needs a token and has none that counts."""
    language = wanted_language(request.headers.get("accept-language", ""))
    return Call(gate, request, authenticated(gate, request) if secured else "", language)


def authenticated(gate: Gate, request: Request) -> str:
    """The organisation that makes the request; ProblemError."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    now = int(gate.seconds())
    asker = gate.tokens.organisation(token.strip(), now) if scheme.lower() == "bearer" else None
    if asker is None:
        raise ProblemError("not-authenticated", headers={"WWW-Authenticate": "Bearer"})
    return asker
