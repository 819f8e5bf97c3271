"""The commands with their arguments and examples, read off their parsers."""

import argparse
from collections.abc import Iterator

from beraad.site.command import parser
from generator.page import Pages, code, page, table

INTRODUCTION = """\
`beraad` stands in `.venv/bin`. Each command ends with 0 where all went well, 1 where it found a
fault (such as a document that is not fit to be law), 2 where it could not run. Faults are told on
standard error, except those that `check` was asked for. The shapes of the JSON are on [a page of
their own](json.md).
"""


def pages() -> Pages:
    """One page."""
    yield "reference/commands.md", page("Commands", INTRODUCTION, *map(section, commands(parser())))


def commands(top: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    """Every command that runs; one that only groups others is told by these."""
    for action in top._actions:
        if isinstance(action, argparse._SubParsersAction):
            for command in action.choices.values():
                below = list(commands(command))
                yield from below or [command]


def section(command: argparse.ArgumentParser) -> str:
    """What a command does, its arguments, an example."""
    example = (command.epilog or "").partition("example:\n")[2]
    lines = "".join(f"{line.removeprefix('  ')}\n" for line in example.splitlines())
    told = [action for action in command._actions if "--help" not in action.option_strings]
    rows = [(code(written(action)), help_of(action)) for action in told]
    return "\n".join(
        (
            f"## {command.prog}\n",
            f"{command.description}\n",
            table(("argument", "meaning"), rows) if rows else "",
            f"```sh\n{lines}```\n",
        )
    )


def written(action: argparse.Action) -> str:
    """An argument as it is typed."""
    value = str(action.metavar or "|".join(map(str, action.choices or ())) or action.dest.upper())
    if not action.option_strings:
        return f"{value} ..." if action.nargs == "+" else value
    option = action.option_strings[-1]
    return option if action.nargs == 0 else f"{option} {value}"


def help_of(action: argparse.Action) -> str:
    """The help of an argument, as it is printed."""
    return (action.help or "").replace("%%", "%").replace("%(default)s", str(action.default))
