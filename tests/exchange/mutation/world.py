"""A law by which three institutions hear of the registers of the Crossroads Bank, and persons."""

import secrets
from dataclasses import dataclass
from pathlib import Path

import httpx

from tests.exchange.server.conftest import Stage
from tests.exchange.world import change, read

SOURCE = "cbss-registers"
ADDRESS, CIVIL, BIRTH = "identity.address", "identity.civil_status", "identity.birth_date"
WHEN = "2024-09-30T10:00:00+02:00"
MUTATIONS_CLAUSES = """---
number: 23/998
chamber: social-security-and-health
kind: individual
adopted: 2023-01-10
title-nl: proef met mutaties
title-fr: essai de mutations
title-de: Probe mit Mutationen
title-en: test of mutations
---

# Subject

1. Institutions hear of changes in the registers.

# Assessment

2. Weighed.

# Decision

3. The pensions service hears of addresses and civil status.

```clause pensions
from: cbss-registers
to: fpd
for: supplementary-rights
fields: [identity.address, identity.civil_status]
form: identified
by: notify
about: everyone
keep: 1 year
```

4. The employment office hears of addresses only, until the end of October.

```clause unemployment
from: cbss-registers
to: nemo
for: supplementary-rights
fields: [identity.address]
form: identified
by: notify
about: everyone
when: [not in-national-register]
until: 2024-10-31
keep: 1 year
```

5. The institute of the self-employed does so from December on.

```clause self-employed
from: cbss-registers
to: nisse
for: supplementary-rights
fields: [identity.address]
form: identified
by: notify
about: everyone
in-force: 2024-12-01
keep: 1 year
```
"""
SECTORS = {"fpd": "13", "nemo": "18", "nisse": "15"}
SUBJECTS = """
SELECT DISTINCT r.subject FROM registrations r JOIN persons p USING (subject)
WHERE r.register <> 'national' AND r.begin <= '2024-09-01' AND r."end" IS NULL
AND p.death_date IS NULL AND p.birth_date <= '2020-01-01'
AND NOT EXISTS (SELECT 1 FROM registrations n WHERE n.subject = r.subject
                AND (n.register = 'national' OR n."end" IS NOT NULL))
ORDER BY r.subject
"""


def subjects(home: Path) -> list[str]:
    """Persons in the registers of the Crossroads Bank."""
    return [str(row[0]) for row in read(home / "population.sqlite", SUBJECTS)]


def integrate(home: Path, ssin: str, *recipients: str, end: str | None = None) -> None:
    """The person has an open file at these institutions, and at no other."""
    store = home / "sources" / "directory.sqlite"
    change(store, "INSERT INTO registration VALUES (?, '99', '000', '0', ?, NULL, ?)", ssin, *DAYS)
    change(store, "DELETE FROM registration WHERE ssin = ?", ssin)
    for recipient in recipients:
        change(
            store,
            "INSERT INTO registration VALUES (?, ?, '000', '0', '2020-01-01', ?, '2020-01-01')",
            ssin,
            SECTORS[recipient],
            end,
        )


DAYS = ("2020-01-01", "2020-01-01")


def mutation(ssin: str, *fields: str, number: str = "", occurred: str = WHEN) -> dict[str, object]:
    """A mutation as its source reports it."""
    return {
        "number": number or secrets.token_hex(8),
        "subject": ssin,
        "fields": list(fields or (ADDRESS,)),
        "occurred": occurred,
    }


@dataclass
class Party:
    """An organisation at the gateway."""

    stage: Stage
    organisation: str
    headers: dict[str, str]

    def publish(self, *mutations: dict[str, object], source: str = SOURCE) -> httpx.Response:
        body = {"source": source, "mutations": list(mutations)}
        return self.stage.client.post("/v1/publish", json=body, headers=self.headers)

    def pull(self, **query: int) -> httpx.Response:
        return self.stage.client.get("/v1/notifications", params=query, headers=self.headers)

    def heard(self, **query: int) -> list[dict[str, object]]:
        answer = self.pull(**query)
        assert answer.status_code == 200, answer.text
        found: list[dict[str, object]] = answer.json()["notifications"]
        return found

    def acknowledge(self, *places: object) -> int:
        body = {"places": list(places)}
        answer = self.stage.client.post("/v1/notifications/ack", json=body, headers=self.headers)
        assert answer.status_code == 200, answer.text
        return int(answer.json()["acknowledged"])


def party(stage: Stage, organisation: str) -> Party:
    return Party(stage, organisation, stage.headers(organisation))
