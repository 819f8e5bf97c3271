"""Who is competent, by residence and day: handed-over sources, merged municipalities."""

from dataclasses import replace
from pathlib import Path

import pytest

from beraad.exchange.gateway import Gateway
from beraad.journal.store import Journal
from beraad.law.communication import Communication, Permit
from beraad.law.load import load
from beraad.register.shelf import find_files
from tests.exchange.world import BEFORE, SYSTEMS, change, missing, moment, read

# A source that was handed over: the allowance for the elderly

NEW = {
    "flanders": "elderly-allowance-flanders",
    "brussels": "elderly-allowance-brussels",
    "wallonia": "elderly-allowance-wallonia",
    "german-speaking-community": "elderly-allowance-german-speaking",
}
ASKED = Communication(
    "nsso", "elderly-allowance", "policy-support", ("status.elderly_allowance",),
    "identified", "consult",
)  # fmt: skip
CLAUSE = """---
number: 20/903
chamber: social-security-and-health
kind: individual
adopted: 2020-01-07
title-nl: proef
title-fr: essai
title-de: Probe
title-en: test
---

# Subject

1. Who has the allowance.

# Assessment

2. Weighed.

# Decision

3. Decided.

```clause allowance
from: elderly-allowance
to: nsso
for: policy-support
fields: [status.elderly_allowance]
form: identified
by: consult
about: everyone
keep: nothing
```
"""


@pytest.fixture
def allowance(gateway: Gateway) -> Gateway:
    gateway.laws.adopt(load({**find_files([SYSTEMS]), "allowance-test.md": CLAUSE.encode()}))
    return gateway


def living_in(home: Path, region: str) -> str:
    (row,) = read(
        home / "population.sqlite",
        """SELECT subject FROM residences WHERE region = ? AND begin < '2020-01-01'
        AND "end" IS NULL ORDER BY 1 LIMIT 1""",
        region,
    )
    return str(row[0])


@pytest.mark.parametrize("region", NEW)
def test_a_question_to_the_old_source_goes_to_the_one_that_is_competent_for_the_residence(
    allowance: Gateway, home: Path, journal: Journal, region: str
):
    answer = allowance.consult(ASKED, living_in(home, region), moment(BEFORE))
    assert isinstance(answer.decision, Permit)
    assert journal.entry(answer.entry.index).facts["source"] == NEW[region]


DAYS = [
    ("2020-12-31T22:59:59", "elderly-allowance"),
    ("2020-12-31T23:00:00", "elderly-allowance-flanders"),  # midnight in Brussels
]


@pytest.mark.parametrize(("at", "source"), DAYS)
def test_before_the_day_of_the_transfer_the_old_source_answers(
    allowance: Gateway, home: Path, journal: Journal, at: str, source: str
):
    day, _, clock = at.partition("T")
    answer = allowance.consult(ASKED, living_in(home, "flanders"), moment(day, clock))
    assert isinstance(answer.decision, Permit)
    assert journal.entry(answer.entry.index).facts["source"] == source


def test_of_who_lives_nowhere_here_nobody_is_competent(
    allowance: Gateway, home: Path, journal: Journal
):
    subject = living_in(home, "flanders")
    store = home / "sources" / "evidence.sqlite"
    change(store, "DELETE FROM residence WHERE subject = ?", subject)
    answer = allowance.consult(ASKED, subject, moment(BEFORE))
    assert not isinstance(answer.decision, Permit)
    assert journal.entry(answer.entry.index).facts["source"] == "elderly-allowance"


def test_a_stranger_does_not_learn_from_a_refusal_where_somebody_lives(
    allowance: Gateway, home: Path, journal: Journal
):
    stranger = replace(ASKED, recipient="vub")
    told = set()
    for region in NEW:
        answer = allowance.consult(stranger, living_in(home, region), moment(BEFORE))
        entry = journal.entry(answer.entry.index)
        assert entry.facts["source"] == "elderly-allowance"
        told.add((repr(answer.decision), answer.rows))
    assert len(told) == 1


def test_residence_is_not_looked_at_for_a_clause_that_is_not_yet_in_force(
    gateway: Gateway, home: Path, journal: Journal
):
    clause = CLAUSE.replace("20/903", "24/903").replace("2020-01-07", "2024-12-03")
    gateway.laws.adopt(load({**find_files([SYSTEMS]), "allowance-test.md": clause.encode()}))
    subject = living_in(home, "flanders")
    for day, source in (("2024-12-10", "elderly-allowance"), ("2024-12-18", NEW["flanders"])):
        answer = gateway.consult(ASKED, subject, moment(day))
        assert isinstance(answer.decision, Permit) is (source == NEW["flanders"])
        assert journal.entry(answer.entry.index).facts["source"] == source


# Municipalities that merged on 1 January 2025

PAJOTTEGEM = """---
catalogue: municipalities that merged
---

```parties
- municipality-galmaarden | - | municipality | Galmaarden | Galmaarden | Galmaarden | Galmaarden
- municipality-pajottegem | - | municipality | Pajottegem | Pajottegem | Pajottegem | Pajottegem
```
```successions
- municipality-galmaarden | municipality-pajottegem | 2025-01-01 | -
```
"""
INHABITANTS = CLAUSE.replace("20/903", "24/904").replace("2020-01-07", "2024-01-09")
INHABITANTS = INHABITANTS.replace("to: nsso", "to: municipality-galmaarden")
INHABITANTS = INHABITANTS.replace("from: elderly-allowance", "from: increased-allowance")
INHABITANTS = INHABITANTS.replace("elderly_allowance", "increased_allowance")
INHABITANTS = INHABITANTS.replace("about: everyone", "about: inhabitants-of-recipient")

LAST, FIRST = "2024-12-31T22:59:59", "2024-12-31T23:00:00"
MERGED = [
    # address under, at, who asks, answered
    ("23023", LAST, "municipality-galmaarden", True),
    ("23023", LAST, "municipality-pajottegem", False),
    ("23023", FIRST, "municipality-galmaarden", False),
    ("23023", FIRST, "municipality-pajottegem", True),
    ("23106", FIRST, "municipality-pajottegem", True),
    ("23024", FIRST, "municipality-pajottegem", True),  # Gooik, another part of it
    ("23024", LAST, "municipality-galmaarden", False),
    ("11002", FIRST, "municipality-pajottegem", False),
]


@pytest.mark.parametrize(("nis", "at", "asks", "answered"), MERGED)
def test_from_the_day_of_a_merger_the_new_municipality_asks_about_inhabitants_of_its_parts(
    gateway: Gateway, home: Path, nis: str, at: str, asks: str, answered: bool
):
    files = {**find_files([SYSTEMS]), "merged.md": PAJOTTEGEM.encode()}
    gateway.laws.adopt(load({**files, "inhabitants.md": INHABITANTS.encode()}))
    subject, store = living_in(home, "flanders"), home / "sources" / "evidence.sqlite"
    for code, party in (("23023", "galmaarden"), ("23106", "pajottegem"), ("23024", "gooik")):
        change(store, "INSERT INTO place VALUES (?, ?)", code, f"municipality-{party}")
    change(store, "UPDATE residence SET municipality = ? WHERE subject = ?", nis, subject)
    wish = Communication(
        asks, "increased-allowance", "policy-support", ("status.increased_allowance",),
        "identified", "consult",
    )  # fmt: skip
    day, _, clock = at.partition("T")
    answer = gateway.consult(wish, subject, moment(day, clock))
    assert isinstance(answer.decision, Permit) is answered
    if not answered:
        assert missing(answer)
