"""A buffer in SQLite is asked by sets, with the marks that each of its copies has one by one."""

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeAlias

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beraad.exchange.files.source import Many, Question, fetch, in_sets, one_by_one
from beraad.exchange.gateway import Gateway
from beraad.exchange.sources.line import Limits, Line
from beraad.exchange.sources.opened import Connections
from beraad.exchange.sources.sql import SqlSource
from beraad.law.catalogue import Field, Source
from beraad.law.communication import Communication
from beraad.law.register import Register
from tests.exchange.files.test_agreement import agreed, numbers_of, register, wishes
from tests.exchange.sources.test_sql import ASKING, WORDS
from tests.exchange.world import BEFORE, moment

__all__ = ["register", "wishes"]  # the fixtures

BUFFER = "buffer-database"
FIELDS = ("status.holds", "note.holds", "status.copied")
RIGHTS = Source(
    "rights",
    "office",
    {name: Field(name, "text" if name == FIELDS[2] else "yes-no", WORDS) for name in FIELDS},
    WORDS,
)
Copied: TypeAlias = tuple[str, int | None, str | None]
NUMBERS = ["1", "2", "3", "4"]
TABLES = """
CREATE TABLE status (subject TEXT, holds, copied TEXT);
CREATE TABLE note (subject TEXT, holds, copied TEXT);
"""


def buffer_in(folder: Path, stale_after: int) -> Connections:
    """The buffer as its system connects it, with copies that grow old after so many hours."""
    (folder / "sources.toml").write_text(
        f'[{BUFFER}]\nurl = "sqlite:///{BUFFER}.sqlite"\nas_of = "reference_date"\n'
        f"stale_after = {stale_after}\n"
    )
    return Connections(folder)


@pytest.mark.parametrize(("stale_after", "stale"), [(1, True), (2232, False)])
@pytest.mark.parametrize(
    "wish", ["inhabitants, by accession", "customers and their household", "yes or no"]
)
def test_a_file_tells_of_each_copy_what_a_question_about_that_one_is_told(
    gateway: Gateway,
    home: Path,
    register: Register,
    wishes: Mapping[str, Communication],
    wish: str,
    stale_after: int,
    stale: bool,
):
    connections = buffer_in(home / "sources", stale_after)
    line = connections.open(register.catalogue.sources)[BUFFER]
    told = agreed(gateway, wishes[wish], numbers_of(home), {BUFFER: line})
    connections.end()
    marks = {one[4] for one in told if one != "malformed"}  # type: ignore[index]
    assert marks == {(None, None), ("2024-10-01", stale)}


CELLS = st.sampled_from([0, 1, None])
DAYS = st.sampled_from(["2024-07-01", "2024-09-30T06:00:00", "2024-10-01", "", None])
ROWS = st.lists(st.tuples(st.sampled_from(NUMBERS[:3]), CELLS, DAYS), max_size=8)
AGES = st.sampled_from([None, 24.0, 2232.0])


def plain(told: Many) -> tuple[dict[object, object], object]:
    """What was told, without tables of which nothing was."""
    return {one.names: dict(one.rows) for one in told.given if one.rows}, dict(told.copies)


@given(ROWS, ROWS, AGES, st.sampled_from([2, 3]))
def test_so_it_is_of_copies_drawn_at_random(
    status: list[Copied], notes: list[Copied], age: float | None, asked: int
):
    """Several rows and tables of a person, of several moments or unknown ones; also where the field
    that is asked is the one that says of when the copy is."""
    with TemporaryDirectory() as folder:
        place = Path(folder) / "rights.sqlite"
        with closing(sqlite3.connect(place)) as database, database:
            database.executescript(TABLES)
            database.executemany("INSERT INTO status VALUES (?, ?, ?)", status)
            database.executemany("INSERT INTO note VALUES (?, ?, ?)", notes)
        question = Question("rights", FIELDS[:asked], None, ASKING, moment(BEFORE))
        line = Line(
            "rights",
            lambda: SqlSource(place, RIGHTS, as_of="copied"),
            Limits(stale_after=age),
        )
        with closing(SqlSource(place, RIGHTS, as_of="copied")) as source:
            assert in_sets(source, NUMBERS, question) is not None
        assert plain(fetch(line, NUMBERS, question)) == plain(one_by_one(line, NUMBERS, question))
        line.end()
