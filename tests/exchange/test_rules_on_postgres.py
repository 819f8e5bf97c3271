"""The rules that PostgreSQL keeps in SQL say the same as those in Python."""

from collections.abc import Iterator
from datetime import date

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from beraad.belgium.nihdi import make_nihdi
from beraad.belgium.nis import MERGERS_2025
from beraad.exchange.reckoning import (
    greatest,
    least,
    municipality_on,
    practitioner,
    relation_until,
)
from beraad.exchange.relation import KINDS
from tests.exchange.engines import new_database
from tests.postgres import Cluster

DAYS = st.dates(date(2019, 1, 1), date(2027, 12, 31)).map(date.isoformat)
MOMENTS = DAYS | DAYS.map(lambda day: f"{day}T14:30:00")
CODES = st.sampled_from([str(part) for merger in MERGERS_2025 for part in merger.parts] + ["44021"])
NUMBERS = st.builds(
    make_nihdi,
    st.integers(1, 5),
    st.integers(0, 99_999),
    st.sampled_from(["", "001"]),
    st.sampled_from([97, 89]),
).map(str)
ANY = NUMBERS | st.text("0123456789", max_size=12) | st.sampled_from(["", "carer", "10185748\n"])
EACH = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def database(postgres: Cluster) -> Iterator[psycopg.Connection[tuple[str | None, ...]]]:
    with psycopg.connect(new_database(postgres)) as database:
        yield database


def said(database: psycopg.Connection[tuple[str | None, ...]], call: str, *given: object) -> object:
    row = database.execute(f"SELECT {call}({', '.join(['%s'] * len(given))})", given).fetchone()
    return row and row[0]


@EACH
@given(
    kind=st.sampled_from(sorted(KINDS)),
    begin=MOMENTS,
    renewals=st.none() | st.lists(DAYS, max_size=4).map(",".join),
    ended=st.none() | MOMENTS,
)
def test_a_relation_lasts_as_long(
    database: psycopg.Connection[tuple[str | None, ...]],
    kind: str,
    begin: str,
    renewals: str | None,
    ended: str | None,
):
    asked = (kind, begin, renewals, ended)
    assert said(database, "relation_until", *asked) == relation_until(*asked)


@EACH
@given(code=CODES, day=st.none() | DAYS)
def test_a_municipality_is_the_same_after_a_merger(
    database: psycopg.Connection[tuple[str | None, ...]], code: str, day: str | None
):
    assert said(database, "municipality_on", code, day) == municipality_on(code, day)


@EACH
@given(number=ANY)
def test_a_practitioner_is_the_same_in_each_competence(
    database: psycopg.Connection[tuple[str | None, ...]], number: str
):
    assert said(database, "practitioner", number) == practitioner(number)


@EACH
@given(st.lists(st.none() | MOMENTS, min_size=1, max_size=4))
def test_what_sqlite_is_taught_is_what_postgres_has(
    database: psycopg.Connection[tuple[str | None, ...]], texts: list[str | None]
):
    assert said(database, "greatest", *texts) == greatest(*texts)
    assert said(database, "least", *texts) == least(*texts)


def test_an_unknown_kind_of_relation_is_an_error(
    database: psycopg.Connection[tuple[str | None, ...]],
):
    with pytest.raises(psycopg.errors.RaiseException), database.transaction():
        said(database, "relation_until", "x", "2024-01-01", None, None)
