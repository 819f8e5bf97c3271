"""A year at scale: the arithmetic, and that it tells the truth about the journal's tiles."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beraad.exchange.scale import FULL, Load, Measured, Year, measured, tile_bytes, tiles
from beraad.journal.tree import Edge

YEAR = Year(Load(), Measured())


def test_two_billion_messages_are_63_a_second_and_1098_at_the_busiest_moment():
    assert [round(one) for one in (YEAR.average, YEAR.working, YEAR.peak)] == [63, 220, 1098]


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 70_000))
def test_full_tiles_are_those_of_the_journals_tree(entries: int):
    _, gained = Edge().grow([bytes(32)] * entries)
    assert tiles(entries) == sum(len(level) // 256 for level in gained)
    assert tile_bytes(entries) == tiles(entries) * 8192


@given(st.floats(0, 0.99), st.floats(1e6, 1e12))
def test_what_comes_in_files_leaves_the_peak_and_takes_less_room(files: float, messages: float):
    without = Year(Load(messages=messages), Measured())
    some = Year(Load(messages=messages, files=files), Measured())
    assert some.peak <= without.peak
    assert some.storage <= without.storage
    assert some.processes <= without.processes


@given(st.floats(1e6, 1e12))
def test_so_many_processes_bear_the_peak_and_one_fewer_does_not(messages: float):
    year = Year(Load(messages=messages), Measured())
    each = FULL * year.measured.gateway
    assert (year.processes - 1) * each < year.peak <= year.processes * each * (1 + 1e-12)


def test_parts_stand_in_the_order_in_which_they_run_out():
    used = [part.used for part in YEAR.parts()]
    assert used == sorted(used, reverse=True)
    assert all(part.lasts for part in YEAR.parts())
    ten = Year(replace(YEAR.load, messages=2e10), YEAR.measured)
    assert [part.name for part in ten.parts() if not part.lasts] == [
        "one disk, at the end of it",
        "one gateway process",
    ]


def test_years_grow_and_what_was_stored_stays():
    first, second, third = YEAR.later(3)
    assert (first, round(third.load.messages)) == (YEAR, 2_420_000_000)
    assert third.kept == first.storage + second.storage


def test_what_was_measured_here_takes_the_place_of_the_default():
    row = {"name": "gateway: answers, 64 connections", "subject": "SQLite, group commit"}
    known = measured([{**row, "value": 900}, {"name": "another", "subject": "x", "value": 1}])
    assert known == replace(Measured(), gateway=900.0)
    assert measured([]) == Measured()


WRONG = [{"messages": 0}, {"files": 1}, {"files": -0.1}, {"peak": 0.5}, {"growth": -1}, {"days": 0}]


@pytest.mark.parametrize("given", WRONG)
def test_a_load_that_cannot_be_is_refused(given: dict[str, float]):
    with pytest.raises(ValueError, match="a load: expected"):
        Load(**given)  # type: ignore[arg-type]


def test_the_figures_of_the_page_are_those_of_the_simulator():
    page = (Path(__file__).parents[2] / "docs" / "explanation" / "scale.md").read_text()
    one = Measured()
    for value, unit in (
        (one.gateway, "answers a second"),
        (one.sqlite, "entries a second on SQLite"),
        (one.postgres, "entries a second on PostgreSQL"),
        (one.entry, "bytes an entry"),
        (one.line, "bytes a line"),
        (one.file, "persons a second in one file"),
    ):
        assert f"| {value:,} {unit}" in page
