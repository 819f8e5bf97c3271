"""Measuring: CPU time in interleaved rounds, and the peak of memory."""

import gc
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from statistics import median

import psutil

ROUNDS = 7
CLEAR_REFS = Path("/proc/self/clear_refs")
STATUS = Path("/proc/self/status")


def interleaved(subjects: Mapping[str, Callable[[], object]]) -> dict[str, float]:
    """Median CPU seconds of each subject over seven rounds, each round running all in turn.

    Interleaving spreads what else the machine does over all subjects alike. A first round, which
    warms caches, does not count.
    """
    taken: dict[str, list[float]] = {name: [] for name in subjects}
    for subject in subjects.values():
        subject()
    for _ in range(ROUNDS):
        for name, subject in subjects.items():
            taken[name].append(cpu_seconds(subject))
    return {name: median(times) for name, times in taken.items()}


def cpu_seconds(subject: Callable[[], object]) -> float:
    """CPU seconds of one run, in this process and all its threads."""
    start = time.process_time()
    subject()
    return time.process_time() - start


def reset_peak() -> None:
    """Forget the peak of memory so far, where the system can (Linux)."""
    gc.collect()
    if CLEAR_REFS.exists():
        CLEAR_REFS.write_text("5")


def peak_mb() -> float:
    """The most memory that this process held since `reset_peak()`, in MB of 10^6 bytes."""
    if STATUS.exists():
        lines = STATUS.read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) * 1.024e-3
    return memory_mb()


def memory_mb() -> float:
    """The memory that this process holds now, in MB of 10^6 bytes."""
    return float(psutil.Process().memory_info().rss) / 1e6
