"""uvicorn as the gateway runs it: heads of requests are bounded, and nothing is told of itself."""

import gc
from typing import Any

import uvicorn
from starlette.applications import Starlette
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

MOST_HEAD_BYTES = 32 * 1024


class BoundedHeads(HttpToolsProtocol):
    """HTTP/1.1 that hangs up on a head (address and headers) that does not end.

    httptools itself would gather a head of any size.
    """

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._head_bytes: int | None = 0

    def on_message_begin(self) -> None:
        """A request begins."""
        self._head_bytes = 0
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """Its head is here."""
        self._head_bytes = None
        super().on_headers_complete()

    def data_received(self, data: bytes) -> None:
        """Some bytes came."""
        super().data_received(data)
        if self._head_bytes is not None and not self.transport.is_closing():
            self._head_bytes += len(data)
            if self._head_bytes > MOST_HEAD_BYTES:
                self.send_400_response("The head of the request is too large.")


def server(app: Starlette, host: str, port: int) -> uvicorn.Server:
    """A server that was not started. It logs no addresses: they come from outside.

    What stands by now, the law above all, stays: the garbage collector need not walk it again. And
    it comes less often than by default, since a chunk of a file is made of many small objects.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        http=BoundedHeads,
        ws="none",
        lifespan="on",
        access_log=False,
        log_config=None,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=10,
    )
    return uvicorn.Server(config)
