"""A source in SQLite: only what is asked is read, and failures are told by name."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from beraad.exchange.asking import Asking
from beraad.exchange.sources import SourceDownError, SourceShapeError
from beraad.exchange.sources.base import told
from beraad.exchange.sources.sql import SqlSource
from beraad.law.catalogue import Field, Labels, Source
from beraad.law.register import Register
from tests.exchange.world import read

ASKING = Asking(date(2024, 10, 1))


@pytest.fixture
def gfd(built: Path, register: Register) -> Iterator[SqliteSource]:
    source = SqlSource(built / "sources" / "gfd.sqlite", register.catalogue.sources["gfd"])
    yield source
    source.close()


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    fields=st.sets(
        st.sampled_from(["product", "posology", "intake", "date", "pharmacy"]), min_size=1
    ),
    on=st.dates(date(2023, 1, 1), date(2027, 12, 31)),
    not_before=st.none() | st.dates(date(2023, 1, 1), date(2027, 12, 31)),
    whom=st.integers(0, 400),
)
def test_fetch_is_the_raw_read_cut_to_fields_and_days(
    gfd: SqliteSource, fields: set[str], on: date, not_before: date | None, whom: int
):
    columns = sorted(fields)
    (subject,) = read(gfd.path, "SELECT DISTINCT subject FROM dispensing ORDER BY 1")[whom]
    raw = read(
        gfd.path, f"SELECT date, {', '.join(columns)} FROM dispensing WHERE subject = ?", subject
    )
    first = not_before.isoformat() if not_before else ""
    expected = sorted(row[1:] for row in raw if first <= row[0] <= on.isoformat())
    rows = gfd.fetch(subject, [f"dispensing.{c}" for c in columns], not_before, Asking(on))
    assert all(list(row) == [f"dispensing.{c}" for c in columns] for row in rows)
    assert sorted(tuple(row.values()) for row in rows) == expected


def test_only_the_named_columns_are_read(gfd: SqliteSource):
    columns: set[str] = set()
    (subject,) = read(gfd.path, "SELECT subject FROM dispensing LIMIT 1")[0]
    gfd.fetch(subject, ["dispensing.product"], None, ASKING)
    database = gfd._open[0]

    def watch(action: int, _table: str | None, column: str | None, *_: str | None) -> int:
        if action == sqlite3.SQLITE_READ and column:
            columns.add(column)
        return sqlite3.SQLITE_OK

    database.set_authorizer(watch)
    gfd.fetch(subject, ["dispensing.product"], date(2024, 1, 1), ASKING)
    assert columns == {"product", "subject", "date"}


@pytest.mark.parametrize("name", ["dispensing.price", "product", "dispensing.*", "a.b] FROM x --"])
def test_a_field_that_the_source_does_not_hold_is_refused(gfd: SqliteSource, name: str):
    with pytest.raises(ValueError, match="source gfd holds no field of this name"):
        gfd.fetch("x", [name], None, ASKING)


def test_nobody_gets_no_row(gfd: SqliteSource):
    assert gfd.fetch("nobody", ["dispensing.product"], None, ASKING) == []


def test_a_dated_table_without_its_date_is_malformed_rather_than_unbounded(
    tmp_path: Path, gfd: SqliteSource
):
    source = SqlSource(tmp_path / "x.sqlite", gfd.source)
    with closing(sqlite3.connect(source.path)) as database:
        database.execute("CREATE TABLE dispensing (subject TEXT, product TEXT)")
    with pytest.raises(SourceShapeError, match="no such column: date"):
        source.fetch("p", ["dispensing.product"], date(2024, 1, 1), ASKING)


def test_a_table_without_a_person_is_malformed(tmp_path: Path, gfd: SqliteSource):
    source = SqlSource(tmp_path / "x.sqlite", gfd.source)
    with closing(sqlite3.connect(source.path)) as database:
        database.execute("CREATE TABLE dispensing (product TEXT, date TEXT)")
    with pytest.raises(SourceShapeError, match="no such column: subject"):
        source.fetch("p", ["dispensing.product"], None, ASKING)


def test_a_file_that_is_no_database_is_a_source_that_is_down(tmp_path: Path, gfd: SqliteSource):
    source = SqlSource(tmp_path / "x.sqlite", gfd.source)
    source.path.write_bytes(b"not a database, but long enough to look at " * 40)
    with pytest.raises(SourceDownError, match="ask again later"):
        source.fetch("p", ["dispensing.product"], None, ASKING)


def test_a_locked_source_is_down_after_its_wait(tmp_path: Path, gfd: SqliteSource):
    source = SqlSource(tmp_path / "x.sqlite", gfd.source, wait=0.05)
    with closing(sqlite3.connect(source.path, isolation_level=None)) as writer:
        writer.execute("CREATE TABLE dispensing (subject TEXT, product TEXT, date TEXT)")
        writer.execute("BEGIN EXCLUSIVE")
        with pytest.raises(SourceDownError, match="locked"):
            source.fetch("p", ["dispensing.product"], None, ASKING)
        writer.execute("ROLLBACK")
    assert source.fetch("p", ["dispensing.product"], None, ASKING) == []
    source.close()


def test_a_source_without_dates_cannot_keep_a_window(built: Path, register: Register):
    """Rather no answer than one that goes further back than the clause allows."""
    source: Source = register.catalogue.sources["cbss-registers"]
    adapter = SqlSource(built / "sources" / "cbss-registers.sqlite", source)
    query = "SELECT subject FROM person WHERE register = 'bis' AND birth_date < '2000-01-01'"
    ((subject,), *_) = read(adapter.path, query)
    rows = adapter.fetch(subject, ["identity.name", "identity.sex"], None, ASKING)
    assert [sorted(row) for row in rows] == [["identity.name", "identity.sex"]]
    with pytest.raises(SourceShapeError, match="no field says how old a row is"):
        adapter.fetch(subject, ["identity.name"], date(2024, 9, 1), ASKING)
    adapter.close()


@pytest.mark.parametrize(
    ("stands", "is_told"), [(0, False), (1, True), (None, None), ("no", ...), ("0", ...), (-1, ...)]
)
def test_a_yes_no_field_is_zero_one_or_null_and_nothing_else(stands: object, is_told: object):
    """Anything else is not guessed at: a guess could turn a no into a yes."""
    if is_told is ...:
        with pytest.raises(ValueError, match="something else than 0, 1 or NULL"):
            told(stands, is_yes_no=True)
    else:
        assert told(stands, is_yes_no=True) is is_told


def test_a_misshapen_yes_no_field_is_told_by_the_name_of_its_source(tmp_path: Path):
    words = Labels("x", "x", "x", "x")
    fields = {"status.holds": Field("status.holds", "yes-no", words)}
    with closing(sqlite3.connect(tmp_path / "rights.sqlite")) as database:
        database.execute("CREATE TABLE status (subject, holds)")
        database.execute("INSERT INTO status VALUES ('1', 'no')")
        database.commit()
    adapter = SqlSource(tmp_path / "rights.sqlite", Source("rights", "office", fields, words))
    with pytest.raises(SourceShapeError, match="source rights: a yes-no field"):
        adapter.fetch("1", ["status.holds"], None, ASKING)
    adapter.close()


def test_a_moment_of_today_is_of_today(built: Path, register: Register, tmp_path: Path):
    path = tmp_path / "gfd.sqlite"
    shutil.copy(built / "sources" / "gfd.sqlite", path)
    with closing(sqlite3.connect(path)) as database:
        (subject,) = database.execute("SELECT subject FROM dispensing LIMIT 1").fetchone()
        database.execute("UPDATE dispensing SET date = '2024-10-01T09:00:00'")
        database.commit()
    adapter = SqlSource(path, register.catalogue.sources["gfd"])
    assert adapter.fetch(subject, ["dispensing.date"], date(2024, 10, 1), ASKING)
    assert not adapter.fetch(subject, ["dispensing.date"], date(2024, 10, 2), ASKING)
    adapter.close()
