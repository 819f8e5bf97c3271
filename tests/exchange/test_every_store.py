"""Each store that a source.sql describes says the same on every engine, whatever it is asked."""

from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from beraad.demo.sources import collected
from beraad.exchange.asking import Asking
from beraad.exchange.database import Database, Place, open_database
from beraad.law.register import Register
from tests.exchange.conftest import engine_of
from tests.exchange.engines import Engine
from tests.exchange.world import SYSTEMS

STORES = sorted(collected(SYSTEMS))
ASKINGS = (
    Asking(date(2023, 11, 30), "employer-de-gouden-lepel"),
    Asking(date(2024, 10, 1), "energy-supplier-lumina", "subject"),
    Asking(date(2025, 5, 12), "employer-de-gouden-lepel", "general-practitioner"),
    Asking(date(2025, 5, 12), "hospital-zavelbeek"),
    Asking(date(2025, 5, 12), "french-community-university-hospitals"),
)
PERSONS = 5
RELATIONS = "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') ORDER BY name"


@pytest.fixture(scope="module", params=["postgres", "duckdb"])
def elsewhere(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Engine:
    return engine_of(request, tmp_path_factory)


def answer(database: Database, relation: str, where: str, given: dict[str, str]) -> list[str]:
    """What stands in a relation, in an order that is the same everywhere; yes and no as 1 and 0."""
    columns = sorted(database.columns(relation))
    named = ", ".join(f'"{column}"' for column in columns)
    rows = database.rows(f'SELECT {named} FROM "{relation}"{where}', given)
    return sorted(str([int(v) if isinstance(v, bool) else v for v in row]) for row in rows)


def questions(here: Database) -> Iterator[tuple[str, str, dict[str, str]]]:
    """Each relation whole if it is about nobody, else about some who stand in it."""
    for (relation,) in here.rows(RELATIONS, {}):
        columns = here.columns(relation)
        key = next((name for name in ("subject", "ssin") if name in columns), "")
        if not key:
            yield relation, "", {}
            continue
        some = f'SELECT DISTINCT "{key}" FROM "{relation}" ORDER BY 1 LIMIT {PERSONS}'
        for (subject,) in here.rows(some, {}):
            yield relation, f' WHERE "{key}" = :subject', {"subject": str(subject)}


def compared(path: Path, place: Place) -> dict[str, int]:
    """How many rows each relation gave, alike in both places."""
    found: dict[str, int] = {}
    with closing(open_database(path, 60)) as here, closing(open_database(place, 60)) as there:
        for asking in ASKINGS:
            here.hear(asking)
            there.hear(asking)
            for relation, where, given in questions(here):
                told = answer(here, relation, where, given)
                assert answer(there, relation, where, given) == told, (relation, asking)
                found[relation] = found.get(relation, 0) + len(told)
    return found


@pytest.mark.parametrize("store", STORES)
def test_a_store_says_the_same_on_sqlite_postgresql_and_duckdb(
    store: str, elsewhere: Engine, built: Path, register: Register
):
    path = built / "sources" / f"{store}.sqlite"
    found = compared(path, elsewhere.copy(path))
    source = register.catalogue.sources.get(store)
    tables: set[Any] = {name.partition(".")[0] for name in source.fields} if source else set()
    assert all(found.get(table) for table in tables), "a source that never said anything"
