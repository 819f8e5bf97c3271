"""uvicorn as the gateway runs it: requests are bounded in size and time, and nothing is told of
itself."""

import gc
import socket
from asyncio import TimerHandle
from collections.abc import Callable
from typing import Any

import uvicorn
from starlette.applications import Starlette
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from beraad.exchange.server.app import Direct

MOST_HEAD_BYTES = 32 * 1024
MOST_CONNECTIONS = 2_000
PATIENCE = 10.0
"""Seconds in which a head must be there, and after it each STEP bytes of the body, or its end."""

STEP = 16 * 1024
OBJECTS_BETWEEN = 20_000


class Bounded(HttpToolsProtocol):
    """HTTP/1.1 that hangs up on a head (address and headers) that does not end, and on a request
    that comes drop by drop.

    httptools itself would gather a head of any size, and uvicorn wait for the rest of it for ever.
    """

    patience = PATIENCE

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._head_bytes = self._unread = self._body_bytes = 0
        self._in_head = True
        self._timer: TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        """Somebody connected."""
        super().connection_made(transport)
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """It is over."""
        self._stop()
        super().connection_lost(exc)

    def on_message_begin(self) -> None:
        """A request begins."""
        self._head_bytes, self._unread, self._in_head = 0, 0, True
        self._wait()
        super().on_message_begin()

    def on_url(self, url: bytes) -> None:
        """Some of its address is here."""
        super().on_url(url)
        self._count(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        """A header is here, or a trailer, of which there is no use."""
        self._count(name + b": " + value + b"\r\n")
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """Its head is here."""
        self._in_head, self._body_bytes = False, 0
        self._wait()
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """Some of its body is here."""
        self._body_bytes += len(body)
        if self._body_bytes >= STEP:
            self._body_bytes = 0
            self._wait()
        super().on_body(body)

    def on_message_complete(self) -> None:
        """All of it is here."""
        self._stop()
        super().on_message_complete()

    def data_received(self, data: bytes) -> None:
        """Some bytes came."""
        super().data_received(data)
        if self._in_head and not self.transport.is_closing():
            self._unread += len(data)
            if self._unread > MOST_HEAD_BYTES:
                self.send_400_response("The head of the request is too large.")

    def _count(self, data: bytes) -> None:
        """Count what belongs to a head; to raise makes httptools refuse the request."""
        self._head_bytes += len(data)
        if self._head_bytes > MOST_HEAD_BYTES:
            raise ValueError("the head is too large")

    def _wait(self) -> None:
        self._stop()
        self._timer = self.loop.call_later(self.patience, self._hang_up)

    def _stop(self) -> None:
        if self._timer:
            self._timer.cancel()
        self._timer = None

    def _hang_up(self) -> None:
        if self.flow.read_paused:  # it is we who do not read
            self._wait()
        else:
            self.transport.close()


def settle() -> None:
    """Before a process serves: what is there stays, so it is not looked through for garbage again,
    and what a question leaves is looked through less often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(OBJECTS_BETWEEN, 10, 10)


class Stopping(uvicorn.Server):
    """A server that tells its application when it begins to stop."""

    def __init__(self, config: uvicorn.Config, stop: Callable[[], None]) -> None:
        super().__init__(config)
        self._stop = stop

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop, once what is under way is answered."""
        self._stop()
        await super().shutdown(sockets)


def server(app: Starlette, host: str, port: int) -> uvicorn.Server:
    """A server that was not started. It logs no addresses: they come from outside."""
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        http=Bounded,
        loop="uvloop",
        ws="none",
        lifespan="on",
        access_log=False,
        log_config=None,
        server_header=False,
        proxy_headers=False,
        limit_concurrency=MOST_CONNECTIONS,
        timeout_graceful_shutdown=10,
    )
    return Stopping(config, app.stop) if isinstance(app, Direct) else uvicorn.Server(config)
