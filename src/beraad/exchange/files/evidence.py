"""The store of evidence, asked about many persons at once: where it is an SQLite database, about
each condition in one query; else about one person after the other."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from beraad.exchange.asking import Asking
from beraad.exchange.database import DatabaseError
from beraad.exchange.database.sqlite import SqliteDatabase
from beraad.exchange.evidence import Evidence, EvidenceError, clock, question
from beraad.exchange.files.reader import EACH, PERSON, Reader, Row
from beraad.exchange.mandate import KEYS as MANDATE
from beraad.exchange.mandate import Mandate, Wish, told
from beraad.exchange.reckoning import practitioner
from beraad.law.act import day_of
from beraad.law.block import NAME
from beraad.law.communication import Communication
from beraad.law.condition import Evidence as Answer

GIVEN = f"{EACH} CROSS JOIN mandate_given m ON m.subject = asked.value AND m.recipient = :recipient"
COVERED = f"{GIVEN} CROSS JOIN mandate_field f ON f.number = m.number"
RELATIONS = f"""
{EACH} CROSS JOIN known_relation k ON k.subject = asked.value AND k.recipient = :recipient
WHERE k.begin <= :at AND (k."end" IS NULL OR k."end" > :at)
"""
MANDATE_COLUMNS = (
    *("m.subject", "m.number", "m.relation", "m.purpose"),
    *("m.given", "m.begin", 'm."end"', "m.revoked"),
)


class ManyInEvidence(Protocol):
    """The store of evidence. Raises EvidenceError."""

    def answers(
        self, keys: Sequence[str], asked: Communication, subjects: Sequence[str], at: datetime
    ) -> list[Row]:
        """Of each of these persons, in order, what is known of each of these keys, in order.

        None: unknown. The answer to a condition that holds or not may be 0 or 1, see `facts`. `at`
        is aware.
        """

    def facts(self, keys: Iterable[str], row: Row) -> dict[str, Answer]:
        """The facts that a row of `answers` tells."""


def many_in(evidence: Evidence) -> ManyInEvidence:
    """How a store of evidence is asked about many."""
    database = evidence.database
    if isinstance(database, SqliteDatabase):
        return SetsInEvidence(evidence, Reader(database))
    return EachInEvidence(evidence)


@dataclass(frozen=True, slots=True)
class EachInEvidence:
    """A store that knows no sets."""

    evidence: Evidence

    def answers(
        self, keys: Sequence[str], asked: Communication, subjects: Sequence[str], at: datetime
    ) -> list[Row]:
        """See ManyInEvidence."""
        with self.evidence.reading():
            found = [self.evidence.answers(keys, asked, subject, at) for subject in subjects]
        return [tuple(one.get(key) for key in keys) for one in found]

    def facts(self, keys: Iterable[str], row: Row) -> dict[str, Answer]:
        """See ManyInEvidence."""
        pairs = zip(keys, row, strict=True)
        return {key: value for key, value in pairs if value is not None}


class SetsInEvidence:
    """A store in SQLite, which `reader` asks."""

    def __init__(self, evidence: Evidence, reader: Reader) -> None:
        self._evidence, self._reader = evidence, reader
        self._shape: object = None
        self._columns: dict[str, frozenset[str]] = {}

    def answers(
        self, keys: Sequence[str], asked: Communication, subjects: Sequence[str], at: datetime
    ) -> list[Row]:
        """See ManyInEvidence."""
        said: dict[str, str] = {
            "recipient": asked.recipient,
            "person": asked.person,
            "practitioner": practitioner(asked.person),
            "role": asked.role,
            "source": asked.source,
            "at": clock(at),
        }
        self._reader.database.hear(Asking(day_of(at), asked.recipient, asked.role))
        with self._evidence.reading():
            self._refresh()
            known = self._told([key for key in keys if key not in MANDATE], subjects, said)
            if len(known) < len(keys):
                wish = Wish(asked.source, asked.purpose, asked.fields)
                known |= self._mandates(wish, subjects, said)
        return list(zip(*[known[key] for key in keys], strict=True)) or [()] * len(subjects)

    def facts(self, keys: Iterable[str], row: Row) -> dict[str, Answer]:
        """See ManyInEvidence."""
        return {
            key: value if "value" in self._known(key) else bool(value)
            for key, value in zip(keys, row, strict=True)
            if value is not None
        }

    def _refresh(self) -> None:
        """Forget the columns of relations if the store has others than at the last question."""
        try:
            shape = self._reader.database.shape()
        except DatabaseError as error:
            raise EvidenceError(f"no evidence can be had: {error}") from None
        if shape != self._shape:
            self._shape, self._columns = shape, {}

    def _told(
        self, keys: Sequence[str], subjects: Sequence[str], said: Mapping[str, str]
    ) -> dict[str, Sequence[Answer | None]]:
        """The answers to all keys that have a relation each, by key."""
        if not keys:
            return {}
        try:
            scalars = [self._scalar(key) for key in keys]
            rows = self._reader.rows((PERSON, *scalars), EACH, subjects, said)
        except DatabaseError as error:
            named = ", ".join(keys)
            raise EvidenceError(f"no evidence on {named} can be had: {error}") from None
        who, *columns = zip(*rows, strict=True) if rows else [()] * (len(keys) + 1)
        if list(who) != list(subjects):
            raise EvidenceError("evidence came for other persons than were asked about")
        return dict(zip(keys, columns, strict=True))

    def _scalar(self, key: str) -> str:
        """The answer to a key as an expression of SQL about `asked.value`: the same question as of
        one person."""
        columns = self._known(key)
        if not columns:
            return "NULL"
        one = question(key, columns).replace(":subject", PERSON)
        if "value" in columns:
            return f'(SELECT CASE WHEN count(*) = 1 THEN min("value") END FROM ({one}))'  # noqa: S608
        return f"EXISTS ({one})"

    def _mandates(
        self, wish: Wish, subjects: Sequence[str], said: Mapping[str, str]
    ) -> dict[str, Sequence[Answer | None]]:
        """The answers to all conditions on a mandate; none where no mandates are kept."""
        try:
            if not self._reader.database.columns("mandate_given"):
                return {key: [None] * len(subjects) for key in MANDATE}
            given = self._reader.rows(MANDATE_COLUMNS, GIVEN, subjects, said)
            covered = self._reader.rows(
                ("f.number", "f.source", "f.field"), COVERED, subjects, said
            )
            related = self._reader.rows(("k.subject", "k.relation"), RELATIONS, subjects, said)
        except DatabaseError as error:
            raise EvidenceError(f"no evidence on mandates can be had: {error}") from None
        relations: dict[str, set[str]] = {}
        for subject, relation in related:
            relations.setdefault(subject, set()).add(str(relation))
        verdicts = {
            subject: told(mandates, relations.get(subject, ()), wish, said["at"])
            for subject, mandates in mandates_of(given, covered).items()
        }
        none = told((), (), wish, said["at"])
        columns = zip(*[verdicts.get(subject, none) for subject in subjects], strict=True)
        return dict(zip(MANDATE, columns, strict=True)) or {key: [] for key in MANDATE}

    def _known(self, key: str) -> frozenset[str]:
        if key not in self._columns and NAME.fullmatch(key):
            try:
                self._columns[key] = self._reader.database.columns(key)
            except DatabaseError as error:
                raise EvidenceError(f"no evidence on {key} can be had: {error}") from None
        return self._columns.get(key, frozenset())


def mandates_of(given: Iterable[Row], covered: Iterable[Row]) -> dict[str, list[Mandate]]:
    """The mandates of each person, with the fields that each comprises."""
    fields: dict[object, set[tuple[str, str]]] = {}
    for number, source, name in covered:
        fields.setdefault(number, set()).add((source, name))
    found: dict[str, list[Mandate]] = {}
    for subject, number, relation, purpose, *moments in given:
        mandate = Mandate(relation, purpose, frozenset(fields.get(number, ())), *moments)
        found.setdefault(subject, []).append(mandate)
    return found
