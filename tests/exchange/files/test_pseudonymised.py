"""A file in pseudonymised form: whoever receives it knows persons by a pseudonym alone."""

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from beraad.exchange.files.population import Population
from beraad.exchange.permutation import BLOCK, Permutation
from beraad.exchange.pseudonym import Pseudonyms
from beraad.exchange.server.stores import Files
from beraad.law.load import load
from beraad.law.register import Register
from beraad.register.shelf import find_files
from tests.exchange.conftest import KEY
from tests.exchange.files.conftest import Live, listening, rows_in
from tests.exchange.world import SYSTEMS, carry_out, change, read

ARROW = "application/vnd.apache.arrow.stream"
RECIPIENT, PURPOSE = "municipality-beukendaal", "policy-support"
DOCUMENT = """---
number: 23/997
chamber: social-security-and-health
kind: individual
adopted: 2023-01-10
title-nl: proef met pseudoniemen
title-fr: essai de pseudonymes
title-de: Probe mit Pseudonymen
title-en: test of pseudonyms
---

# Subject

1. A municipality studies its inhabitants.

# Assessment

2. Weighed.

# Decision

3. It learns who of its inhabitants has a living wage.

```clause inhabitants
from: living-wage
to: municipality-beukendaal
for: policy-support
fields: [status.living_wage, status.reference_date]
form: pseudonymised
by: batch
about: inhabitants-of-recipient
keep: 1 year
```

4. Of foreigners it learns something in separate streams.

```clause streams
from: cbss-registers
to: municipality-beukendaal
for: policy-support
fields: [identity.sex]
form: pseudonymised
by: batch
about: inhabitants-of-recipient
when: [streams-separated]
keep: 1 year
```

5. A clause that forgot that a number is no pseudonym.

```clause careless
from: cbss-registers
to: municipality-beukendaal
for: supplementary-rights
fields: [identity.sex, identity.ssin]
form: pseudonymised
by: batch
about: everyone
keep: 1 year
```
"""
QUESTION: dict[str, Any] = {
    "recipient": RECIPIENT,
    "source": "living-wage",
    "purpose": PURPOSE,
    "fields": ["status.living_wage", "status.reference_date"],
    "form": "pseudonymised",
}
GRANTED = """
SELECT subject FROM statuses WHERE status = 'living_wage'
AND begin <= '2024-10-01' AND ("end" IS NULL OR "end" > '2024-10-01')
"""
FOREIGNERS = {"source": "cbss-registers", "fields": ["identity.sex"]}
INHABITANTS = """
SELECT DISTINCT r.subject FROM residences r JOIN persons p USING (subject)
WHERE municipality = '11991' AND begin <= '2024-10-01' AND ("end" IS NULL OR "end" > '2024-10-01')
"""


@pytest.fixture
def live(home: Path, tmp_path: Path) -> Iterator[Live]:
    register: Register = load({**find_files([SYSTEMS]), "pseudonyms-test.md": DOCUMENT.encode()})
    places = Files(home / "sources", tmp_path / "journal.db", KEY, tmp_path / "gateway")
    with listening(places, register) as one:
        yield one


@pytest.fixture
def known_as(live: Live) -> Permutation:
    """How the municipality knows persons."""
    secret = (live.places.own / "pseudonym.key").read_bytes()
    return Pseudonyms(secret).towards(RECIPIENT, PURPOSE)


@pytest.fixture
def inhabitants(home: Path) -> set[str]:
    """Who lives there on the day of the questions."""
    return {row[0] for row in read(home / "population.sqlite", INHABITANTS)}


def everybody(home: Path) -> list[str]:
    """All numbers, also those that gave way to others."""
    store = home / "sources" / "directory.sqlite"
    return [
        row[0] for row in read(store, "SELECT ssin FROM person UNION SELECT former FROM replaced")
    ]


def test_who_names_nobody_gets_all_of_whom_the_clause_permits_it_and_no_number(
    live: Live, home: Path, known_as: Permutation, inhabitants: set[str]
):
    answer = live.send([], QUESTION)
    rows = rows_in(answer)
    pseudonyms = [row["pseudonym"] for row in rows]
    numbers = known_as.numbers([bytes.fromhex(one) for one in pseudonyms])
    assert (answer.status_code, len(rows) > 20) == (200, True)
    assert set(numbers) == inhabitants
    assert pseudonyms == sorted(pseudonyms)  # an order by number would tell the days of birth
    assert [row["line"] for row in rows] == [str(one) for one in range(1, len(rows) + 1)]
    assert {row["status"] for row in rows} == {"answered"}
    assert not any(one in answer.text or one in str(live.entries) for one in everybody(home))
    granted = {row[0] for row in read(home / "population.sqlite", GRANTED)}
    told = {n for n, row in zip(numbers, rows, strict=True) if row["status.living_wage"] == "1"}
    assert told == granted & inhabitants
    assert {row["status.reference_date"] for row in rows} == {"2024-10-01"}


def test_each_person_considered_has_a_line_in_the_journal(
    live: Live, home: Path, inhabitants: set[str]
):
    live.send([], QUESTION)
    ended = live.until("file.ended")
    held = {row[0] for row in read(home / "population.sqlite", "SELECT subject FROM residences")}
    assert ended["answered"] == len(inhabitants)
    assert ended["answered"] + ended["refused"] == len(held)


def test_who_names_pseudonyms_gets_a_line_for_each(
    live: Live, known_as: Permutation, inhabitants: set[str], persons: list[str]
):
    (here, *_), stranger = sorted(inhabitants), next(p for p in persons if p not in inhabitants)
    asked = [known_as.hexadecimal(here), known_as.hexadecimal(stranger), "0" * 32, here]
    rows = rows_in(live.send(["pseudonym", *asked], QUESTION))
    assert [(row["status"], row["pseudonym"]) for row in rows] == [
        ("answered", asked[0]),
        ("refused", asked[1]),
        ("malformed", ""),
        ("malformed", ""),
    ]
    assert rows[1]["reason"] == "condition: about(inhabitants-of-recipient)"


def test_the_pseudonym_of_a_number_that_was_replaced_leads_to_the_new_one(
    live: Live, home: Path, known_as: Permutation, inhabitants: set[str]
):
    here = min(inhabitants)
    former = "85073003328"
    store = home / "sources" / "directory.sqlite"
    change(store, "INSERT INTO replaced VALUES (?, ?)", former, here)
    (row,) = rows_in(live.send([known_as.hexadecimal(former)], QUESTION))
    assert (row["status"], row["pseudonym"]) == ("answered", known_as.hexadecimal(here))


def test_arrow_has_pseudonyms_of_sixteen_bytes_and_takes_them_back(live: Live, home: Path):
    asked = {"Beraad-Question": json.dumps(QUESTION), "Content-Type": "text/csv", "Accept": ARROW}
    answer = live.client.post("/v1/files", headers=live.headers | asked)
    told = pa.ipc.open_stream(answer.content).read_all()
    assert told.schema.field("pseudonym").type == pa.binary(BLOCK)
    assert not any(one.encode() in answer.content for one in everybody(home))
    out = io.BytesIO()
    some = told.select(["pseudonym"]).slice(0, 5)
    with pa.ipc.new_stream(out, some.schema) as stream:
        stream.write_table(some)
    asked["Content-Type"] = ARROW
    again = live.client.post("/v1/files", content=out.getvalue(), headers=live.headers | asked)
    same = pa.ipc.open_stream(again.content).read_all().select(["pseudonym", "status.living_wage"])
    assert (
        same.to_pylist() == told.select(["pseudonym", "status.living_wage"]).slice(0, 5).to_pylist()
    )


def test_a_field_that_holds_the_number_breaks_the_file_off_before_it_leaves(live: Live):
    wish = QUESTION | FOREIGNERS | {"purpose": "supplementary-rights"}
    answer = live.send([], wish | {"fields": ["identity.sex", "identity.ssin"]})
    assert answer.json()["type"] == "urn:beraad:problem:source-malformed"
    assert live.until("file.broken")["answered"] == 0


def test_a_source_that_cannot_tell_whom_it_holds_is_recorded(live: Live, home: Path):
    carry_out(home / "sources" / "living-wage.sqlite", "DROP VIEW status")
    answer = live.send([], QUESTION).json()
    assert answer["type"] == "urn:beraad:problem:source-malformed"
    assert isinstance(answer["entry"], int)
    acts = [act for act, _ in live.entries]
    assert acts[-2:] == ["file.begun", "file.broken"]
    assert live.entries[-1][1]["reason"] == "source-malformed"


def test_what_is_lacking_whoever_is_concerned_refuses_the_file(live: Live, home: Path):
    wish = QUESTION | FOREIGNERS
    answer = live.send([], wish)
    near = answer.json()["nearest"][0]
    assert (answer.status_code, near["number"], near["paragraph"]) == (403, "23/997", 4)
    assert [one["detail"] for one in near["missing"]] == ["streams-separated"]
    store = home / "sources" / "evidence.sqlite"
    change(
        store,
        "INSERT INTO separated_stream VALUES ('cbss-registers', ?, '2020-01-01', NULL)",
        RECIPIENT,
    )
    assert live.send([], wish).status_code == 200


@pytest.mark.parametrize("path", ["consult", "explain"])
def test_nobody_asks_by_number_about_what_is_given_by_pseudonym_alone(
    live: Live, inhabitants: set[str], path: str
):
    asked = QUESTION | {"channel": "consult", "subject": min(inhabitants)}
    answer = live.client.post(f"/v1/{path}", json=asked, headers=live.headers)
    assert (answer.status_code, answer.json()["faults"][0]["pointer"]) == (422, "/subject")
    rows = rows_in(live.send([min(inhabitants)], QUESTION))
    assert [row["status"] for row in rows] == ["malformed"]
    assert not any(act.startswith("communication") for act, _ in live.entries)


def test_by_pseudonym_a_question_is_explained_and_not_answered(
    live: Live, known_as: Permutation, inhabitants: set[str]
):
    asked = QUESTION | {"channel": "batch", "subject": known_as.hexadecimal(min(inhabitants))}
    told = live.client.post("/v1/explain", json=asked, headers=live.headers).json()
    assert (told["permitted"], told["permit"]["paragraph"]) == (True, 3)
    asked["channel"] = "consult"
    answer = live.client.post("/v1/consult", json=asked, headers=live.headers)
    assert (answer.status_code, answer.json()["type"]) == (403, "urn:beraad:problem:refused")


def test_a_population_comes_once_and_in_order_however_it_is_cut():
    some = Permutation(bytes(32), "a", "b").coded([f"{one:011d}" for one in range(1000)])
    people = Population()
    people.add(some)
    people.add(some[:100])
    for at_once in (10, 333, 5000):
        found = [one for part in people.ordered(at_once) for one in part]
        assert found == sorted(some)
    people.close()
