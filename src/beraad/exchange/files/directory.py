"""The reference directory, asked about many persons at once: by sets where it is an SQLite
database, else about one after the other."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from beraad.exchange.database import DatabaseError
from beraad.exchange.database.sqlite import SqliteDatabase
from beraad.exchange.directory import Directory, DirectoryError, down, registration
from beraad.exchange.files.reader import EACH, PERSON, Reader, Row
from beraad.exchange.rules import LoopError, Registration, follow

NEXT = "(SELECT current FROM replaced WHERE former = asked.value)"
KNOWN = "EXISTS (SELECT 1 FROM person WHERE ssin = asked.value)"
FORMER = f"{EACH} CROSS JOIN replaced r ON r.current = asked.value"
LINES = f"{EACH} CROSS JOIN registration g ON g.ssin = asked.value"
MEMBERS = f"""{EACH} CROSS JOIN affiliation a ON a.ssin = asked.value
WHERE a.begin <= :day AND (a."end" IS NULL OR a."end" > :day)"""
LINE = ("g.sector", "g.capacity", "g.phase", "g.begin", 'g."end"', "g.changed")


class ManyInDirectory(Protocol):
    """The directory. Raises DirectoryError, which names no person."""

    def currents(self, numbers: Iterable[str]) -> dict[str, str]:
        """Each number that somebody bears or bore, with the one that stands now."""

    def lines(self, subjects: Iterable[str]) -> Mapping[str, tuple[Registration, ...]]:
        """Where each person is known, under the current number and those that it replaced."""

    def members(self, subjects: Iterable[str], day: date) -> Mapping[str, frozenset[str]]:
        """The organisations of secondary networks that have a file on each person on a day."""


def many_in(directory: Directory) -> ManyInDirectory:
    """How a directory is asked about many."""
    database = directory.database
    if isinstance(database, SqliteDatabase):
        return SetsInDirectory(Reader(database))
    return EachInDirectory(directory)


@dataclass(frozen=True, slots=True)
class EachInDirectory:
    """A directory that knows no sets."""

    directory: Directory

    def currents(self, numbers: Iterable[str]) -> dict[str, str]:
        """See ManyInDirectory."""
        found = {number: self.directory.current(number) for number in dict.fromkeys(numbers)}
        return {number: current for number, current in found.items() if current is not None}

    def lines(self, subjects: Iterable[str]) -> Mapping[str, tuple[Registration, ...]]:
        """See ManyInDirectory."""
        return {subject: self.directory.registrations(subject) for subject in subjects}

    def members(self, subjects: Iterable[str], day: date) -> Mapping[str, frozenset[str]]:
        """See ManyInDirectory."""
        return {subject: self.directory.members(subject, day) for subject in subjects}


@dataclass(frozen=True, slots=True)
class SetsInDirectory:
    """A directory in SQLite."""

    reader: Reader

    def currents(self, numbers: Iterable[str]) -> dict[str, str]:
        """See ManyInDirectory."""
        rows = self._rows((PERSON, KNOWN, NEXT), EACH, dict.fromkeys(numbers))
        found = {number: number for number, known, after in rows if known and after is None}
        followed = {number: after for number, _, after in rows if after is not None}
        return found | self._followed(followed)

    def _followed(self, followed: dict[str, str]) -> dict[str, str]:
        """The numbers that stand at the end of chains of replacements."""
        todo, known = list(followed.values()), set[str]()
        replaced = dict(followed)
        while todo:
            rows = self._rows((PERSON, KNOWN, NEXT), EACH, dict.fromkeys(todo))
            known |= {number for number, bears, _ in rows if bears}
            later = {number: after for number, _, after in rows if after is not None}
            todo = [after for number, after in later.items() if number not in replaced]
            replaced |= later
        try:
            ends = {number: follow(number, replaced.get) for number in followed}
        except LoopError as error:
            raise DirectoryError(str(error)) from None
        return {number: end for number, end in ends.items() if end in known}

    def lines(self, subjects: Iterable[str]) -> Mapping[str, tuple[Registration, ...]]:
        """See ManyInDirectory."""
        found = self._of_all((PERSON, *LINE), LINES, subjects)
        return {who: tuple(registration(*row) for row in rows) for who, rows in found.items()}

    def members(self, subjects: Iterable[str], day: date) -> Mapping[str, frozenset[str]]:
        """See ManyInDirectory."""
        found = self._of_all((PERSON, "a.party"), MEMBERS, subjects, day=day.isoformat())
        return {who: frozenset(str(row[0]) for row in rows) for who, rows in found.items()}

    def _of_all(
        self, columns: Sequence[str], rest: str, subjects: Iterable[str], **given: str
    ) -> Mapping[str, tuple[Row, ...]]:
        """The rows about each person under any number that he or she ever bore."""
        bearers = self._bearers(subjects)
        found: dict[str, tuple[Row, ...]] = {}
        for number, *row in self._rows(columns, rest, bearers, **given):
            subject = bearers[number]
            found[subject] = (*found.get(subject, ()), tuple(row))
        return found

    def _bearers(self, subjects: Iterable[str]) -> dict[str, str]:
        """Every number that these persons bear or bore, with the person's current one."""
        found = {subject: subject for subject in subjects}
        todo = list(found)
        while todo:
            rows = self._rows(("r.former", "r.current"), FORMER, todo)
            new = {former: found[current] for former, current in rows if former not in found}
            found |= new
            todo = list(new)
        return found

    def _rows(
        self, columns: Sequence[str], rest: str, subjects: Iterable[str], **given: str
    ) -> list[Row]:
        try:
            return self.reader.rows(columns, rest, subjects, given)
        except DatabaseError as error:
            raise down(error) from None
