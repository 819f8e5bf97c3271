"""The store of evidence, asked about many persons at once: each condition in one query."""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TypeAlias

from beraad.exchange.asking import Asking
from beraad.exchange.evidence import KEY, EvidenceError, clock, question
from beraad.exchange.files.reader import EACH, PERSON, Reader, for_each, many
from beraad.exchange.mandate import KEYS as MANDATE
from beraad.exchange.mandate import Mandate, Wish, told
from beraad.exchange.reckoning import practitioner
from beraad.law.act import day_of
from beraad.law.communication import Communication
from beraad.law.condition import Evidence as Answer

MANDATES = f"""
SELECT m.subject, m.number, m.relation, m.purpose, m.given, m.begin, m."end", m.revoked
FROM {EACH} CROSS JOIN mandate_given m ON m.subject = asked.value AND m.recipient = :recipient
"""  # noqa: S608 (a constant)
COVERED = f"""
SELECT f.number, f.source, f.field
FROM {EACH} CROSS JOIN mandate_given m ON m.subject = asked.value AND m.recipient = :recipient
CROSS JOIN mandate_field f ON f.number = m.number
"""  # noqa: S608 (a constant)
RELATIONS = f"""
SELECT DISTINCT k.subject, k.relation
FROM {EACH} CROSS JOIN known_relation k ON k.subject = asked.value AND k.recipient = :recipient
WHERE k.begin <= :at AND (k."end" IS NULL OR k."end" > :at)
"""  # noqa: S608 (a constant)
Rows: TypeAlias = list[tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of one condition: of some persons, and of all others (None: nothing)."""

    found: Mapping[str, Answer | None]
    otherwise: Answer | None = None


class ManyInEvidence:
    """The store of evidence in the database at `path`. Raises EvidenceError."""

    def __init__(self, path: Path) -> None:
        self._reader = Reader(path)
        self._columns: dict[str, frozenset[str]] = {}

    def close(self) -> None:
        """Let go of the file."""
        self._reader.close()

    def answers(
        self, keys: Iterable[str], asked: Communication, subjects: Sequence[str], at: datetime
    ) -> dict[str, Known]:
        """What is known of each of these keys about these persons; `at` is aware."""
        said: dict[str, str] = {
            "subjects": many(subjects),
            "recipient": asked.recipient,
            "person": asked.person,
            "practitioner": practitioner(asked.person),
            "role": asked.role,
            "source": asked.source,
            "at": clock(at),
        }
        self._reader.hear(Asking(day_of(at), asked.recipient, asked.role))
        wanted = list(keys)
        found = {key: self._answer(key, said) for key in wanted if key not in MANDATE}
        if any(key in MANDATE for key in wanted):
            mandates = self._mandates(Wish(asked.source, asked.purpose, asked.fields), said)
            found |= {key: mandates[key] for key in wanted if key in MANDATE}
        return found

    def _answer(self, key: str, said: Mapping[str, str]) -> Known:
        columns = self._known(key)
        if not columns:
            return Known({})
        one = question(key, columns)
        scalar = f"SELECT CASE WHEN count(*) = 1 THEN min([value]) END FROM ({one})"  # noqa: S608
        if "value" not in columns:
            scalar = f"EXISTS ({one})"
        try:
            if "subject" not in columns:
                value = self._reader.rows(f"SELECT ({scalar})", said)[0][0]
                return Known({}, value if "value" in columns else bool(value))
            query = for_each(scalar.replace(":subject", PERSON))
            if "value" in columns:
                return Known(dict(self._reader.rows(query, said)))
            rows = self._reader.rows(query, said)
            return Known(dict.fromkeys([subject for subject, yes in rows if yes], True), False)
        except sqlite3.Error as error:
            raise EvidenceError(f"no evidence on {key} can be had: {error}") from None

    def _mandates(self, wish: Wish, said: Mapping[str, str]) -> dict[str, Known]:
        """The answers to all conditions on a mandate; none where no mandates are kept."""
        try:
            if not self._reader.columns("mandate_given"):
                return {key: Known({}) for key in MANDATE}
            given = self._reader.rows(MANDATES, said)
            covered = self._reader.rows(COVERED, said)
            related = self._reader.rows(RELATIONS, said)
        except sqlite3.Error as error:
            raise EvidenceError(f"no evidence on mandates can be had: {error}") from None
        relations: dict[str, list[str]] = {}
        for subject, relation in related:
            relations.setdefault(subject, []).append(str(relation))
        verdicts = {
            subject: told(mandates, relations.get(subject, ()), wish, said["at"])
            for subject, mandates in mandates_of(given, covered).items()
        }
        none = told((), (), wish, said["at"])
        return {
            key: Known({subject: each[place] for subject, each in verdicts.items()}, none[place])
            for place, key in enumerate(MANDATE)
        }

    def _known(self, key: str) -> frozenset[str]:
        if key not in self._columns and KEY.fullmatch(key):
            try:
                self._columns[key] = self._reader.columns(key)
            except sqlite3.Error as error:
                raise EvidenceError(f"no evidence on {key} can be had: {error}") from None
        return self._columns.get(key, frozenset())


def mandates_of(given: Rows, covered: Rows) -> dict[str, list[Mandate]]:
    """The mandates of each person, with the fields that each comprises."""
    fields: dict[object, set[tuple[str, str]]] = {}
    for number, source, name in covered:
        fields.setdefault(number, set()).add((source, name))
    found: dict[str, list[Mandate]] = {}
    for subject, number, relation, purpose, *moments in given:
        mandate = Mandate(relation, purpose, frozenset(fields.get(number, ())), *moments)
        found.setdefault(subject, []).append(mandate)
    return found
