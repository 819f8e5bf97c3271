"""Evidence: what is true of the person, the one who acts and the one who receives, at an instant.

Only the conditions of candidate clauses are asked, those in force that fit in all but conditions.
The store is a database with one relation for each key, such as `consent(informed)`, `excluded` or
`about(patients)`. What the store has no relation for stays unknown, and what is unknown is never
met. A relation has any of these columns; each one narrows it down to the rows that fit:

    subject, recipient, person, role, source   what the communication says
    practitioner                               the person's number without its competence
    begin, end                                 from (inclusive) until (exclusive; NULL: still so)
    value                                      the number or word itself, else the answer is yes

`begin` and `end` are days or moments of Belgian clocks, as ISO text: `2024-05-01T14:30:00` ends a
consent between two readings. A view may call `asked_on()` and its like (asking.py) and the rules of
reckoning.py. The conditions on a mandate hang together and are answered by one rule (mandate.py)
from `mandate_given`, `mandate_field` and `known_relation`.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime

from beraad.belgium.calendar import ZONE
from beraad.exchange.asking import Asking
from beraad.exchange.database import DatabaseError, Place, open_database
from beraad.exchange.mandate import KEYS as MANDATE
from beraad.exchange.mandate import Mandate, Wish, told
from beraad.exchange.reading import Haste
from beraad.exchange.reckoning import practitioner
from beraad.law.act import day_of
from beraad.law.block import NAME
from beraad.law.catalogue import Catalogue
from beraad.law.communication import Communication
from beraad.law.condition import Evidence as Answer
from beraad.law.condition import terms
from beraad.law.decide import recipient_tokens, static_lacks
from beraad.law.provision import Provision

SAID = ("subject", "recipient", "person", "practitioner", "role", "source")
MANDATES = """
SELECT number, relation, purpose, given, begin, "end", revoked FROM mandate_given
WHERE subject = :subject AND recipient = :recipient
"""
COVERED = """
SELECT number, source, field FROM mandate_given JOIN mandate_field USING (number)
WHERE subject = :subject AND recipient = :recipient
"""
RELATIONS = """
SELECT DISTINCT relation FROM known_relation WHERE subject = :subject AND recipient = :recipient
  AND begin <= :at AND ("end" IS NULL OR "end" > :at)
"""


class EvidenceError(Exception):
    """The store of evidence does not answer; the message names no person."""


def needed(
    provisions: Iterable[Provision],
    communication: Communication,
    catalogue: Catalogue,
    at: datetime,
) -> tuple[str, ...]:
    """The keys that the conditions of the candidate clauses look at, in order of the alphabet.

    Of another clause nothing is asked: no evidence could make it permit anything.
    """
    candidates = fitting(provisions, communication, catalogue, at)
    conditions = (r.condition for candidate in candidates for r in candidate.requirements)
    return tuple(sorted({term.key for condition in conditions for term in terms(condition)}))


def fitting(
    provisions: Iterable[Provision],
    communication: Communication,
    catalogue: Catalogue,
    at: datetime,
) -> list[Provision]:
    """The candidates: provisions in force that fit in all but their conditions."""
    tokens = recipient_tokens(communication, catalogue, at)
    return [
        provision
        for provision in provisions
        if provision.source == communication.source
        and provision.on(at)
        and tokens & provision.recipients
        and not any(static_lacks(provision, communication))
    ]


class Evidence:
    """The store of evidence in the database at a path or URL, which is only read."""

    def __init__(self, place: Place, wait: float | Haste = 2.0) -> None:
        self.database = open_database(place, wait)
        self._shape: object = None
        self._seen: object = None
        self._columns: dict[str, frozenset[str]] = {}
        self._queries: dict[str, str] = {}
        self._joint: dict[tuple[str, ...], str] = {}

    def close(self) -> None:
        """Let go of the database."""
        self.database.close()

    @contextmanager
    def reading(self) -> Iterator[None]:
        """All questions inside see the store as it is at the first of them."""
        try:
            with self.database.look():
                yield
        except DatabaseError as error:
            raise silent(error) from None

    def check(self) -> None:
        """EvidenceError unless the store can be read at all."""
        try:
            self.database.columns("excluded")
        except DatabaseError as error:
            raise silent(error) from None

    def impersonal(self, keys: Iterable[str]) -> tuple[str, ...]:
        """Those of these keys whose answer is the same whoever is concerned; what the store knows
        nothing of is unknown of everybody."""
        try:
            with self.database.look() as seen:
                self._refresh(seen)
                return tuple(
                    key
                    for key in keys
                    if key not in MANDATE
                    and not (NAME.fullmatch(key) and "subject" in self._known(key))
                )
        except DatabaseError as error:
            raise silent(error) from None

    def answers(
        self, keys: Iterable[str], communication: Communication, subject: str, at: datetime
    ) -> dict[str, Answer]:
        """What is known of these keys; an unknown key is left out. `at` is aware."""
        said: dict[str, str] = {
            "subject": subject,
            "recipient": communication.recipient,
            "person": communication.person,
            "practitioner": practitioner(communication.person),
            "role": communication.role,
            "source": communication.source,
            "at": clock(at),
        }
        self.database.hear(Asking(day_of(at), communication.recipient, communication.role))
        try:
            with self.database.look() as seen:
                return self._answers(list(keys), communication, said, seen)
        except DatabaseError as error:
            raise silent(error) from None

    def _answers(
        self,
        wanted: list[str],
        communication: Communication,
        said: Mapping[str, str],
        seen: object,
    ) -> dict[str, Answer]:
        if wanted:  # a question that needs no evidence does not need the store
            self._refresh(seen)
        others = tuple(key for key in wanted if key not in MANDATE)
        found = self._together(others, said) or {key: self._answer(key, said) for key in others}
        if any(key in MANDATE for key in wanted):
            wish = Wish(communication.source, communication.purpose, communication.fields)
            mandate = self._mandate(wish, said)
            found |= {key: mandate.get(key) for key in wanted if key in MANDATE}
        return {key: answer for key, answer in found.items() if answer is not None}

    def _together(
        self, keys: tuple[str, ...], said: Mapping[str, str]
    ) -> dict[str, Answer | None] | None:
        """The answers by one query; None where one by one is the way: for values and for faults."""
        try:
            if keys not in self._joint:
                self._joint[keys] = self._joined(keys)
            query = self._joint[keys]
            rows = self.database.rows(query, said) if query else ()
        except DatabaseError:
            return None  # asked one by one, the fault shows to which key it belongs
        return dict(zip(keys, map(bool, rows[0]), strict=True)) if rows else None

    def _joined(self, keys: tuple[str, ...]) -> str:
        """One query for all of these keys; '' where one has no relation or has values."""
        columns = [self._known(key) if NAME.fullmatch(key) else None for key in keys]
        if not keys or not all(found and "value" not in found for found in columns):
            return ""
        return "SELECT " + ", ".join(f"EXISTS ({self._queries[key]})" for key in keys)

    def _mandate(self, wish: Wish, said: Mapping[str, str]) -> dict[str, bool]:
        """The answers to all conditions on a mandate; none where no mandates are kept."""
        try:
            if not self._known("mandate_given"):
                return {}
            fields: dict[object, set[tuple[str, str]]] = {}
            for number, source, name in self.database.rows(COVERED, said):
                fields.setdefault(number, set()).add((source, name))
            mandates = [
                Mandate(relation, purpose, frozenset(fields.get(number, ())), *moments)
                for number, relation, purpose, *moments in self.database.rows(MANDATES, said)
            ]
            relations = [str(row[0]) for row in self.database.rows(RELATIONS, said)]
        except DatabaseError as error:
            raise EvidenceError(f"no evidence on mandates can be had: {error}") from None
        return dict(zip(MANDATE, told(mandates, relations, wish, said["at"]), strict=True))

    def _answer(self, key: str, said: Mapping[str, str]) -> Answer | None:
        try:
            columns = self._known(key) if NAME.fullmatch(key) else None
            if not columns:
                return None
            rows = self.database.rows(self._queries[key], said)
        except DatabaseError as error:
            raise EvidenceError(f"no evidence on {key} can be had: {error}") from None
        if "value" not in columns:
            return bool(rows)
        values = {row[0] for row in rows}
        only = values.pop() if len(values) == 1 else None
        return only if isinstance(only, bool | int | str) else None

    def _refresh(self, seen: object) -> None:
        """Forget relations and queries if the store has other columns than at the last question,
        which it has not in the same look."""
        if seen is not None and seen == self._seen:
            return
        shape = self.database.shape()
        self._seen = seen
        if shape != self._shape:
            self._shape = shape
            self._columns.clear()
            self._queries.clear()
            self._joint.clear()

    def _known(self, relation: str) -> frozenset[str]:
        """The columns of a relation; none where there is no such one."""
        if relation not in self._columns:
            self._columns[relation] = columns = self.database.columns(relation)
            self._queries[relation] = question(relation, columns)
        return self._columns[relation]


def silent(error: DatabaseError) -> EvidenceError:
    """The error that tells of this one."""
    return EvidenceError(f"the store of evidence does not answer: {error}")


def clock(at: datetime) -> str:
    """An aware instant on Belgian clocks, as the store writes moments.

    When the hour from two to three comes twice, its second coming counts as the last second of
    the first: on these clocks time never goes back, so what was withdrawn stays withdrawn.
    """
    local = at.astimezone(ZONE)
    if local.fold:
        local = local.replace(minute=59, second=59)
    return local.replace(tzinfo=None).isoformat(timespec="seconds")


def question(key: str, columns: frozenset[str]) -> str:
    """The query for a key whose relation has these columns."""
    terms = [f'"{name}" = :{name}' for name in SAID if name in columns]
    if "begin" in columns:
        terms.append('"begin" <= :at')
    if "end" in columns:
        terms.append('("end" IS NULL OR "end" > :at)')
    wanted = 'DISTINCT "value"' if "value" in columns else "1"
    most = 2 if "value" in columns else 1
    where = " AND ".join(terms) or "TRUE"
    return f'SELECT {wanted} FROM "{key}" WHERE {where} LIMIT {most}'  # noqa: S608 (a known key)
