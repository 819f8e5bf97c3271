"""What is counted, in the text format of Prometheus (version 0.0.4), without anything personal.

Labels are words of the catalogue, names of routes and statuses: of each there are few, and none
comes from outside.
"""

from bisect import bisect_left
from collections import Counter

BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
DECISIONS = "beraad_decisions_total"
REQUESTS = "beraad_requests_total"
SECONDS = "beraad_request_seconds"
HELP = {
    DECISIONS: ("counter", "questions by how they ended and the source asked"),
    REQUESTS: ("counter", "requests by route and status"),
    SECONDS: ("histogram", "seconds from request to response, by route"),
}
Labels = tuple[tuple[str, str], ...]


class Meter:
    """The counters of one process; used on the event loop alone."""

    def __init__(self) -> None:
        self._counts: Counter[tuple[str, Labels]] = Counter()
        self._times: dict[str, list[int]] = {}
        self._sums: Counter[str] = Counter()

    def decided(self, decision: str, source: str, times: int = 1) -> None:
        """A question, or so many of them, ended in a `permit`, a `refusal` or a `failure`."""
        self._counts[DECISIONS, (("decision", decision), ("source", source))] += times

    def responded(self, route: str, status: int, seconds: float) -> None:
        """A response left."""
        self._counts[REQUESTS, (("route", route), ("status", str(status)))] += 1
        times = self._times.setdefault(route, [0] * (len(BUCKETS) + 1))
        times[bisect_left(BUCKETS, seconds)] += 1
        self._sums[route] += seconds  # type: ignore[assignment]

    def text(self) -> str:
        """All of it."""
        return "".join(f"{line}\n" for name in HELP for line in self._family(name))

    def _family(self, name: str) -> list[str]:
        kind, told = HELP[name]
        head = [f"# HELP {name} {told}", f"# TYPE {name} {kind}"]
        if name == SECONDS:
            return head + [line for route in sorted(self._times) for line in self._histogram(route)]
        rows = sorted((labels, n) for (family, labels), n in self._counts.items() if family == name)
        return head + [f"{name}{{{written(labels)}}} {n}" for labels, n in rows]

    def _histogram(self, route: str) -> list[str]:
        label, below, lines = written((("route", route),)), 0, []
        for bound, n in zip((*map(str, BUCKETS), "+Inf"), self._times[route], strict=True):
            below += n
            lines.append(f'{SECONDS}_bucket{{{label},le="{bound}"}} {below}')
        lines.append(f"{SECONDS}_sum{{{label}}} {self._sums[route]:.6f}")
        return [*lines, f"{SECONDS}_count{{{label}}} {below}"]


def written(labels: Labels) -> str:
    """Labels as they are written; values are plain words."""
    return ",".join(f'{name}="{value}"' for name, value in labels)
