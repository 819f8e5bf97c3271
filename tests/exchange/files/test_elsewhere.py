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
from tests.exchange.conftest import Places
from tests.exchange.files.test_agreement import WISHES, agreed, numbers_of, register, wishes
from tests.exchange.world import carry_out, change

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
