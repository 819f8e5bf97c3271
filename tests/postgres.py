"""A real PostgreSQL of our own: a cluster in a folder, reached by a socket, thrown away after."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
import psycopg
import pytest

INSTALLED = "/usr/lib/postgresql"  # where Debian keeps them, by version and off the PATH
ABSENT = "PostgreSQL is not installed, so the journal was tested on SQLite alone."


def binary(name: str) -> str | None:
    """The newest one installed, else the one on the PATH, if any."""
    found = [path for path in Path(INSTALLED).glob(f"*/bin/{name}") if path.exists()]
    newest = max(found, key=lambda path: float(path.parts[-3]), default=None)
    return str(newest) if newest else shutil.which(name)


class Cluster:
    """A server in `folder`. It refuses root, so root starts it as the user `postgres`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._data = folder / "data"
        self._user: dict[str, Any] = {}
        if os.geteuid() == 0:
            self._user = {"user": "postgres", "group": "postgres", "extra_groups": []}
            shutil.chown(folder, "postgres", "postgres")
        options = ["--no-locale", "--encoding=UTF8", "--auth=trust", "--username=postgres"]
        self._run("initdb", "--no-sync", *options, "-D", str(self._data))
        self.start()

    def url(self, database: str = "postgres", user: str = "postgres") -> str:
        return f"postgresql:///{database}?host={self._folder}&user={user}"

    @property
    def pid(self) -> int:
        """Its first process, the parent of all others."""
        return self._server.pid

    def start(self) -> None:
        """Start, with fsync as it should be, and recover if need be."""
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(self._folder),
            "max_connections": "100",  # three gateways at once
            "shared_buffers": "32MB",
            "max_wal_size": "128MB",  # of a gigabyte, which a run would fill
        }
        command = [str(binary("postgres")), "-D", str(self._data)]
        command += [f"--{name}={value}" for name, value in settings.items()]
        with (self._folder / "log").open("ab") as log:
            self._server = subprocess.Popen(
                command, cwd=self._folder, stdout=log, stderr=log, **self._user
            )
        for _ in range(600):
            try:
                psycopg.connect(self.url()).close()
                return
            except psycopg.OperationalError:
                assert self._server.poll() is None, (self._folder / "log").read_text()
                time.sleep(0.05)
        raise TimeoutError((self._folder / "log").read_text())

    def kill(self) -> None:
        """SIGKILL to the server and every process of it, as a power failure of its machine."""
        server = psutil.Process(self._server.pid)
        processes = [server, *server.children(recursive=True)]
        for process in processes:
            process.kill()
        psutil.wait_procs(processes, timeout=30)
        self._server.wait(timeout=30)

    def files(self) -> Iterator[Path]:
        """The files of all tables and indexes."""
        return (path for path in (self._data / "base").rglob("*") if path.is_file())

    def stop(self) -> None:
        self._server.send_signal(signal.SIGINT)  # without waiting for clients
        try:
            self._server.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self.kill()

    def _run(self, name: str, *arguments: str) -> None:
        command = [str(binary(name)), *arguments]
        subprocess.run(command, cwd=self._folder, check=True, capture_output=True, **self._user)


@contextmanager
def cluster() -> Iterator[Cluster]:
    """A running cluster in a folder that its user can reach, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="beraad-", ignore_cleanup_errors=True) as folder:
        made = Cluster(Path(folder))
        try:
            yield made
        finally:
            made.stop()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Cluster]:
    """One for each process of pytest-xdist."""
    if binary("postgres") is None:
        if os.environ.get("CI"):
            pytest.fail("CI must test on PostgreSQL, and it is not installed.")
        pytest.skip(ABSENT)
    with cluster() as made:
        yield made


def emptied(cluster: Cluster) -> str:
    """The URL of its database, without a journal and whatever else a gateway keeps there."""
    with psycopg.connect(cluster.url(), autocommit=True) as db:
        db.execute("SET client_min_messages = warning")
        for schema in ("journal", "mutation", "promised", "files"):
            db.execute(f"DROP SCHEMA IF EXISTS {schema} CASCADE")
        db.execute("DROP TABLE IF EXISTS used_proofs")
    return cluster.url()
