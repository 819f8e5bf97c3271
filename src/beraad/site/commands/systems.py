"""`beraad systems`: the scenarios of the systems, executed through the gateway."""

import argparse
import logging
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console

from beraad.belgium.calendar import ZONE
from beraad.demo.scenarios.cast import Cast
from beraad.demo.scenarios.chapter import Chapter
from beraad.demo.scenarios.coverage import coverage
from beraad.demo.scenarios.result import Result, keep, read_kept, result
from beraad.demo.scenarios.run import Outcome, chapters_in, executed
from beraad.demo.scenarios.shown import chosen, show
from beraad.demo.scenarios.world import World, settle
from beraad.register.shelf import demonstrations, open_register
from beraad.site.commands.options import Commands, add_command, add_json, print_json, print_rows
from beraad.site.folders import SATURDAY, STATE, SYSTEMS

PEOPLE = ("system", "name", "number")
HEADS = ("system", "deliberations", "passed", "failed", "last run")
INVENTED = " (demonstration)"
LEGEND = "* demonstration: invented to show the system; the committee never took it"


def add(commands: Commands) -> None:  # type: ignore[type-arg]
    """`beraad systems vidis --show`."""
    command = add_command(
        commands,
        "systems",
        "execute the scenarios of the systems through a gateway over HTTP, on simulated persons, "
        "and tell which pass",
        "beraad systems flexi-jobs --show --scenario 1",
    )
    command.add_argument(
        "names", metavar="NAME", nargs="*", help="a system, such as vidis (default: all)"
    )
    command.add_argument(
        "--last", action="store_true", help="tell how the last run ended, without running"
    )
    command.add_argument(
        "--show", action="store_true", help="walk through the scenarios of one system step by step"
    )
    command.add_argument(
        "--scenario",
        metavar="WHICH",
        default="",
        help="walk through one of them: its number, from 1, or a word of its title",
    )
    command.add_argument(
        "--missing",
        action="store_true",
        help="tell also which clauses, conditions and days no row shows; exit code 1 if there are",
    )
    command.add_argument(
        "--home",
        metavar="FOLDER",
        type=Path,
        help="run nothing: make a home with these people for `beraad gateway`, and tell who is who",
    )
    add_json(command)
    command.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """Execute, keep the results, and print them; 1 if a scenario failed."""
    logging.getLogger("beraad.gateway").addHandler(logging.NullHandler())
    chapters = chapters_in(SYSTEMS, given.names)
    if given.home:
        return print_people(given, settle(given.home, SYSTEMS, chapters))
    showing = given.show or given.scenario
    if showing and len(chapters) != 1:
        raise ValueError("--show walks through one system; name it, such as vidis")
    if showing and given.json:
        raise ValueError("--show is for reading; --json tells the results without it")
    if given.last and (showing or given.missing):
        raise ValueError("--last tells how the last run ended; what it asked needs a new run")
    if given.last:
        return print_results(given, last(chapters))
    which = chosen(chapters[0], given.scenario) if showing else ()
    register = open_register([SYSTEMS, *demonstrations([SYSTEMS])], saturday=SATURDAY)
    with executed(SYSTEMS, register, chapters) as (world, outcomes):
        now = datetime.now(UTC)
        results = {one.system: result(one, register, outcomes, now) for one in chapters}
        keep(STATE, results)
        if showing:
            for scenario in which:
                show(Console(), world, chapters[0], scenario, outcomes)
            print()
        lacking = not_shown(chapters, world, outcomes) if given.missing else None
    return print_results(given, [*results.values()], lacking)


def print_people(given: argparse.Namespace, casts: Mapping[str, Cast]) -> int:
    """Who stands for which number, and how to ask about them."""
    people = [(word, *one) for word, cast in casts.items() for one in cast.numbers.items()]
    if given.json:
        print_json([dict(zip(PEOPLE, one, strict=True)) for one in people])
        return 0
    print_rows(PEOPLE, people)
    print(f"beraad gateway --home {given.home} --on DAY  lets you ask about them")
    return 0


def last(chapters: Iterable[Chapter]) -> list[Result]:
    """The kept results of these chapters; LookupError where none was run."""
    kept = read_kept(STATE)
    found = [kept[one.system] for one in chapters if one.system in kept]
    if not found:
        raise LookupError("nothing was run yet; run `beraad systems`")
    return found


def print_results(
    given: argparse.Namespace,
    results: list[Result],
    lacking: Mapping[str, list[str]] | None = None,
) -> int:
    """Print them, and what no row shows by system; 1 if a scenario failed, or something is not
    shown."""
    if given.json:
        told = [plain(one) for one in results]
        extra = [{"missing": lacking[one.system]} if lacking else {} for one in results]
        print_json([one | more for one, more in zip(told, extra, strict=True)])
    else:
        for system, sentences in (lacking or {}).items():
            for sentence in sentences:
                print(f"{system}: {sentence}")
        for failure in (failure for one in results for failure in one.failures):
            print(f"{failure.place}: {failure.column}")
            print(f"  expected: {failure.expected}")
            print(f"  got:      {failure.got or 'nothing'}")
        print_rows(HEADS, map(row, results))
        print_sums(results)
    return int(any(one.failed for one in results) or any((lacking or {}).values()))


def plain(one: Result) -> dict[str, object]:
    """A result as JSON."""
    return {
        "system": one.system,
        "title": one.title,
        "deliberations": one.deliberations,
        "passed": one.passed,
        "failed": one.failed,
        "scenarios": [
            {"title": s.title, "rows": s.rows, "holding": s.holding, "passed": s.passed}
            for s in one.scenarios
        ],
        "failures": one.failures,
        "last_run": one.at,
    }


def row(one: Result) -> tuple[str, ...]:
    """A result as a row; passed and failed are scenarios."""
    when = one.at.astimezone(ZONE).strftime("%Y-%m-%d %H:%M")
    numbers = ", ".join(one.deliberations).replace(INVENTED, "*")
    return one.system, numbers, str(one.passed), str(one.failed), when


def print_sums(results: list[Result]) -> None:
    """What all systems come to, and what the sign beside a number means."""
    if any(INVENTED in number for one in results for number in one.deliberations):
        print(f"\n{LEGEND}")
    if len(results) > 1:
        passed, failed = sum(one.passed for one in results), sum(one.failed for one in results)
        print(f"\n{len(results)} systems, scenarios: {passed} passed, {failed} failed")


def not_shown(
    chapters: Iterable[Chapter], world: World, outcomes: list[Outcome]
) -> dict[str, list[str]]:
    """What no row shows, by system."""
    return {
        one.system: list(coverage(one.system, world.register, world.laws, outcomes).missing())
        for one in chapters
    }
