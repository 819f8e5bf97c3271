"""Evidence and directory of another engine are asked about one person after the other, with the
same result."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from beraad.exchange.files.directory import EachInDirectory
from beraad.exchange.files.evidence import EachInEvidence
from beraad.exchange.files.weigh import FileScales
from beraad.exchange.gateway import Gateway
from beraad.law.communication import Communication, Permit
from beraad.law.load import load
from beraad.register.shelf import find_files
from tests.exchange.conftest import Places
from tests.exchange.files.test_agreement import WISHES, agreed, numbers_of, register, wishes
from tests.exchange.test_competence import CLAUSE as ALLOWANCE
from tests.exchange.world import SYSTEMS, carry_out, change

__all__ = ["register", "wishes"]  # the fixtures

UNBORNE = "99123199742"
"""A number with right check digits that nobody of the population bears."""


@pytest.fixture
def places(everywhere: Places) -> Places:
    """Evidence and directory on each engine in turn."""
    return everywhere


@pytest.mark.parametrize("store_engine", ["postgres"], indirect=True)
@pytest.mark.parametrize("wish", WISHES)
def test_evidence_and_directory_may_be_anywhere(
    gateway: Gateway, home: Path, wishes: Mapping[str, Communication], wish: str
):
    scales = FileScales(gateway)
    assert isinstance(scales.directory, EachInDirectory)
    assert isinstance(scales.evidence, EachInEvidence)
    change(home / "sources" / "directory.sqlite", "UPDATE flow SET control = 'both'")
    agreed(gateway, wishes[wish], numbers_of(home, 60), {})


def test_of_a_number_that_nobody_bears_what_is_true_of_the_recipient_counts(
    gateway: Gateway, home: Path, wishes: Mapping[str, Communication]
):
    """In a consultation it does, or a refusal would tell that the number is not known."""
    asked, store = wishes["inhabitants, by accession"], home / "sources" / "evidence.sqlite"
    view = '"about(inhabitants-of-recipient)"'
    carry_out(store, f"DROP VIEW {view}")
    carry_out(store, f"CREATE TABLE {view} (recipient TEXT)")
    change(store, f"INSERT INTO {view} VALUES ('{asked.recipient}')")
    (told,) = agreed(gateway, asked, [UNBORNE], {})
    assert isinstance(told[0], Permit)  # type: ignore[index]
    assert told[2] == []  # type: ignore[index]


HANDED_OVER = b"""---
catalogue: a source that was handed over as a whole
---

```successions
- increased-allowance | buffer-database | 2023-01-01 | -
```
"""


def test_a_source_with_one_successor_is_followed_for_known_and_unknown_alike(
    gateway: Gateway, home: Path
):
    clause = ALLOWANCE.replace("by: consult", "by: [consult, batch]")
    clause = clause.replace("elderly-allowance", "increased-allowance")
    clause = clause.replace("elderly_allowance", "increased_allowance")
    own = {"handed-over.md": HANDED_OVER, "allowance.md": clause.encode()}
    gateway.laws.adopt(load({**find_files([SYSTEMS]), **own}))
    field = "status.increased_allowance"
    asked = Communication(
        "nsso", "increased-allowance", "policy-support", (field,), "identified", "batch"
    )
    numbers = [*numbers_of(home, 20)[:5], UNBORNE]
    told = agreed(gateway, asked, numbers, {})
    assert all(isinstance(one[0], Permit) for one in told)  # type: ignore[index]
    assert told[-1][2] == []  # type: ignore[index]
