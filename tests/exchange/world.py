"""Questions that the tests ask, and short ways to look into the stores."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg

from beraad.exchange.reckoning import relation_until
from beraad.exchange.weighed import Answer
from beraad.law.communication import Communication, Permit, Refusal

SYSTEMS = Path(__file__).parents[2] / "systems"
BEFORE, AFTER = "2024-10-01", "2025-03-03"
"""Days before and after the undated amendments of 2024 take effect."""

REGISTERS_CLAUSE = """---
number: 23/999
chamber: social-security-and-health
kind: individual
adopted: 2023-01-10
title-nl: proef
title-fr: essai
title-de: Probe
title-en: test
---

# Subject

1. The registers answer where the National Register does not.

# Assessment

2. Weighed.

# Decision

3. Decided.

```clause subsidiary
from: cbss-registers
to: nsso
for: supplementary-rights
fields: [identity.ssin, identity.name, identity.birth_date]
form: identified
by: consult
about: everyone
when: [not in-national-register]
keep: nothing
```

4. Anybody's sex, without condition.

```clause anybody
from: cbss-registers
to: nsso
for: policy-support
fields: [identity.sex]
form: identified
by: consult
about: everyone
keep: nothing
```

5. A table for statistics.

```clause table
from: cbss-registers
to: statbel
for: policy-support
fields: [identity.sex]
form: anonymous
by: table
about: everyone
keep: 1 year
```
"""

DISPENSED = ("dispensing.product", "dispensing.posology", "dispensing.date")
PATIENT = """
SELECT r.subject, r.professional, r.kind, r.begin, r.renewals FROM relations r
JOIN professionals p USING (professional)
JOIN consents c ON c.subject = r.subject AND c."end" IS NULL AND c.begin < '2023-06-01'
JOIN persons s ON s.subject = r.subject AND s.death_date IS NULL
WHERE p.role = ? AND r.begin <= ? AND r."end" IS NULL
AND r.subject NOT IN (SELECT subject FROM exclusions)
AND (SELECT count(*) FROM dispensings d WHERE d.subject = r.subject
     AND d.date BETWEEN date(?, '-13 months') AND ?) > 10
ORDER BY r.subject
"""


def moment(day: str, clock: str = "12:00") -> datetime:
    """A moment of a day, in UTC."""
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=UTC)


def read(path: Path, query: str, *given: object) -> list[tuple[Any, ...]]:
    """The rows of a query."""
    with closing(sqlite3.connect(path)) as database:
        return database.execute(query, given).fetchall()


MIRRORS: dict[Path, str] = {}
"""The PostgreSQL databases that stand for SQLite files in a test, and change with them."""


def change(path: Path, statement: str, *given: object) -> None:
    """Change a store; something must have changed."""
    assert carry_out(path, statement, *given) > 0


def carry_out(path: Path, statement: str, *given: object) -> int:
    """Carry out a statement on a store and on the database that stands for it."""
    with closing(sqlite3.connect(path)) as database:
        count = database.execute(statement, given).rowcount
        database.commit()
    if path in MIRRORS:
        with psycopg.connect(MIRRORS[path]) as mirror:
            mirror.execute(statement.replace("?", "%s"), given or None)
    return count


def patient_of(home: Path, role: str, day: str) -> tuple[str, str]:
    """A patient with consent and many dispensings, and a professional of the role who has the
    relation on that day."""
    return patients_of(home, role, day)[0]


def patients_of(home: Path, role: str, day: str) -> list[tuple[str, str]]:
    """All such patients, each with a professional; LookupError if there is none."""
    found = [
        (patient, carer)
        for patient, carer, kind, begin, renewals in read(
            home / "population.sqlite", PATIENT, role, day, day, day
        )
        if (end := relation_until(kind, begin, renewals, None)) and end > day
    ]
    if not found:
        raise LookupError(f"no patient of a {role} on {day}")
    return found


def vidis(person: str, role: str = "general-practitioner") -> Communication:
    """A care provider looks at the dispensed medicines."""
    return Communication(
        recipient="practice",
        source="gfd",
        purpose="integrated-medication-view",
        fields=DISPENSED,
        form="identified",
        channel="consult",
        role=role,
        person=person,
    )


def missing(answer: Answer) -> list[str]:
    """What the nearest clause lacks."""
    assert isinstance(answer.decision, Refusal), answer.decision
    return [f"{lack.code}: {lack.detail}" for lack in answer.decision.nearest[0].missing]


def permit(answer: Answer) -> Permit:
    """The permit of an answer that is one."""
    assert isinstance(answer.decision, Permit), answer.decision
    return answer.decision
