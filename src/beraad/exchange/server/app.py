"""The server as an ASGI application: addresses, problems, times; nothing personal in its log."""

import logging
import re
import time
import traceback
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from beraad.exchange.server.gate import Gate, called
from beraad.exchange.server.openapi import document
from beraad.exchange.server.problem import ProblemError, wanted_language
from beraad.exchange.server.routes import ADDRESSES, Address

log = logging.getLogger("beraad.gateway")
Endpoint = Callable[[Request], Awaitable[Response]]
KEEP_NOTHING = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,128}")
WORDS = {404: "not-found", 405: "wrong-method"}


def build(gate: Gate, closing: Callable[[], Awaitable[None]]) -> Starlette:
    """The application. It opens desks and readers when it starts, and closes them when it stops."""

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        await gate.desks.open()
        await gate.readers.open()
        await gate.files.open()
        try:
            yield
        finally:
            await gate.files.close()
            await gate.desks.close()
            await gate.readers.close()
            await closing()

    routes = [
        Route(in_starlette(one.path), endpoint(gate, one), methods=[one.method])
        for one in ADDRESSES
    ]
    document()  # a fault in it is told here, not to a client
    routes.append(Route("/openapi.json", openapi, methods=["GET"]))
    app = Starlette(routes=routes, lifespan=lifespan, exception_handlers={HTTPException: unrouted})
    app.router.redirect_slashes = False  # a redirect would repeat the path
    return app


def in_starlette(path: str) -> str:
    """A path as Starlette writes it: the number of a tile holds slashes."""
    return path.replace("{number}", "{number:path}")


async def openapi(request: Request) -> Response:
    """The document that describes all this."""
    return Response(
        document(), headers={"Cache-Control": "no-cache"}, media_type="application/json"
    )


async def unrouted(request: Request, error: Exception) -> Response:
    """The problem of an address or a method that is not there."""
    status = error.status_code if isinstance(error, HTTPException) else 404
    headers = error.headers if isinstance(error, HTTPException) else None
    problem = ProblemError(WORDS.get(status, "not-found"), headers=headers)
    return problem.response(wanted_language(request.headers.get("accept-language", "")))


def endpoint(gate: Gate, address: Address) -> Endpoint:
    """The function that Starlette calls: whatever happens, a response that tells no secret."""

    async def respond(request: Request) -> Response:
        start = time.perf_counter()
        try:
            response = await address.run(called(gate, request, secured=address.secured))
        except ProblemError as problem:
            response = told(problem, request)
        except Exception as error:
            log.error("unexpected %s at %s", type(error).__name__, place_of(error))
            response = told(ProblemError("unexpected"), request)
        for name, value in KEEP_NOTHING.items():
            response.headers.setdefault(name, value)
        if REQUEST_ID.fullmatch(name := request.headers.get("x-request-id", "")):
            response.headers["X-Request-ID"] = name  # as AuthZEN wants; it is not logged
        seconds = time.perf_counter() - start
        gate.meter.responded(address.name, response.status_code, seconds)
        log.info("%s %d %.1f ms", address.name, response.status_code, seconds * 1000)
        return response

    return respond


def told(problem: ProblemError, request: Request) -> Response:
    """A problem in the language of the request."""
    return problem.response(wanted_language(request.headers.get("accept-language", "")))


def place_of(error: Exception) -> str:
    """Where an error arose; its message may hold what was sent, so it is not told."""
    frames = traceback.extract_tb(error.__traceback__)
    return " < ".join(f"{one.name}:{one.lineno}" for one in reversed(frames[-4:]))
