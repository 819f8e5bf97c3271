"""The subcommands of `beraad`, in the order in which its help lists them."""

from beraad.site.commands import (
    ask,
    assertion,
    check,
    citizen,
    compare,
    dead_letters,
    decide,
    demo,
    export,
    gateway,
    journal,
    register,
    report,
    say,
    serve,
    signature,
)

COMMANDS = (
    demo,
    serve,
    gateway,
    assertion,
    signature,
    dead_letters,
    check,
    register,
    decide,
    say,
    compare,
    ask,
    report,
    export,
    journal,
    citizen,
)
