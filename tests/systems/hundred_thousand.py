"""A hundred thousand persons: stores in which some are integrated, what is published about them,
and by plain SQL who must hear of it."""

import os
import secrets
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from beraad.demo.population import build
from beraad.demo.scenarios.raw import opened
from beraad.exchange.asking import Asking, Ear
from beraad.exchange.sources.settings import FILE
from beraad.journal.keyfile import make_key
from beraad.journal.store import Journal
from tests.exchange.mutation.killed import Body
from tests.exchange.world import BEFORE, SYSTEMS, carry_out, read

PERSONS = 100_000 if os.environ.get("BERAAD_NIGHTLY") else 4_000
BODY, STREAMS = 500, 2
WHEN = ("2024-09-30T10:00:00+00:00", "2024-09-30T11:00:00+00:00")
PEOPLE = """
SELECT p.subject, min(r.former) FROM persons p LEFT JOIN replaced r USING (subject)
WHERE p.birth_date < '2024-01-01' GROUP BY p.subject ORDER BY p.subject
"""
# The office of the demonstration has integrated half of all persons; of a quarter it has closed the
# file, and of a quarter it never had one.
INTEGRATED = """
INSERT INTO registration
SELECT ssin, '29', '000', '0', '2020-01-01',
  CASE CAST(substr(ssin, 7, 3) AS INTEGER) % 4 WHEN 1 THEN '2024-09-01' END, '2024-09-01'
FROM person WHERE CAST(substr(ssin, 7, 3) AS INTEGER) % 4 <> 0
"""
ON = '{0}.begin <= :day AND ({0}."end" IS NULL OR {0}."end" > :day)'
DATED = {"identity": "subject", "stay": "admission", "status": "reference_date"}
"""By what the rows of a table are in order."""


def built(home: Path, persons: int = PERSONS) -> Path:
    """A population with its stores, connected as the systems say, and the key of a journal."""
    build(home, persons, 1, SYSTEMS)
    shutil.copy(SYSTEMS / "buffer-database" / FILE, home / "sources")
    carry_out(home / "sources" / "directory.sqlite", INTEGRATED)
    key = make_key(home / "journal.key", "beraad.example/hundred", secrets.token_bytes(32))
    Journal(home / "journal.db", key).close()
    return home


def people(home: Path) -> dict[str, str]:
    """Everybody who was born, each with a number that is theirs: a former one if there is."""
    return {ssin: former or ssin for ssin, former in read(home / "population.sqlite", PEOPLE)}


@dataclass(frozen=True, slots=True)
class Flow:
    """Mutations of a source: who publishes them, and which fields of one table changed."""

    holder: str
    source: str
    fields: tuple[str, ...]

    def rows(self, home: Path) -> dict[str, list[dict[str, object]]]:
        """What the source tells of these fields, by person."""
        table = self.fields[0].partition(".")[0]
        columns = [name.partition(".")[2] for name in self.fields]
        return {
            subject: [dict(zip(self.fields, row, strict=True)) for row in rows]
            for subject, rows in held(home, self.source, table, columns, BEFORE).items()
        }


FLOWS = (
    Flow("cbss", "cbss-registers", ("identity.address", "identity.civil_status")),
    Flow("care-funds-commission", "vsb-stays", ("stay.admission", "stay.type")),
    Flow("nic", "increased-allowance", ("status.increased_allowance",)),
)
ABROAD = f"""NOT EXISTS (SELECT 1 FROM evidence.registration n
  WHERE n.subject = p.ssin AND n.register = 'national' AND {ON.format("n")})"""
RESIDENT = f"""EXISTS (SELECT 1 FROM evidence.resident r
  WHERE r.subject = p.ssin AND {ON.format("r")})"""
HELD = f"""EXISTS (SELECT 1 FROM evidence.status_held s
  WHERE s.subject = p.ssin AND {ON.format("s")})"""
KNOWN = f"""EXISTS (SELECT 1 FROM registration g
  WHERE g.ssin = p.ssin AND g.sector = :sector AND {ON.format("g")})"""
MEMBER = f"""EXISTS (SELECT 1 FROM affiliation a
  WHERE a.ssin = p.ssin AND a.party = :party AND {ON.format("a")})"""


@dataclass(frozen=True, slots=True)
class Hearer:
    """A recipient of a flow. `clause` is what the deliberation wants of the person, `integrated`
    what the directory must know of the person; both as conditions of SQL."""

    party: str
    flow: Flow
    sector: str
    clause: str
    integrated: str

    def persons(self, home: Path, *conditions: str) -> set[str]:
        """Those of whom these conditions hold on the day of the mutations."""
        query = f"SELECT p.ssin FROM person p WHERE {' AND '.join(conditions)}"
        given = {"day": BEFORE, "sector": self.sector, "party": self.party}
        with closing(opened(home / "sources" / "directory.sqlite")) as database:
            database.execute("ATTACH ? AS evidence", (str(home / "sources" / "evidence.sqlite"),))
            return {str(row[0]) for row in database.execute(query, given)}

    def hears_of(self, home: Path) -> set[str]:
        """Of whom it must hear, and of nobody else."""
        return self.persons(home, self.clause, self.integrated) & people(home).keys()

    def not_of(self, home: Path) -> set[str]:
        """Of whom it would hear if it had integrated them."""
        return self.persons(home, self.clause, f"NOT ({self.integrated})") & people(home).keys()


HEARERS = (
    Hearer("allowance-office-overzee", FLOWS[0], "29", ABROAD, KNOWN),  # 23/901 paragraph 5
    Hearer("care-fund-alpha", FLOWS[1], "51", RESIDENT, f"{KNOWN} AND {MEMBER}"),  # 24/018, 11
    Hearer("care-fund-beta", FLOWS[1], "51", RESIDENT, f"{KNOWN} AND {MEMBER}"),
)
BUFFER = Hearer("cbss", FLOWS[2], "", HELD, "1")
"""16/008 paragraph 12: on this flow no control was agreed, so each with a status is told of."""


def mutations(flow: Flow, numbers: Mapping[str, str], stream: int) -> Iterator[Body]:
    """A mutation about each person, by a former number, then a second one about every fourth."""
    for turn, occurred in enumerate(WHEN):
        for place, (ssin, number) in enumerate(numbers.items()):
            if not turn or twice(ssin):
                yield {
                    "number": f"{stream}-{turn}-{place}",
                    "subject": ssin if turn else number,
                    "fields": flow.fields,
                    "occurred": occurred,
                }


def twice(ssin: str) -> bool:
    """Whether two mutations are published about a person."""
    return int(ssin[-2:]) % 4 == 0


def publications(flow: Flow, numbers: Mapping[str, str]) -> list[list[Body]]:
    """All of it in several streams, of other persons each; in a stream one body after another."""
    streams = []
    for stream in range(STREAMS):
        every = [*mutations(flow, dict([*numbers.items()][stream::STREAMS]), stream)]
        parts = [every[at : at + BODY] for at in range(0, len(every), BODY)]
        streams.append([{"source": flow.source, "mutations": part} for part in parts])
    return streams


def held(
    home: Path, word: str, table: str, columns: Sequence[str], day: str
) -> dict[str, list[tuple[object, ...]]]:
    """What a table of a store tells of each person on a day, the oldest row first."""
    wanted = ", ".join(["subject", *columns])
    query = f"SELECT {wanted} FROM {table} ORDER BY {DATED[table]}"
    found: dict[str, list[tuple[object, ...]]] = {}
    with closing(opened(home / "sources" / f"{word}.sqlite")) as database:
        Ear(database).asking = Asking(date.fromisoformat(day))
        for subject, *cells in database.execute(query):
            found.setdefault(str(subject), []).append(tuple(cells))
    return found
