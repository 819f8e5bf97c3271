"""The command `beraad`: one module a subcommand, each with an example in its help."""

import argparse
import os
import sys
from collections.abc import Sequence

from beraad.journal.store import JournalError
from beraad.law.place import LawError
from beraad.site.commands import COMMANDS


def parser() -> argparse.ArgumentParser:
    """The whole command line."""
    top = argparse.ArgumentParser(
        prog="beraad",
        description="From vote to gateway, with proof: register, decisions, journal and report.",
        epilog="Start with: beraad demo",
    )
    commands = top.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for command in COMMANDS:
        command.add(commands)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 is success, 1 a fault that was found, 2 a command that could not run."""
    given = parser().parse_args(arguments)
    try:
        code = int(given.run(given))
        sys.stdout.flush()
        return code
    except BrokenPipeError:  # the reader of a pipe has seen enough; Python still flushes at its end
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except LawError as error:
        print(error, file=sys.stderr)
        return 1
    except (JournalError, LookupError, OSError, ValueError) as error:
        print(f"beraad: {told(error)}", file=sys.stderr)
        return 2


def told(error: Exception) -> str:
    """What went wrong, with the file where it is about one."""
    if isinstance(error, OSError) and error.filename:
        return f"{error.filename}: {error.strerror}"
    return str(error.args[-1] if error.args else error)


if __name__ == "__main__":
    sys.exit(main())
