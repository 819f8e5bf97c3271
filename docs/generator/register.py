"""The deliberations of the report, as the register lists them."""

from datetime import date

from beraad.register.listing import Row, rows
from generator.page import Pages, page, systems, table

ON = date(2025, 3, 1)
INTRODUCTION = f"""\
The {{count}} deliberations that the activity report of 2024 names, as they stand on {ON}, when
every amendment of 2024 is in force. Numbers, dates, chambers and subjects are the report's;
`2024` alone means that the report gives no day. `beraad register list` prints the list of any
other day.
"""


def pages() -> Pages:
    """One page."""
    register = systems()
    found = list(rows(register, ON))
    parts = [INTRODUCTION.format(count=len(found))]
    parts.append(
        table(("number", "adopted", "amended", "kind", "status", "subject"), map(line, found))
    )
    parts.append("## Printed oddities\n\nKept as printed, with what is probable.\n")
    parts.append("".join(f"- `{warning}`\n" for warning in register.warnings))
    yield "reference/register.md", page("The register of 2024", *parts)


def line(row: Row) -> tuple[str, ...]:
    """A row of the table."""
    adopted = (f"{day.date} ({day.section})" if day.section else day.date for day in row.adopted)
    return (
        row.number,
        ", ".join(adopted),
        ", ".join(row.amended),
        row.kind,
        row.status,
        row.titles["en"],
    )
