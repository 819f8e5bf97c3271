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
    serve,
    signature,
)

COMMANDS = (
    demo,
    serve,
    gateway,
    assertion,
    signature,
    check,
    register,
    decide,
    say,
    compare,
    ask,
    report,
    export,
    journal,
)
