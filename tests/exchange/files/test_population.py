"""Whom a source holds, asked of it on each engine; and that its views say the same on all."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from beraad.exchange.asking import Asking
from beraad.exchange.files.population import held
from beraad.exchange.sources import SourceDownError, SourceError, SourceShapeError
from beraad.exchange.sources.sql import SqlSource
from beraad.law.register import Register
from tests.exchange.conftest import engine_of
from tests.exchange.engines import Engine
from tests.exchange.world import read

ASKING = Asking(date(2024, 10, 1))
TABLES = {
    "nsso-employment": ("employment",),
    "nisse-self-employment": ("self_employment",),
    "nemo-unemployment": ("unemployment",),
    "vdab-job-seekers": ("job_seeking",),
    "nihdi-incapacity": ("incapacity",),
    "nic-insurance": ("insurance",),
    "fpd-pensions": ("pension",),
    "fedris-occupational-risks": ("occupational_risk",),
    "pps-living-wages": ("social_integration",),
    "orint-family-benefits": ("family_benefit",),
    "vsb-budgets": ("care_budget",),
    "cbss-dwh": ("situation", "person", "employment"),
    "diabetes-files": ("transfer", "diabetes", "foot"),
    "ehealth-pseudonyms": ("transfer",),
    "healthdata-warehouse": ("transfer", "diabetes", "foot"),
    "sheltered-living-plans": ("plan",),
    "psychiatric-care-plans": ("plan",),
    "vikz-indicators": ("indicator",),
}


@pytest.fixture(scope="module", params=["sqlite", "duckdb", "postgres"])
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """Each engine that has views."""
    return engine_of(request, tmp_path_factory)


@pytest.fixture(params=TABLES)
def source(
    request: pytest.FixtureRequest, built: Path, register: Register, engine: Engine
) -> Iterator[SqlSource]:
    found = register.catalogue.sources[request.param]
    place = engine.copy(built / "sources" / f"{found.word}.sqlite")
    with closing(SqlSource(place, found, wait=30.0)) as made:
        yield made


def test_a_source_tells_whom_it_holds_and_of_each_the_same_on_every_engine(
    source: SqlSource, built: Path, register: Register
):
    word = source.source.word
    path = built / "sources" / f"{word}.sqlite"
    fields = [f for f in source.source.fields if f.partition(".")[0] in TABLES[word]]
    standing: set[str] = set()
    for table in TABLES[word]:
        standing |= {row[0] for row in read(path, f"SELECT subject FROM {table}")}
    pages = list(held(source, word, fields, ASKING))
    assert {one for page in pages for one in page} == standing
    assert standing
    with closing(SqlSource(path, register.catalogue.sources[word], wait=30.0)) as plain:
        for subject in sorted(standing)[:10]:
            same = plain.fetch(subject, fields, None, ASKING)
            found = source.fetch(subject, fields, None, ASKING)
            assert sorted(map(repr, found.rows)) == sorted(map(repr, same.rows))


def test_a_source_elsewhere_does_not_tell_whom_it_holds():
    class Elsewhere:
        def close(self) -> None: ...

    with pytest.raises(SourceError, match="must name its persons"):
        next(held(Elsewhere(), "gfd", ["dispensing.date"], ASKING))  # type: ignore[arg-type]


def test_a_source_that_is_not_there_or_has_another_form_says_so(tmp_path: Path, register: Register):
    known = register.catalogue.sources["fpd-pensions"]
    with (
        closing(SqlSource(tmp_path / "none.sqlite", known)) as lost,
        pytest.raises(SourceDownError),
    ):
        next(held(lost, known.word, ["pension.type"], ASKING))
    with closing(sqlite3.connect(tmp_path / "other.sqlite")) as made:
        made.execute("CREATE TABLE another (subject TEXT)")
    other = SqlSource(tmp_path / "other.sqlite", known)
    with closing(other), pytest.raises(SourceShapeError):
        next(held(other, known.word, ["pension.type"], ASKING))
