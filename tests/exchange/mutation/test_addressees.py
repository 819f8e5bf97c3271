"""Who is to hear of a mutation: compiled from the law, narrowed by the reference directory."""

from datetime import date
from pathlib import Path

import pytest

from beraad.exchange.directory import Directory
from beraad.exchange.laws import Laws
from beraad.exchange.mutation.addressees import Known, Wish, circle, wishes
from beraad.exchange.mutation.queue import Told
from beraad.exchange.server.tending import tend
from beraad.law.load import load
from beraad.law.register import Register
from beraad.register.shelf import find_files
from tests.exchange.mutation.conftest import Clock
from tests.exchange.mutation.world import (
    ADDRESS,
    CIVIL,
    MUTATIONS_CLAUSES,
    Party,
    integrate,
    mutation,
    party,
    subjects,
)
from tests.exchange.server.conftest import Stage
from tests.exchange.world import BEFORE, SYSTEMS, change, moment

HEAD = MUTATIONS_CLAUSES[: MUTATIONS_CLAUSES.index("3. The pensions")]
MORE = """3. Several ways to name who hears (illustration).

```clause two-purposes
from: cbss-registers
to: fpd
for: policy-support
fields: [identity.address, identity.civil_status]
form: identified
by: [consult, notify]
about: everyone
keep: 1 year
```

4. One purpose more.

```clause narrow
from: cbss-registers
to: fpd
for: supplementary-rights
fields: [identity.birth_place]
form: identified
by: notify
about: everyone
keep: 1 year
```

5. A list, of which one member comes later.

```clause listed
from: cbss-registers
to: list some
for: supplementary-rights
fields: [identity.address]
form: identified
by: notify
about: everyone
keep: 1 year
```

6. A category.

```clause insurers
from: cbss-registers
to: category care-fund
for: supplementary-rights
fields: [identity.sex]
form: identified
by: notify
about: everyone
keep: 1 year
```

7. Those who acceded, each the fields that it named.

```clause acceded
from: cbss-registers
to: list some
for: policy-support
fields: [identity.nationality, identity.birth_place]
form: identified
by: notify
about: everyone
limited-by: accession
keep: 1 year
```

8. Nobody can be told of these of its own accord.

```clause role
from: cbss-registers
to: role nurse
for: supplementary-rights
fields: [identity.address]
form: identified
by: notify
about: everyone
keep: 1 year
```

9. Who hears by pseudonym hears all the same; asking is no telling.

```clause pseudonyms
from: cbss-registers
to: nemo
for: policy-support
fields: [identity.address]
form: pseudonymised
by: notify
about: everyone
keep: 1 year
```

10. And who may ask is not told.

```clause asked
from: cbss-registers
to: nsso
for: supplementary-rights
fields: [identity.address]
form: identified
by: consult
about: everyone
keep: 1 year
```

11. The members.

```list some
nl: enkele
fr: quelques-uns
de: einige
en: some
- nisse
- aviq from 2024-11-01
```
"""
ACCESSIONS = """---
accedes-to: 23/998
chamber: social-security-and-health
---

```accession nisse
fields: [identity.nationality]
from: 2023-02-01
```
"""


@pytest.fixture(scope="module")
def law() -> Register:
    texts = {"more.md": (HEAD + MORE).encode(), "accessions-test.md": ACCESSIONS.encode()}
    return load({**find_files([SYSTEMS]), **texts})


NAMED = [
    ("2024-10-01", {"fpd", "nemo", "nisse", "care-funds"}),
    ("2024-11-01", {"fpd", "nemo", "nisse", "care-funds", "aviq"}),
]


@pytest.mark.parametrize(("day", "named"), NAMED)
def test_the_law_names_organisations_by_word_list_category_and_accession(
    law: Register, day: str, named: set[str]
):
    now = Laws(law).at(moment(day))
    found = Known().wishes(now, "cbss-registers", moment(day))
    funds = {word for word, one in law.catalogue.parties.items() if "care-fund" in one.categories}
    wanted = (named - {"care-funds"}) | funds
    assert set(found) == wanted
    assert found["fpd"] == (
        Wish("policy-support", ("identity.address", "identity.civil_status")),
        Wish("supplementary-rights", ("identity.birth_place",)),
    )
    assert found["nisse"] == (
        Wish("supplementary-rights", ("identity.address",)),
        Wish("policy-support", ("identity.nationality",)),
    )
    assert found["nemo"] == (Wish("policy-support", ("identity.address",), "pseudonymised"),)
    assert all(found[fund] == (Wish("supplementary-rights", ("identity.sex",)),) for fund in funds)


def test_before_a_clause_is_in_force_it_names_nobody(law: Register):
    early = moment("2020-01-01")
    assert wishes(Laws(law).at(early).about("cbss-registers"), law.catalogue, early) == {}


def test_what_is_known_is_forgotten_when_the_law_changes(law: Register):
    laws, known = Laws(law), Known()
    before = known.wishes(laws.at(moment("2024-10-01")), "cbss-registers", moment("2024-10-01"))
    after = known.wishes(laws.at(moment("2024-11-01")), "cbss-registers", moment("2024-11-01"))
    assert set(after) - set(before) == {"aviq"}


CHANGED = [
    # what changed, what the pensions service hears, for which purpose first
    ((CIVIL, ADDRESS), (CIVIL, ADDRESS), "policy-support"),
    (("identity.birth_place",), ("identity.birth_place",), "supplementary-rights"),
    (
        (ADDRESS, "identity.birth_place", "identity.sex"),
        (ADDRESS, "identity.birth_place"),
        "policy-support",
    ),
    (("identity.sex",), (), ""),
]


@pytest.mark.parametrize(("changed", "heard", "purpose"), CHANGED)
def test_a_recipient_hears_of_the_fields_that_its_clauses_name(
    home: Path, law: Register, changed: tuple[str, ...], heard: tuple[str, ...], purpose: str
):
    ssin = subjects(home)[0]
    integrate(home, ssin, "fpd")
    now = Laws(law).at(moment(BEFORE))
    known = Known().wishes(now, "cbss-registers", moment(BEFORE))
    directory = Directory(home / "sources" / "directory.sqlite")
    found = circle(directory, law.catalogue, "cbss-registers", known, date(2024, 10, 1))
    wanted = (Told("fpd", purpose, heard),) if heard else ()
    assert found.told(directory, ssin, changed) == wanted
    assert found.told(directory, None, changed) == ()
    directory.close()


def test_where_both_sides_are_controlled_the_source_must_know_the_person_too(
    stage: Stage, cbss: Party, fpd: Party
):
    ssin = subjects(stage.home)[0]
    integrate(stage.home, ssin, "fpd")
    store = stage.home / "sources" / "directory.sqlite"
    agreed = "INSERT INTO flow VALUES ('cbss-registers', 'fpd', 'notify', 'both', ?, '', ?, NULL)"
    change(store, agreed, 1, "2020-01-01")
    cbss.publish(mutation(ssin))
    assert fpd.heard() == []
    change(store, "UPDATE flow SET blocking = 0 WHERE channel = ?", "notify")
    cbss.publish(mutation(ssin))
    assert len(fpd.heard()) == 1  # outside of the network, but that does not block


SUCCESSION = """---
catalogue: succession of an institution
---

```successions
- nemo | aviq | 2024-10-15 | -
```
"""


@pytest.fixture
def succeeded(register: Register) -> Register:
    more = {"mutations-test.md": MUTATIONS_CLAUSES.encode(), "s.md": SUCCESSION.encode()}
    return load({**find_files([SYSTEMS]), **more})


def test_what_waits_for_an_organisation_that_ends_goes_to_its_successor(
    stage: Stage, cbss: Party, nemo: Party, clock: Clock, succeeded: Register
):
    ssin = subjects(stage.home)[0]
    integrate(stage.home, ssin, "nemo")
    cbss.publish(mutation(ssin))
    stage.gate.way.laws.adopt(succeeded)
    clock.at = moment("2024-10-16")
    seat = "UPDATE seat SET party = 'aviq' WHERE party = ?"
    change(stage.home / "sources" / "directory.sqlite", seat, "nemo")
    assert nemo.heard() == []  # and nothing is dropped
    assert stage.client.portal is not None
    stage.client.portal.call(tend, stage.gate.post)
    (told,) = party(stage, "aviq").heard()
    assert (told["subject"], told["changed"]) == (ssin, [ADDRESS])
