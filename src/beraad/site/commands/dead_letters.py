"""`beraad dead-letters`: notifications that a webhook did not take, and to send them again."""

import argparse
from contextlib import closing

from beraad.exchange.database.written import StoreError, open_store
from beraad.exchange.mutation.queue import Queue
from beraad.exchange.mutation.tables import LAYOUT
from beraad.site.commands.gateway import add_home, queue_set
from beraad.site.commands.options import (
    Commands,
    add_command,
    add_json,
    print_json,
    print_rows,
)

HEADS = ("organisation", "place", "source", "fields", "attempts")


def add(commands: Commands) -> None:  # type: ignore[type-arg]
    """`beraad dead-letters --resend`."""
    command = add_command(
        commands,
        "dead-letters",
        "show the notifications that a webhook did not take, or have the gateway send them again",
        "beraad dead-letters --home build/demo --organisation fpd --resend",
    )
    add_home(command)
    command.add_argument("--organisation", default="", help="of one organisation (default: all)")
    command.add_argument("--resend", action="store_true", help="send them again, in their order")
    add_json(command)
    command.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """Show them, or let them be sent again. The gateway need not stop."""
    try:
        with closing(Queue(open_store(place(given), LAYOUT))) as queue:
            if given.resend:
                count = queue.resend(given.organisation)
                print(f"{count} to be sent again")
                return 0
            found = queue.dead(given.organisation)
    except StoreError as error:
        raise OSError(str(error)) from None
    rows = [
        (one.recipient, str(one.place), one.source, " ".join(one.fields), str(one.attempts))
        for one in found
    ]
    if given.json:
        print_json([dict(zip(HEADS, row, strict=True)) for row in rows])
    elif rows:
        print_rows(HEADS, rows)
    else:
        print("no dead letters")
    return 0


def place(given: argparse.Namespace) -> str:
    """Where the queue is; FileNotFoundError where no gateway has made one."""
    path = given.home / "gateway" / "queue.sqlite"
    if not queue_set() and not path.exists():
        raise FileNotFoundError(f"{path}: no queue; `beraad gateway` makes one")
    return queue_set() or str(path)
