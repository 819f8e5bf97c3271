"""What the last run of each system came to, kept so that it can be shown without running again."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from beraad.demo.scenarios.chapter import Chapter
from beraad.demo.scenarios.coverage import deliberations_of, is_demonstration
from beraad.demo.scenarios.run import Outcome
from beraad.law.register import Register

FILE = "systems.json"


class Failure(msgspec.Struct, frozen=True):
    """A cell that did not hold; `place` is file and line."""

    place: str
    column: str
    expected: str
    got: str


class Scenario(msgspec.Struct, frozen=True):
    """A scenario, and how many of its rows hold."""

    title: str
    rows: int
    holding: int

    @property
    def passed(self) -> bool:
        """Whether all do."""
        return self.rows == self.holding


class Result(msgspec.Struct, frozen=True):
    """One run of the chapter of a system; `at` is an instant."""

    system: str
    title: str
    deliberations: list[str]
    scenarios: list[Scenario]
    failures: list[Failure]
    at: datetime

    @property
    def passed(self) -> int:
        """How many scenarios passed."""
        return sum(one.passed for one in self.scenarios)

    @property
    def failed(self) -> int:
        """How many did not."""
        return len(self.scenarios) - self.passed


def result(
    chapter: Chapter, register: Register, outcomes: Iterable[Outcome], at: datetime
) -> Result:
    """What a run came to."""
    own = sorted((one for one in outcomes if one.system == chapter.system), key=lambda x: x.line)
    scenarios = [
        Scenario(title, len(rows), sum(one.holds for one in rows))
        for title in chapter.scenarios
        if (rows := [one for one in own if one.scenario == title])
    ]
    failures = [
        Failure(f"{chapter.path}:{one.line}", wrong.column, wrong.expected, wrong.got)
        for one in own
        for wrong in one.differences
    ]
    invented = {
        str(one.number) for one in register.deliberations.values() if is_demonstration(one.head)
    }
    numbers = [
        f"{number} (demonstration)" if number in invented else number
        for number in deliberations_of(chapter.system, register)
    ]
    return Result(chapter.system, chapter.title, numbers, scenarios, failures, at.astimezone(UTC))


def read_kept(folder: Path) -> dict[str, Result]:
    """The last results by system; none where nothing was run. ValueError for another file."""
    path = folder / FILE
    if not path.exists():
        return {}
    try:
        return msgspec.json.decode(path.read_bytes(), type=dict[str, Result])
    except msgspec.MsgspecError as error:
        raise ValueError(f"{path}: {error}; delete it, and run `beraad systems`") from None


def keep(folder: Path, results: Mapping[str, Result]) -> None:
    """Keep these results in place of older ones of the same systems."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / FILE
    try:
        known = read_kept(folder)
    except ValueError:
        known = {}
    part = path.with_suffix(".part")
    content = msgspec.json.encode(known | dict(results), order="sorted")
    part.write_bytes(msgspec.json.format(content, indent=2) + b"\n")
    part.replace(path)
