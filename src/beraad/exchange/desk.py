"""Where evidence is changed: each act one transaction and one entry of the journal.

The entry is durable before the change is: should the store fail in between, the journal tells of
an act that had no effect, and never the other way round. It names pseudonyms and words only.
"""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from beraad.belgium.ssin import parse_ssin
from beraad.exchange.directory import Directory
from beraad.exchange.pseudonym import Pseudonyms
from beraad.exchange.reckoning import teach
from beraad.journal.entry import Entry, Fact
from beraad.journal.store import Journal
from beraad.law.act import day_of

SUBJECT = "subject"
"""Who acts where the person concerned does."""


class ActError(ValueError):
    """An act that may not happen; the message says why and names no person."""


@dataclass(frozen=True, slots=True)
class Desk:
    """The store of evidence, open for writing, and what each act needs."""

    database: sqlite3.Connection
    directory: Directory
    journal: Journal
    pseudonyms: Pseudonyms

    def subject(self, ssin: str, at: datetime) -> str:
        """The current number of a person; ActError where nobody bears it."""
        found = self.directory.current(parse_ssin(ssin, day_of(at)).digits)
        if found is None:
            raise ActError("nobody bears this number; check it against the person's eID")
        return found

    def professional(self, number: str, roles: frozenset[str] = frozenset()) -> str:
        """A professional who may act in one of these roles (none: in any); ActError otherwise."""
        held = self.directory.roles(number)
        if not held or (roles and not held & roles):
            wanted = ", ".join(sorted(roles)) or "any care professional"
            raise ActError(f"this number does not act in the needed role; expected {wanted}")
        return number

    @contextmanager
    def act(
        self,
        act: str,
        at: datetime,
        subject: str,
        facts: Mapping[str, Fact],
        person: str = "",
    ) -> Iterator[sqlite3.Connection]:
        """A transaction on the store: what it changes, and the entry that says so.

        `person` is the number of the professional or reviewer who acts; the subject where empty.
        """
        actor = self.pseudonyms.of("person", person, subject) if person else SUBJECT
        entry = Entry(at, act, actor, "", self.pseudonyms.of("subject", subject), dict(facts))
        self.database.execute("BEGIN IMMEDIATE")
        try:
            yield self.database
            self.journal.append([entry])
            self.database.execute("COMMIT")
        except BaseException:
            self.database.execute("ROLLBACK")
            raise


@contextmanager
def open_desk(
    path: Path, directory: Directory, journal: Journal, pseudonyms: Pseudonyms
) -> Iterator[Desk]:
    """A desk for the store of evidence at `path`."""
    uri = f"{path.absolute().as_uri()}?mode=rw"
    database = sqlite3.connect(uri, uri=True, isolation_level=None)
    try:
        teach(database)
        yield Desk(database, directory, journal, pseudonyms)
    finally:
        database.close()
