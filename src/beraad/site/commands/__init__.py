"""The subcommands of `beraad`, in the order in which its help lists them."""

from beraad.site.commands import (
    ask,
    check,
    compare,
    decide,
    demo,
    export,
    journal,
    register,
    report,
    say,
    serve,
)

COMMANDS = (demo, serve, check, register, decide, say, compare, ask, report, export, journal)
