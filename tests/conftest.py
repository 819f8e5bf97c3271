"""What holds for every test: nothing secret is logged (logscan.py), in CI nothing is skipped."""

import os
from collections.abc import Generator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.logscan import (
    pytest_configure,
    pytest_sessionfinish,
    pytest_terminal_summary,
    pytest_testnodedown,
)

__all__ = [
    "pytest_configure",
    "pytest_sessionfinish",
    "pytest_terminal_summary",
    "pytest_testnodedown",
]

FAILED = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, object]:
    """A machine without some tool skips what needs it; CI has all tools, so there it is a fault."""
    report = yield
    if os.environ.get("CI") and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome, report.longrepr = "failed", f"skipped in CI: {report.longrepr}"
    item.stash[FAILED] = item.stash.get(FAILED, False) or report.failed
    return report


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Generator[None]:
    """What a passed test wrote goes with it, 11 GB in all; logs stay, to be read at the end."""
    folder = getattr(item, "funcargs", {}).get("tmp_path")
    yield
    if isinstance(folder, Path) and not item.stash.get(FAILED, False):
        for path in folder.rglob("*"):
            with suppress(OSError):  # what a test made unreachable stays
                if path.suffix != ".log" and path.is_file() and not path.is_symlink():
                    path.unlink()
