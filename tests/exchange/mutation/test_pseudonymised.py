"""Whoever may know persons by a pseudonym alone hears of a mutation by that pseudonym."""

from pathlib import Path

import msgspec
import pytest

from beraad.exchange.pseudonym import Pseudonyms
from beraad.exchange.record import digest
from beraad.law.communication import Communication
from beraad.law.load import load
from beraad.law.register import Register
from beraad.register.shelf import find_files
from tests.exchange.mutation.conftest import Clock
from tests.exchange.mutation.world import (
    ADDRESS,
    BIRTH,
    MUTATIONS_CLAUSES,
    Party,
    integrate,
    mutation,
    subjects,
)
from tests.exchange.server.conftest import Stage
from tests.exchange.world import SYSTEMS, change

TO_NISSE = """
6. The institute of the self-employed studies them under a pseudonym.

```clause studied
from: cbss-registers
to: nisse
for: policy-support
fields: [identity.address, identity.birth_date]
form: pseudonymised
by: notify
about: everyone
keep: 1 year
```
"""


@pytest.fixture(scope="session")
def register() -> Register:
    text = (MUTATIONS_CLAUSES + TO_NISSE).encode()
    return load({**find_files([SYSTEMS]), "mutations-test.md": text})


@pytest.fixture
def person(stage: Stage) -> str:
    found = subjects(stage.home)[0]
    integrate(stage.home, found, "nisse", "fpd")
    return found


def test_it_names_the_pseudonym_and_no_number_to_one_and_the_number_to_another(
    stage: Stage, person: str, cbss: Party, fpd: Party, nisse: Party
):
    cbss.publish(mutation(person, ADDRESS, BIRTH))
    (told,) = nisse.heard()
    secret = Pseudonyms((stage.files.own / "pseudonym.key").read_bytes())
    assert told["pseudonym"] == secret.towards("nisse", "policy-support").hexadecimal(person)
    assert "subject" not in told
    assert person not in nisse.pull().text
    assert told["changed"] == [ADDRESS, BIRTH]
    (known,) = fpd.heard()
    assert (known["subject"], "pseudonym" in known) == (person, False)


def test_the_salt_that_goes_along_lets_nobody_try_all_numbers(
    stage: Stage, person: str, cbss: Party, nisse: Party, clock: Clock
):
    cbss.publish(mutation(person))
    (told,) = nisse.heard()
    wish = ("nisse", "cbss-registers", "policy-support", (ADDRESS,), "pseudonymised", "notify")
    asked = msgspec.to_builtins(Communication(*wish)) | {"at": clock.at.isoformat()}
    salt = bytes.fromhex(str(told["salt"]))
    digests = [digest(salt, asked | {"subject": one}) for one in (told["pseudonym"], person)]
    assert digests.index(str(stage.entries[-1][1]["request_digest"])) == 0
    assert person not in str(stage.entries)


def test_a_field_that_holds_a_number_holds_the_notification_up(
    stage: Stage, person: str, cbss: Party, nisse: Party, clock: Clock, home: Path
):
    store = home / "sources" / "cbss-registers.sqlite"
    change(store, "UPDATE person SET address = ? WHERE subject = ?", f"care of {person}", person)
    cbss.publish(mutation(person))
    assert nisse.heard() == []
    assert stage.entries[-1][1]["reason"] == "source malformed"
