"""A gateway behind the real uvicorn on the loopback, in a thread of the test."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from beraad.exchange.server.opened import open_gateway
from beraad.exchange.server.stores import Files
from beraad.exchange.server.wire import server
from beraad.journal.store import Journal
from beraad.law.register import Register
from tests.exchange.conftest import KEY
from tests.exchange.server.caller import Caller, register_keys
from tests.exchange.server.running import free_port
from tests.exchange.world import BEFORE, moment


@dataclass
class Running:
    """A gateway that runs."""

    address: str
    files: Files
    port: int

    def headers(self) -> dict[str, str]:
        """A token of the practice."""
        caller = Caller("practice", address=f"{self.address}/oauth/token")
        register_keys(self.files.clients, "practice", caller.key)
        with httpx.Client(base_url=self.address) as client:
            return caller.headers(client)

    def raw(self, *parts: bytes, timeout: float = 10) -> bytes:
        """What comes back on one connection for these bytes, until it is closed by the gateway."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=timeout) as wire:
            received = b""
            try:
                for part in parts:
                    wire.sendall(part)
                while chunk := wire.recv(65536):
                    received += chunk
            except ConnectionError:
                pass
        return received

    def well(self) -> bool:
        """Whether it answers others."""
        return httpx.get(f"{self.address}/health").status_code == 200


@contextmanager
def running_gateway(built: Path, register: Register, home: Path) -> Iterator[Running]:
    """A gateway to the sources that were built, with a journal of its own."""
    files, port = Files(built / "sources", home / "journal.db", KEY, home / "gateway"), free_port()
    Journal(files.journal, KEY).close()
    address = f"http://127.0.0.1:{port}"
    gate, app = open_gateway(files, register, address, lambda: moment(BEFORE))
    gate.post.patience = 0.2  # generated requests need not wait long
    serving = server(app, "127.0.0.1", port)
    thread = threading.Thread(target=serving.run)
    thread.start()
    while not serving.started:
        time.sleep(0.01)
    try:
        yield Running(address, files, port)
    finally:
        serving.should_exit = True
        thread.join()
