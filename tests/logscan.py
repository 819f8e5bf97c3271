"""No log line of the whole suite holds a national number or a secret.

Every record that reaches the root logger is kept with the test that it came from, in each process
of pytest-xdist, and so are the log files (`*.log`) that tests let processes write. At the end all
are read; what is found fails the run and is told by kind, logger and test, never repeated.
"""

import logging
import os
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from beraad.journal.entry import holds_national_number

TOKEN = re.compile(r"\beyJ[\w-]{8,}\.[\w-]{8,}|\bBearer [\w.~+/-]{16,}")
KEY = re.compile(r'PRIVATE KEY-----|PRIVATE\+KEY\+|"d" ?: ?"[\w-]{20,}|\bsig=:[\w+/]{40,}')
KINDS: Mapping[str, Callable[[str], object]] = {
    "a national number": holds_national_number,
    "a token": TOKEN.search,
    "a private key or a signature": KEY.search,
}


class Kept(logging.Handler):
    """The log records of this process, each text once, with where it came from."""

    def __init__(self) -> None:
        super().__init__(logging.NOTSET)
        self.lines: dict[str, str] = {}

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a record, with its traceback if it has one."""
        test = os.environ.get("PYTEST_CURRENT_TEST", "no test").partition("[")[0]
        self.lines.setdefault(self.format(record), f"{record.name} in {test}")


def leaks(lines: Mapping[str, str]) -> list[str]:
    """What must not stand in these lines, by kind and where it came from."""
    return sorted(
        {f"{kind}: {where}" for line, where in lines.items() for kind in KINDS if KINDS[kind](line)}
    )


def file_lines(folder: Path) -> Iterator[tuple[str, str]]:
    """The lines of the log files in a folder."""
    for path in folder.rglob("*.log"):
        for line in path.read_text(errors="replace").splitlines():
            yield line, f"{path.name} in {'/'.join(path.relative_to(folder).parts[:2])}"


def pytest_configure(config: pytest.Config) -> None:
    """Begin to keep."""
    config.stash[KEPT] = kept = Kept()
    config.stash[FOUND] = []
    kept.setFormatter(logging.Formatter("%(levelname)s %(message)s"))
    logging.getLogger().addHandler(kept)
    logging.getLogger("beraad").setLevel(logging.DEBUG)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Read all that was kept: a process of xdist tells the one that controls it."""
    config, kept = session.config, session.config.stash[KEPT]
    logging.getLogger().removeHandler(kept)
    found = config.stash[FOUND]
    found += leaks(kept.lines)
    told: Any = getattr(config, "workeroutput", None)
    if told is not None:
        told["leaks"] = found
    elif folder := config._tmp_path_factory._basetemp:  # type: ignore[attr-defined]
        found += leaks(dict(file_lines(folder)))  # those of all processes stand in it
    if found and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any, error: object) -> None:
    """What a process of xdist found."""
    node.config.stash[FOUND] += getattr(node, "workeroutput", {}).get("leaks", [])


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Tell what was found."""
    for one in sorted(set(terminalreporter.config.stash[FOUND])):
        terminalreporter.write_line(f"LEAK in a log line: {one}", red=True)


KEPT = pytest.StashKey[Kept]()
FOUND = pytest.StashKey[list[str]]()
