"""The site as a user starts it: `beraad serve` in a process of its own, on a free port."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.error import URLError
from urllib.request import urlopen

START = "import sys; from beraad.site.command import main; sys.exit(main(sys.argv[1:]))"
PATIENCE = 30.0


def free_port() -> int:
    """A port on which nobody serves."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(*options: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """The address of a running site and its process, which is stopped afterwards as by Ctrl-C."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-c", START, "serve", "--port", str(port), *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    assert process.stdout is not None
    try:
        address = f"http://127.0.0.1:{port}"
        wait_for(address, process)
        yield address, process
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(PATIENCE)
        finally:
            process.kill()
            process.stdout.close()


def wait_for(address: str, process: subprocess.Popen[str]) -> None:
    """Until the site answers; its output where it ends before."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if process.poll() is not None:
            assert process.stdout is not None
            raise AssertionError(process.stdout.read())
        try:
            with urlopen(f"{address}/nl/about/", timeout=5):
                return
        except (URLError, ConnectionError):
            time.sleep(0.1)
    raise AssertionError(f"{address} did not answer in {PATIENCE} seconds")
