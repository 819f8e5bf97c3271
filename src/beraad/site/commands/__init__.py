"""The subcommands of `beraad`, in the order in which its help lists them."""

from beraad.site.commands import ask, check, compare, decide, journal, register, say

COMMANDS = (check, register, decide, say, compare, ask, journal)
