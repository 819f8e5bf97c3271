"""The subcommands of `beraad`, in the order in which its help lists them."""

from beraad.site.commands import (
    ask,
    assertion,
    check,
    compare,
    decide,
    demo,
    export,
    gateway,
    journal,
    register,
    report,
    say,
    scale,
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
    scale,
)
