"""What a source may know of the question: the day, the organisation, the role. As SQL functions.

A view of an authentic source is a rule, and some rules turn on who asks and when: the flexi-job
test looks two and three quarters back and leaves out the employer who asks. Such a view calls

    asked_on()   the day of the question in Belgium, ISO text
    asked_by()   the organisation that asks, as the catalogue calls it
    asked_as()   the role in which it is asked, or ''

and nothing else: a source never learns the purpose, the person who acts or the other fields.
"""

import sqlite3
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Asking:
    """A question to a source, apart from whom it is about."""

    on: date
    by: str = ""
    role: str = ""


class Ear:
    """The question that a connection hears at the moment."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self.asking: Asking | None = None
        for name in ("asked_on", "asked_by", "asked_as"):
            # The same throughout a statement, so SQLite need not ask again for each row.
            database.create_function(name, 0, getattr(self, name), deterministic=True)

    def asked_on(self) -> str | None:
        """The day of the question; NULL while nobody asks, so that nothing is found."""
        return self.asking.on.isoformat() if self.asking else None

    def asked_by(self) -> str | None:
        """The organisation that asks."""
        return self.asking.by if self.asking else None

    def asked_as(self) -> str | None:
        """The role in which it asks."""
        return self.asking.role if self.asking else None
