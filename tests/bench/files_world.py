"""A law, stores and a gateway for the benchmark of files, in a folder of their own.

Everybody is a patient with consent, but for a few: one in a hundred gave none, one in a hundred
excluded the professional who asks, one in a hundred is asked by a number that was replaced. The
sender's integration is controlled. Each person has one row in the source.
"""

import sqlite3
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from beraad.belgium.ssin import check_number
from beraad.exchange.reckoning import teach
from beraad.exchange.server.opened import open_gateway
from beraad.exchange.server.stores import Files
from beraad.exchange.server.wire import server, settle
from beraad.journal.note import SigningKey
from beraad.journal.store import Journal
from beraad.law.load import load
from beraad.register.shelf import find_files

SYSTEMS = Path(__file__).parents[2] / "systems"
AT = datetime(2024, 10, 1, 10, tzinfo=UTC)
KEY = SigningKey("bench.example/files", bytes(32))
DOCTOR = "10000099903"
ASKED = {
    "recipient": "practice",
    "source": "buffer-database",
    "purpose": "continuity-of-care",
    "fields": ["status.increased_allowance", "status.living_wage", "status.reference_date"],
    "role": "general-practitioner",
    "person": DOCTOR,
}
LAW = """---
number: 24/990
chamber: social-security-and-health
kind: individual
adopted: 2024-01-09
title-nl: meting
title-fr: mesure
title-de: Messung
title-en: measurement
---

# Subject

1. A clause to measure by.

# Assessment

2. Weighed.

# Decision

3. Decided.

```clause measured
from: buffer-database
to: role general-practitioner
for: continuity-of-care
fields: [status.increased_allowance, status.living_wage, status.reference_date]
form: identified
by: batch
about: patients
when: [consent(informed), not excluded]
keep: nothing
```
"""
DIRECTORY = """
CREATE TABLE person (ssin TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE replaced (former TEXT PRIMARY KEY, current TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE professional (number TEXT, role TEXT, PRIMARY KEY (number, role)) WITHOUT ROWID;
CREATE TABLE seat (party TEXT PRIMARY KEY, sector TEXT, managed_by TEXT) WITHOUT ROWID;
CREATE TABLE affiliation (ssin TEXT, party TEXT, begin TEXT, "end" TEXT);
CREATE TABLE registration (
  ssin TEXT, sector TEXT, capacity TEXT, phase TEXT, begin TEXT, "end" TEXT, changed TEXT
);
CREATE TABLE flow (
  source TEXT, recipient TEXT, channel TEXT, control TEXT, blocking INTEGER, capacities TEXT,
  begin TEXT, "end" TEXT
);
INSERT INTO seat VALUES ('practice', '12', '');
INSERT INTO flow VALUES
  ('buffer-database', 'practice', 'batch', 'sender', 1, '', '2020-01-01', NULL);
"""
EVIDENCE = """
CREATE TABLE patient (subject TEXT PRIMARY KEY, begin TEXT) WITHOUT ROWID;
CREATE VIEW "about(patients)" AS SELECT subject, begin FROM patient;
CREATE TABLE consent_given (subject TEXT, begin TEXT, "end" TEXT);
CREATE VIEW "consent(informed)" AS SELECT subject, begin, "end" FROM consent_given;
CREATE TABLE exclusion (subject TEXT, professional TEXT, begin TEXT, "end" TEXT);
CREATE VIEW excluded AS
SELECT subject, practitioner(professional) AS practitioner, begin, "end" FROM exclusion;
"""
SOURCE = """
CREATE TABLE status (
  subject TEXT, increased_allowance INTEGER, living_wage INTEGER, reference_date TEXT
);
"""
INDEXES = {
    "directory": (
        "CREATE INDEX replaced_by_current ON replaced (current)",
        "CREATE INDEX registration_by_ssin ON registration (ssin)",
        "CREATE INDEX affiliation_by_ssin ON affiliation (ssin)",
    ),
    "evidence": (
        "CREATE INDEX consent_by_subject ON consent_given (subject)",
        "CREATE INDEX exclusion_by_subject ON exclusion (subject)",
    ),
    "buffer-database": ("CREATE INDEX status_by_subject ON status (subject)",),
}


def numbers(persons: int) -> Iterator[str]:
    """So many valid numbers of persons born from 1930 on."""
    day, serial = date(1930, 1, 1), 1
    for _ in range(persons):
        first = f"{day:%y%m%d}{serial:03d}"
        yield f"{first}{check_number(int(first), 1900):02d}"
        day += timedelta(days=1)
        if day.year == 2000:
            day, serial = date(1930, 1, 1), serial + 1


def build(home: Path, persons: int) -> None:
    """Make the stores, and `numbers.csv` with the file to send."""
    stores = home / "sources"
    stores.mkdir(parents=True)
    found = list(numbers(persons + persons // 100))
    known, former = found[:persons], found[persons:]
    replaced = dict(zip(known[::100], former, strict=False))
    now = ("2020-01-01", None)
    fill(stores, "directory", DIRECTORY, {
        "INSERT INTO person VALUES (?)": ((one,) for one in known),
        "INSERT INTO replaced VALUES (?, ?)": ((old, one) for one, old in replaced.items()),
        "INSERT INTO professional VALUES (?, ?)": [(DOCTOR, "general-practitioner")],
        "INSERT INTO registration VALUES (?, '12', '000', '0', ?, ?, '2020-01-01')": (
            (one, *now) for one in known
        ),
    })  # fmt: skip
    fill(stores, "evidence", EVIDENCE, {
        "INSERT INTO patient VALUES (?, '2020-01-01')": ((one,) for one in known),
        "INSERT INTO consent_given VALUES (?, ?, ?)": (
            (one, *now) for place, one in enumerate(known) if place % 100 != 1
        ),
        "INSERT INTO exclusion VALUES (?, ?, ?, ?)": (
            (one, DOCTOR, *now) for place, one in enumerate(known) if place % 100 == 2
        ),
    })  # fmt: skip
    fill(stores, "buffer-database", SOURCE, {
        "INSERT INTO status VALUES (?, ?, ?, '2024-10-01')": (
            (one, place % 2, place % 3 == 0) for place, one in enumerate(known)
        ),
    })  # fmt: skip
    lines = (replaced.get(one, one) for one in known)
    (home / "numbers.csv").write_text("ssin\n" + "".join(f"{one}\n" for one in lines))


def fill(stores: Path, name: str, schema: str, rows: dict[str, object]) -> None:
    """Make one store."""
    database = sqlite3.connect(stores / f"{name}.sqlite", isolation_level=None)
    teach(database)
    database.executescript(f"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; {schema}; BEGIN")
    for statement, given in rows.items():
        database.executemany(statement, given)  # type: ignore[arg-type]
    for statement in INDEXES[name]:
        database.execute(statement)
    database.execute("COMMIT")
    database.close()


def serve(home: Path, port: int) -> None:
    """Serve until stopped."""
    register = load({**find_files([SYSTEMS]), "measured.md": LAW.encode()})
    files = Files(home / "sources", home / "journal.db", KEY, home / "gateway")
    Journal(files.journal, KEY).close()
    _, app = open_gateway(files, register, f"http://127.0.0.1:{port}", lambda: AT)
    settle()
    server(app, "127.0.0.1", port).run()


if __name__ == "__main__":
    serve(Path(sys.argv[1]), int(sys.argv[2]))
