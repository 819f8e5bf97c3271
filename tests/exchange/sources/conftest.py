"""Sources in processes of their own."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.exchange.server.running import ROOT, free_port


@contextmanager
def upstream(stores: Path) -> Iterator[str]:
    """The address of a process that answers from these stores, until it is killed."""
    port = free_port()
    command = [sys.executable, "-m", "tests.exchange.sources.upstream", str(port), str(stores)]
    process = subprocess.Popen(command, cwd=ROOT)
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(200):
            try:
                httpx.get(address)
                break
            except httpx.TransportError:
                assert process.poll() is None
                time.sleep(0.05)
        yield address
    finally:
        process.kill()
        process.wait()


@pytest.fixture(scope="session")
def source_address(built: Path) -> Iterator[str]:
    """A source that stays."""
    with upstream(built / "sources") as address:
        yield address
