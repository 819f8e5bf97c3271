"""The subcommands of `beraad`, in the order in which its help lists them."""

from beraad.site.commands import ask, check, compare, decide, demo, export, journal, register, say

COMMANDS = (demo, check, register, decide, say, compare, ask, export, journal)
