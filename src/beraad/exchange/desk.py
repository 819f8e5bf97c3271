"""Where evidence is changed: each act one transaction and one entry of the journal.

Store and journal are two databases, which do not commit together. So an act is noted as begun; its
entry becomes durable; then the change is committed, and with it that the act is no longer under
way. Whoever is stopped before the entry has done nothing. Between entry and change, the journal
tells of an act that had no effect, and never the other way round: what was begun and not ended is
found by the next who opens a desk, and an entry `act.undone` says so (docs/adr/0082).

An entry names pseudonyms and words only.
"""

import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime

from beraad.belgium.ssin import parse_ssin
from beraad.exchange.database import Place
from beraad.exchange.database.written import Layout, Store, StoreError, open_store
from beraad.exchange.directory import Directory
from beraad.exchange.pseudonym import Pseudonyms
from beraad.journal.entry import Entry, Fact
from beraad.journal.store import Journal, JournalError
from beraad.law.act import day_of

UNDONE = "act.undone"
ACTOR = "desk"
LAYOUT = Layout(
    "the store of evidence",
    "",
    ("CREATE TABLE IF NOT EXISTS act_begun (act TEXT PRIMARY KEY)",),
    7_102,
)
SUBJECT = "subject"
"""Who acts where the person concerned does."""


class ActError(ValueError):
    """An act that may not happen; the message says why and names no person."""


@dataclass(frozen=True, slots=True)
class Desk:
    """The store of evidence, open for writing, and what each act needs. `clock` tells when it is
    found that an act had no effect."""

    store: Store
    directory: Directory
    journal: Journal
    pseudonyms: Pseudonyms
    clock: Callable[[], datetime]

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
    ) -> Iterator[Store]:
        """A transaction on the store: what it changes, and the entry that says so.

        `person` is the number of the professional or reviewer who acts; the subject where empty.
        Whatever is raised, nothing was changed; StoreError if that is not known: then look again.
        """
        actor = self.pseudonyms.of("person", person, subject) if person else SUBJECT
        number = secrets.token_hex(16)
        entry = Entry(at, act, actor, number, self.pseudonyms.of("subject", subject), dict(facts))
        self.store.run("INSERT INTO act_begun (act) VALUES (?)", (number,))
        try:
            with self.store.writing():
                self._end(number)
                yield self.store
                self.journal.append([entry])
        except BaseException:
            with suppress(StoreError, JournalError):  # else the next who opens a desk does it
                self._settle(number)
            raise

    def settle(self) -> int:
        """Tell the journal of acts that were recorded and had no effect; how many there were."""
        begun = self.store.rows("SELECT act FROM act_begun")
        return sum(self._settle(str(number)) for (number,) in begun)

    def _settle(self, number: str) -> int:
        """One act that is no longer under way."""
        with self.store.writing():  # nobody is between entry and change now
            if not self.store.rows("SELECT 1 FROM act_begun WHERE act = ?", (number,)):
                return 0
            found = list(self.journal.read(about=number))
            if found and not any(one.entry.act == UNDONE for one in found):
                told = found[0].entry
                facts: dict[str, Fact] = {"act": told.act, "entry": found[0].index}
                self.journal.append(
                    [Entry(self.clock(), UNDONE, ACTOR, number, told.subject, facts)]
                )
            self._end(number)
        return len(found)

    def _end(self, number: str) -> None:
        if not self.store.run("DELETE FROM act_begun WHERE act = ?", (number,)):
            raise StoreError("another desk was opened at this very moment; act again")


def following(store: Store, table: str) -> int:
    """The number of the next row, inside a transaction of the only writer."""
    query = f"SELECT coalesce(max(number), 0) + 1 FROM {table}"  # noqa: S608 - a word of ours
    return int(store.rows(query)[0][0])


@contextmanager
def open_desk(
    place: Place,
    directory: Directory,
    journal: Journal,
    pseudonyms: Pseudonyms,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    wait: float = 10.0,
) -> Iterator[Desk]:
    """A desk for the store of evidence at a path or URL, with what was left behind put in order.

    `wait` is how many seconds an act waits for who reads or writes an SQLite file.
    """
    store = open_store(place, LAYOUT, wait)
    try:
        desk = Desk(store, directory, journal, pseudonyms, clock)
        desk.settle()
        yield desk
    finally:
        store.close()
