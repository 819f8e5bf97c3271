"""The server as an ASGI application: addresses, problems, times; nothing personal in its log."""

import logging
import re
import time
import traceback
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from beraad.exchange.server.gate import Gate, called
from beraad.exchange.server.openapi import document
from beraad.exchange.server.postman import at_work
from beraad.exchange.server.problem import ProblemError, wanted_language
from beraad.exchange.server.routes import ADDRESSES, Address

log = logging.getLogger("beraad.gateway")
KEEP_NOTHING = [(b"cache-control", b"no-store"), (b"x-content-type-options", b"nosniff")]
REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,128}")
HTTP_FAULT = 500
WORDS = {404: "not-found", 405: "wrong-method"}


def build(gate: Gate, running: Callable[[], AbstractAsyncContextManager[None]]) -> "Direct":
    """The application. It opens desks and readers when it starts, and closes them when it stops;
    meanwhile it is `running`."""

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        async with running():
            await gate.way.front.open()
            await gate.readers.open()
            await gate.files.open()
            try:
                async with at_work(gate.post):
                    yield
            finally:
                await gate.files.close()
                await gate.way.front.close()
                await gate.readers.close()

    routes = [
        Route(in_starlette(one.path), Endpoint(gate, one), methods=[one.method])
        for one in ADDRESSES
    ]
    document()  # a fault in it is told here, not to a client
    routes.append(Route("/openapi.json", openapi, methods=["GET"]))
    app = Direct(routes=routes, lifespan=lifespan, exception_handlers={HTTPException: unrouted})
    app.stop = gate.post.stop
    app.router.redirect_slashes = False  # a redirect would repeat the path
    app.direct = {
        (one.method, one.path): Endpoint(gate, one) for one in ADDRESSES if "{" not in one.path
    }
    return app


class Direct(Starlette):
    """Starlette that finds whole addresses at once, without a search and without middleware:
    an endpoint of ours meets every fault itself."""

    direct: Mapping[tuple[str, str], ASGIApp]
    stop: Callable[[], None]
    """To be called when the server begins to stop: whoever waits for news is answered."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        whole = (scope.get("method", ""), scope.get("path", ""))  # none in a lifespan
        await self.direct.get(whole, super().__call__)(scope, receive, send)


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


@dataclass(frozen=True, slots=True)
class Endpoint:
    """What Starlette calls for an address: whatever happens, a response that tells no secret."""

    gate: Gate
    address: Address

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        request, start = Request(scope, receive), time.perf_counter()
        response = await self.answer(request)
        names = [name for name, _ in response.raw_headers]
        response.raw_headers += [one for one in KEEP_NOTHING if one[0] not in names]
        if REQUEST_ID.fullmatch(given := request.headers.get("x-request-id", "")):
            response.headers["X-Request-ID"] = given  # as AuthZEN wants; it is not logged
        seconds, status = time.perf_counter() - start, response.status_code
        self.gate.meter.responded(self.address.name, status, seconds)
        level = logging.WARNING if status >= HTTP_FAULT else logging.DEBUG
        log.log(level, "%s %d %.1f ms", self.address.name, status, seconds * 1000)
        await response(scope, receive, send)

    async def answer(self, request: Request) -> Response:
        """The answer or the problem."""
        address = self.address
        try:
            return await address.run(await called(self.gate, request, secured=address.secured))
        except ProblemError as problem:
            return told(problem, request)
        except Exception as error:
            log.error("unexpected %s at %s", type(error).__name__, place_of(error))
            return told(ProblemError("unexpected"), request)


def told(problem: ProblemError, request: Request) -> Response:
    """A problem in the language of the request."""
    return problem.response(wanted_language(request.headers.get("accept-language", "")))


def place_of(error: Exception) -> str:
    """Where an error arose; its message may hold what was sent, so it is not told."""
    frames = traceback.extract_tb(error.__traceback__)
    return " < ".join(f"{one.name}:{one.lineno}" for one in reversed(frames[-4:]))
