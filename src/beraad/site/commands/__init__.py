"""The subcommands of `beraad`, in the order in which its help lists them."""

from beraad.site.commands import (
    ask,
    assertion,
    check,
    citizen,
    compare,
    decide,
    demo,
    export,
    gateway,
    journal,
    register,
    report,
    say,
    serve,
)

COMMANDS = (
    demo,
    serve,
    gateway,
    assertion,
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
