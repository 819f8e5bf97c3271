"""What the server is made of, and one call to it."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from starlette.requests import Request

from beraad.exchange.gateway import Scales
from beraad.exchange.server.assertion import Doorkeeper, UntrustedError
from beraad.exchange.server.book import Book
from beraad.exchange.server.desks import Desks
from beraad.exchange.server.file_way import FileWay
from beraad.exchange.server.meter import Meter
from beraad.exchange.server.post import Post
from beraad.exchange.server.problem import ProblemError, wanted_language
from beraad.exchange.server.proxy import CERTIFICATE, SECRET, Proxy
from beraad.exchange.server.signature import Digested, Signatures, wrong_signature
from beraad.exchange.server.tokens import Tokens
from beraad.exchange.server.used import UsedDownError
from beraad.exchange.server.way import Way
from beraad.journal.store import Journal
from beraad.law.catalogue import Language

SIGNATURE = b"signature-input"
TOLD = (CERTIFICATE.encode(), SECRET.encode())


@dataclass(frozen=True, slots=True)
class Gate:
    """The parts of a gateway. `seconds` is the clock of tokens, POSIX time."""

    way: Way
    doorkeeper: Doorkeeper
    signatures: Signatures
    proxy: Proxy
    tokens: Tokens
    desks: Desks[Scales]
    readers: Desks[Journal]
    book: Book
    meter: Meter
    post: Post
    files: FileWay
    seconds: Callable[[], float] = field(default=time.time)


@dataclass(frozen=True, slots=True)
class Call:
    """A request, with the organisation that makes it ('' where nobody need say)."""

    gate: Gate
    request: Request
    asker: str
    language: Language


async def called(gate: Gate, request: Request, *, secured: bool) -> Call:
    """The call that a request is; ProblemError if it must say who asks and does not."""
    language = wanted_language(request.headers.get("accept-language", ""))
    if not secured:
        return Call(gate, request, "", language)
    asker = await authenticated(gate, request)
    if SIGNATURE.decode() in request.headers:
        request = Request(request.scope, Digested(request.headers, request.receive))
    return Call(gate, request, asker, language)


async def authenticated(gate: Gate, request: Request) -> str:
    """The organisation that makes the request, of which all that it shows must speak: its access
    token, its signature, the certificate that it showed to the proxy. ProblemError."""
    now, shown = int(gate.seconds()), {name for name, _ in request.scope["headers"]}
    told = not shown.isdisjoint(TOLD)
    certificate = gate.proxy.certificate(request.headers, now) if told else None
    askers = set()
    if b"authorization" in shown:
        askers.add(bearer(gate, request, now, certificate or ""))
    if SIGNATURE in shown:
        askers.add(await signer(gate, request, now))
    if owner := gate.doorkeeper.clients.owner(certificate) if certificate else None:
        askers.add(owner)
    if len(askers) > 1:
        raise ProblemError("several-organisations")
    if not askers:
        raise unknown_asker()
    return askers.pop()


def bearer(gate: Gate, request: Request, now: int, certificate: str) -> str:
    """The organisation of the access token; ProblemError."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        asker = gate.tokens.organisation(token.strip(), now, certificate)
        if asker is not None:
            return asker
    raise unknown_asker()


async def signer(gate: Gate, request: Request, now: int) -> str:
    """The organisation that signed the request; ProblemError. In a thread: it waits for a disk."""
    try:
        return await asyncio.to_thread(gate.signatures.signer, request, now)
    except UntrustedError as error:
        raise wrong_signature(str(error)) from None
    except UsedDownError:
        raise ProblemError("identity-down", headers={"Retry-After": "5"}) from None


def unknown_asker() -> ProblemError:
    """Nothing that counts says who asks."""
    return ProblemError("not-authenticated", headers={"WWW-Authenticate": "Bearer"})
