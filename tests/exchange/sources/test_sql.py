"""A source in a database of any engine: only what is asked is read, failures are told by name."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from beraad.exchange.asking import Asking
from beraad.exchange.sources import Found, SourceDownError, SourceShapeError
from beraad.exchange.sources.base import told
from beraad.exchange.sources.sql import SqlSource
from beraad.law.catalogue import Field, Labels, Source
from beraad.law.register import Register
from tests.exchange.engines import Engine
from tests.exchange.world import read

ASKING = Asking(date(2024, 10, 1))


@pytest.fixture(scope="session")
def gfd(built: Path, register: Register, engine: Engine) -> Iterator[SqlSource]:
    place = engine.copy(built / "sources" / "gfd.sqlite")
    source = SqlSource(place, register.catalogue.sources["gfd"])
    yield source
    source.close()


@pytest.fixture
def raw(built: Path) -> Path:
    """What the stores of each engine are copies of."""
    return built / "sources" / "gfd.sqlite"


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
    gfd: SqlSource, raw: Path, fields: set[str], on: date, not_before: date | None, whom: int
):
    columns = sorted(fields)
    (subject,) = read(raw, "SELECT DISTINCT subject FROM dispensing ORDER BY 1")[whom]
    every = read(
        raw, f"SELECT date, {', '.join(columns)} FROM dispensing WHERE subject = ?", subject
    )
    first = not_before.isoformat() if not_before else ""
    expected = sorted(row[1:] for row in every if first <= row[0] <= on.isoformat())
    found = gfd.fetch(subject, [f"dispensing.{c}" for c in columns], not_before, Asking(on))
    rows = found.rows
    assert all(list(row) == [f"dispensing.{c}" for c in columns] for row in rows)
    assert sorted(tuple(row.values()) for row in rows) == expected


def test_only_the_named_columns_are_read(raw: Path, register: Register):
    columns: set[str] = set()
    gfd = SqlSource(raw, register.catalogue.sources["gfd"])
    (subject,) = read(raw, "SELECT subject FROM dispensing LIMIT 1")[0]
    gfd.fetch(subject, ["dispensing.product"], None, ASKING)
    database = gfd.database._open[0]  # type: ignore[attr-defined]

    def watch(action: int, _table: str | None, column: str | None, *_: str | None) -> int:
        if action == sqlite3.SQLITE_READ and column:
            columns.add(column)
        return sqlite3.SQLITE_OK

    database.set_authorizer(watch)
    gfd.fetch(subject, ["dispensing.product"], date(2024, 1, 1), ASKING)
    assert columns == {"product", "subject", "date"}
    gfd.close()


@pytest.mark.parametrize("name", ["dispensing.price", "product", "dispensing.*", "a.b] FROM x --"])
def test_a_field_that_the_source_does_not_hold_is_refused(gfd: SqlSource, name: str):
    with pytest.raises(ValueError, match="source gfd holds no field of this name"):
        gfd.fetch("x", [name], None, ASKING)


def test_nobody_gets_no_row(gfd: SqlSource):
    assert gfd.fetch("nobody", ["dispensing.product"], None, ASKING) == Found()


MALFORMED = [
    ("CREATE TABLE dispensing (subject TEXT, product TEXT)", "date"),
    ("CREATE TABLE dispensing (product TEXT, date TEXT)", "subject"),
    ("CREATE TABLE other (product TEXT, date TEXT)", "dispensing"),
]


@pytest.mark.parametrize(("statement", "lacks"), MALFORMED)
def test_a_table_without_person_or_date_is_malformed_rather_than_unbounded(
    engine: Engine, register: Register, statement: str, lacks: str
):
    source = SqlSource(engine.make(statement), register.catalogue.sources["gfd"])
    with pytest.raises(SourceShapeError, match=rf"\b{lacks}\b.*expected one relation"):
        source.fetch("p", ["dispensing.product"], date(2024, 1, 1), ASKING)
    source.close()


def test_a_file_that_is_no_database_is_a_source_that_is_down(tmp_path: Path, register: Register):
    source = SqlSource(tmp_path / "x.sqlite", register.catalogue.sources["gfd"])
    (tmp_path / "x.sqlite").write_bytes(b"not a database, but long enough to look at " * 40)
    with pytest.raises(SourceDownError, match="ask again later"):
        source.fetch("p", ["dispensing.product"], None, ASKING)


def test_a_locked_source_is_down_after_its_wait(tmp_path: Path, register: Register):
    source = SqlSource(tmp_path / "x.sqlite", register.catalogue.sources["gfd"], wait=0.05)
    with closing(sqlite3.connect(tmp_path / "x.sqlite", isolation_level=None)) as writer:
        writer.execute("CREATE TABLE dispensing (subject TEXT, product TEXT, date TEXT)")
        writer.execute("BEGIN EXCLUSIVE")
        with pytest.raises(SourceDownError, match="locked"):
            source.fetch("p", ["dispensing.product"], None, ASKING)
        writer.execute("ROLLBACK")
    assert source.fetch("p", ["dispensing.product"], None, ASKING) == Found()
    source.close()


@pytest.mark.parametrize("engine", ["sqlite", "duckdb", "postgres"], indirect=True)
def test_a_source_without_dates_cannot_keep_a_window(
    built: Path, register: Register, engine: Engine
):
    """Rather no answer than one that goes further back than the clause allows."""
    source: Source = register.catalogue.sources["cbss-registers"]
    path = built / "sources" / "cbss-registers.sqlite"
    adapter = SqlSource(engine.copy(path), source)
    query = "SELECT subject FROM person WHERE register = 'bis' AND birth_date < '2000-01-01'"
    ((subject,), *_) = read(path, query)
    rows = adapter.fetch(subject, ["identity.name", "identity.sex"], None, ASKING)
    assert [sorted(row) for row in rows.rows] == [["identity.name", "identity.sex"]]
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


WORDS = Labels("x", "x", "x", "x")


def rights(*names: str) -> Source:
    fields = {name: Field(name, "yes-no", WORDS) for name in names}
    return Source("rights", "office", fields, WORDS)


def test_a_misshapen_yes_no_field_is_told_by_the_name_of_its_source(engine: Engine):
    place = engine.make(
        "CREATE TABLE status (subject TEXT, holds TEXT)", "INSERT INTO status VALUES ('1', 'no')"
    )
    adapter = SqlSource(place, rights("status.holds"))
    with pytest.raises(SourceShapeError, match="source rights: a yes-no field"):
        adapter.fetch("1", ["status.holds"], None, ASKING)
    adapter.close()


def test_a_table_that_fails_leaves_the_others_and_its_fields_lacking(engine: Engine):
    place = engine.make(
        "CREATE TABLE status (subject TEXT, holds INTEGER)", "INSERT INTO status VALUES ('1', 1)"
    )
    adapter = SqlSource(place, rights("status.holds", "gone.holds"))
    found = adapter.fetch("1", ["gone.holds", "status.holds"], None, ASKING)
    assert found == Found(({"status.holds": True},), ("gone.holds",))
    adapter.close()


def test_a_buffer_tells_of_when_its_oldest_row_is(engine: Engine):
    place = engine.make(
        "CREATE TABLE status (subject TEXT, holds INTEGER, copied TEXT)",
        "INSERT INTO status VALUES ('1', 1, '2024-09-30'), ('1', 0, '2024-06-30')",
    )
    adapter = SqlSource(place, rights("status.holds"), as_of="copied")
    found = adapter.fetch("1", ["status.holds"], None, ASKING)
    assert (found.as_of, [list(row) for row in found.rows]) == (
        "2024-06-30",
        [["status.holds"]] * 2,
    )
    assert adapter.fetch("2", ["status.holds"], None, ASKING) == Found()
    adapter.close()


def test_a_moment_of_today_is_of_today(engine: Engine, register: Register):
    place = engine.make(
        "CREATE TABLE dispensing (subject TEXT, date TEXT)",
        "INSERT INTO dispensing VALUES ('1', '2024-10-01T09:00:00')",
    )
    adapter = SqlSource(place, register.catalogue.sources["gfd"])
    assert adapter.fetch("1", ["dispensing.date"], date(2024, 10, 1), ASKING).rows
    assert not adapter.fetch("1", ["dispensing.date"], date(2024, 10, 2), ASKING).rows
    adapter.close()


@pytest.mark.parametrize(
    "engine", ["postgres"], indirect=True
)  # the others have no such types here
def test_days_and_flags_of_a_database_with_types_come_as_text_and_numbers(engine: Engine):
    place = engine.make(
        "CREATE TABLE dispensing (subject TEXT, date DATE, holds BOOLEAN)",
        "INSERT INTO dispensing VALUES ('1', '2024-05-02', true)",
    )
    kinds = {"dispensing.date": "date", "dispensing.holds": "yes-no"}
    fields = {name: Field(name, kind, WORDS) for name, kind in kinds.items()}  # type: ignore[arg-type]
    adapter = SqlSource(place, Source("x", "office", fields, WORDS, "dispensing.date"))
    found = adapter.fetch("1", list(kinds), date(2024, 1, 1), ASKING)
    assert found.rows == ({"dispensing.date": "2024-05-02", "dispensing.holds": True},)
    adapter.close()
