"""Files about all persons that granting bodies send to the buffer database, and what must come
back, read from the stores by plain SQL."""

import csv
import io
import json
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from beraad.demo.scenarios.raw import opened
from tests.exchange.server.running import Running
from tests.exchange.world import carry_out
from tests.systems.hundred_thousand import ON, held

SOURCE = "buffer-database"
Line: TypeAlias = list[dict[str, str]]
TENANTS = f"""SELECT r.subject FROM residence r JOIN place p USING (municipality)
WHERE p.party = :party AND {ON.format("r")}"""
HOUSEHOLD = f"""SELECT m.subject FROM contract c
JOIN residence h ON h.subject = c.subject
JOIN residence m ON m.household = h.household AND m.municipality = h.municipality
WHERE c.organisation = :party AND {ON.format("c")} AND {ON.format("h")} AND {ON.format("m")}
UNION SELECT c.subject FROM contract c WHERE c.organisation = :party AND {ON.format("c")}"""
SERIAL = "CAST(substr(subject, 7, 3) AS INTEGER)"
CHANGES = (
    f"""INSERT INTO copied SELECT subject, 'living_wage', '2024-08-15', NULL, '2024-08-15'
    FROM known WHERE {SERIAL} % 5 = 0""",
    f"""UPDATE copied SET "end" = '2024-08-20' WHERE status = 'increased_allowance'
    AND begin < '2024-07-01' AND "end" IS NULL AND {SERIAL} % 3 = 0""",
    f"""INSERT INTO copied SELECT subject, 'living_wage', '2024-06-10', NULL, '2024-07-20'
    FROM known WHERE {SERIAL} % 11 = 0""",
)
"""What happens in the third quarter of 2024: statuses begin and end, and some are decided late."""


def change(home: Path) -> None:
    """Let the statuses of the third quarter change."""
    for statement in CHANGES:
        assert carry_out(home / "sources" / f"{SOURCE}.sqlite", statement) > 0


@dataclass(frozen=True, slots=True)
class Grantor:
    """A granting body: for what it asks which statuses, and by SQL who is its own; `customers_of`
    are those of another organisation, where it examines them."""

    party: str
    purpose: str
    columns: tuple[str, ...]
    own: str
    customers_of: str = ""
    yes_no: bool = False

    @property
    def fields(self) -> list[str]:
        """The names of the statuses."""
        return [f"status.{name}" for name in self.columns]

    def persons(self, home: Path, day: str) -> set[str]:
        """Who lives there, is a customer or lives with one on a day."""
        given = {"party": self.customers_of or self.party, "day": day}
        with closing(opened(home / "sources" / "evidence.sqlite")) as database:
            return {str(row[0]) for row in database.execute(self.own, given)}

    def headers(self, gateway: Running) -> dict[str, str]:
        """Those of a file."""
        asked = {
            "recipient": self.party,
            "source": SOURCE,
            "purpose": self.purpose,
            "fields": self.fields,
        }
        content = {"Content-Type": "text/csv", "Beraad-Question": json.dumps(asked)}
        return gateway.headers(self.party) | content

    def send(self, gateway: Running, numbers: Iterable[str]) -> list[Line]:
        """What comes back of each line of a file: its rows."""
        headers, body = self.headers(gateway), content(numbers)
        answer = gateway.client.post("/v1/files", content=body, headers=headers, timeout=900)
        assert answer.status_code == 200, answer.text
        return lines(answer.text)

    def expected(self, home: Path, day: str, numbers: Sequence[str], stale: bool) -> list[Line]:
        """What must come back."""
        own, told = self.persons(home, day), held(home, SOURCE, "status", self.columns, day)
        moments = held(home, SOURCE, "status", ["copied_on"], day)
        found: list[Line] = []
        for ssin in numbers:
            if ssin not in own:
                found.append([self.row("refused", "", "", "")])
                continue
            rows = told.get(ssin, [])
            copy = (str(moments[ssin][0][0]), truth(stale)) if rows else ("", "")
            if self.yes_no:
                found.append([self.row("answered", truth(any(map(any, rows))), *copy)])
            else:
                found.append([self.row("answered", "", *copy, row) for row in rows])
        return found

    def row(
        self, status: str, yes: str, as_of: str, stale: str, cells: Sequence[object] = ()
    ) -> dict[str, str]:
        """A row as it is compared: without its line, its ground and the name of the table."""
        told = [one if isinstance(one, str) else truth(bool(one)) for one in cells]
        given = told or [""] * len(self.fields)
        marks = {"status": status, "yes": yes, "as_of": as_of, "stale": stale}
        return marks | dict(zip(self.fields, given, strict=True))


def truth(value: bool) -> str:
    """As it stands in CSV."""
    return "1" if value else "0"


def content(numbers: Iterable[str]) -> bytes:
    """A file of numbers."""
    return "".join(f"{one}\n" for one in numbers).encode()


def lines(text: str) -> list[Line]:
    """The rows of an answer, by line."""
    found: list[Line] = []
    for row in csv.DictReader(io.StringIO(text)):
        if int(row.pop("line")) > len(found):
            found.append([])
        dropped = ("reason", "ground", "table")
        found[-1].append({name: cell for name, cell in row.items() if name not in dropped})
    return found


RIGHTS = "supplementary-rights"
INHABITANTS = Grantor(
    "municipality-beukendaal",
    RIGHTS,
    ("increased_allowance", "living_wage", "reference_date"),
    TENANTS,
)
CUSTOMERS = Grantor(
    "water-company-deltawater", RIGHTS, ("increased_allowance", "reference_date"), HOUSEHOLD
)
TARIFF = Grantor(
    "fps-economy",
    "social-energy-tariff",
    ("increased_allowance", "living_wage", "income_guarantee", "elderly_allowance"),
    HOUSEHOLD,
    "energy-supplier-lumina",
    yes_no=True,
)
GRANTORS = (INHABITANTS, CUSTOMERS, TARIFF)
