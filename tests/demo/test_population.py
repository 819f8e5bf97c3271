"""The simulated population: valid, plausible, and the same whichever way it is made."""

import sqlite3
from contextlib import closing
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from beraad.belgium.cbe import EnterpriseNumber
from beraad.belgium.nihdi import NihdiNumber
from beraad.belgium.nis import NisCode
from beraad.belgium.ssin import make_ssin, parse_ssin
from beraad.demo import population
from beraad.demo.draw import Draw, months_after
from beraad.demo.people import people
from beraad.demo.world import DAY
from beraad.exchange.relation import KINDS, until
from beraad.law.span import Span

NEW_YEAR = DAY + timedelta(days=1)
SIZE, SEED = 3_000, 7
SYSTEMS = Path(__file__).parents[2] / "systems"


@pytest.fixture(scope="module")
def tables() -> dict[str, pl.DataFrame]:
    part = population.part_of(SIZE, SEED, 0, SIZE)
    return population.person_tables(part) | population.common_tables(SIZE, SEED)


# Numbers


def test_every_number_parses_and_tells_the_birthday(tables: dict[str, pl.DataFrame]):
    rows = tables["persons"].select("subject", "birth_date", "sex", "register").iter_rows()
    for subject, birth, sex, register in rows:
        ssin = parse_ssin(subject, NEW_YEAR)
        assert ssin.birth_date == birth
        assert (ssin.kind == "bis") == (register == "bis")
        assert ssin.sex in (None, sex)


def test_nobody_shares_a_number_past_or_present(tables: dict[str, pl.DataFrame]):
    numbers = [*tables["persons"]["subject"], *tables["replaced"]["former"]]
    assert len(set(numbers)) == SIZE + tables["replaced"].height
    assert tables["replaced"].height > 20


def test_columns_of_numbers_are_made_by_the_rule_for_one_number():
    found = people(Draw(1), 500, 0, 500)
    for birth, number, register in zip(found.birth, found.number, found.register, strict=True):
        ssin = f"{number:011d}"
        month = int(ssin[2:4])
        offset = month - month % 20 if register == 1 else 0
        assert make_ssin(birth.astype(date), int(ssin[6:9]), offset).digits == ssin


def test_other_numbers_are_valid_too(tables: dict[str, pl.DataFrame]):
    for number in tables["professionals"]["professional"]:
        assert NihdiNumber(number).competence
    for number in tables["employers"]["enterprise_number"]:
        assert EnterpriseNumber(number)
    regions = {"german-speaking-community": "wallonia"}
    for nis, region in tables["municipalities"].select("municipality", "region").iter_rows():
        assert NisCode(nis).region == regions.get(region, region)


# Plausibility


def test_ages_are_those_of_a_population(tables: dict[str, pl.DataFrame]):
    ages = (DAY - tables["persons"]["birth_date"]).dt.total_days() / 365.25
    assert ages.min() >= 0
    assert ages.max() < 105.1
    assert 0.20 < (ages < 20).mean() < 0.24
    assert 0.18 < (ages >= 65).mean() < 0.22
    assert 0.47 < (tables["persons"]["sex"] == "male").mean() < 0.53


def test_children_live_with_an_adult_at_least_18_years_older(tables: dict[str, pl.DataFrame]):
    persons = tables["persons"].select("household", birth="birth_date")
    oldest = persons.group_by("household").agg(eldest=pl.col("birth").min())
    cutoff = pl.lit(DAY - timedelta(days=7305))
    children = persons.filter(pl.col("birth") > cutoff).join(oldest, on="household")
    years = (children["birth"] - children["eldest"]).dt.total_days() / 365.25
    assert children.height > 500
    assert years.min() > 18


def test_nothing_ends_before_it_begins(tables: dict[str, pl.DataFrame]):
    spans = [t for t in tables.values() if {"begin", "end"} <= set(t.columns)]
    assert len(spans) > 10
    assert [t.filter(pl.col("end") <= pl.col("begin")).height for t in spans] == [0] * len(spans)


def test_nothing_is_dispensed_before_birth_or_after_death(tables: dict[str, pl.DataFrame]):
    whole = tables["dispensings"].join(tables["persons"], on="subject")
    assert whole.filter(pl.col("date") < pl.col("birth_date")).is_empty()
    assert whole.filter(pl.col("date") > pl.col("death_date")).is_empty()


def test_care_relations_are_facts_of_every_kind_whose_end_the_rule_can_tell(
    tables: dict[str, pl.DataFrame],
):
    rows = tables["relations"].rows(named=True)
    assert {row["kind"] for row in rows} == set(KINDS) - {"declared"}
    ends = [until(row["kind"], row["begin"], (), row["end"]) for row in rows]
    assert all(end and end > row["begin"] for end, row in zip(ends, rows, strict=True))


def test_each_renewal_of_a_medical_file_adds_a_year(tables: dict[str, pl.DataFrame]):
    files = tables["relations"].filter((pl.col("kind") == "file") & pl.col("end").is_null())
    years = set()
    for begin, renewals in files.select("begin", "renewals").rows():
        days = [date.fromisoformat(day) for day in renewals.split(",")] if renewals else []
        assert until("file", begin, days) == Span(12 * (1 + len(days))).after(begin)
        years.add(len(days))
    assert years == {0, 1, 2, 3, 4}


def test_dispensings_follow_so_closely_that_the_relation_with_the_pharmacist_goes_on(
    tables: dict[str, pl.DataFrame],
):
    rows = tables["relations"].filter(pl.col("kind") == "dispensing").sort("subject", "begin")
    gaps = rows.with_columns(before=pl.col("begin").shift().over("subject")).drop_nulls("before")
    pairs = gaps.select("before", "begin").rows()
    assert pairs
    assert all(begin <= until("dispensing", before) for before, begin in pairs)


def test_who_lives_here_lives_in_one_place_at_a_time(tables: dict[str, pl.DataFrame]):
    rows = tables["residences"].sort("subject", "begin")
    next_begin = rows["begin"].shift(-1)
    same = rows["subject"] == rows["subject"].shift(-1)
    assert same.sum() > 50
    assert rows.filter(same)["end"].to_list() == next_begin.filter(same).to_list()


# The same, whichever way it is made


@settings(max_examples=25, deadline=None)
@given(
    size=st.integers(1, 400),
    seed=st.integers(0, 2**40),
    cuts=st.lists(st.integers(0, 400), max_size=3),
)
def test_a_person_is_the_same_in_whatever_part_he_is_made(size: int, seed: int, cuts: list[int]):
    edges = sorted({0, size, *(cut for cut in cuts if cut < size)})
    whole = population.person_tables(population.part_of(size, seed, 0, size))
    pairs = pairwise(edges)
    made = [population.person_tables(population.part_of(size, seed, *pair)) for pair in pairs]
    assert len(set(whole["persons"]["subject"])) == size
    for name, table in whole.items():
        order = table.columns
        parts = pl.concat([part[name] for part in made])
        assert_frame_equal(parts.sort(order), table.sort(order))


def test_the_same_seed_gives_the_same_bytes_and_another_seed_another_population(tmp_path: Path):
    for name, seed in (("one", 1), ("same", 1), ("other", 2)):
        population.build(tmp_path / name, 200, seed, SYSTEMS)
    read = {n: (tmp_path / n / "population.sqlite").read_bytes() for n in ("one", "same", "other")}
    assert read["one"] == read["same"]
    assert read["one"] != read["other"]


def test_parquet_holds_the_same_persons_as_sqlite(tmp_path: Path):
    population.build(tmp_path, 300, 5, SYSTEMS)
    population.write_parquet(tmp_path / "files", 300, 5)
    with closing(sqlite3.connect(tmp_path / "population.sqlite")) as database:
        for name in ("persons", "dispensings", "employers"):
            (rows,) = database.execute(f"SELECT count(*) FROM {name}").fetchone()
            assert pl.read_parquet(tmp_path / "files" / name / "*.parquet").height == rows


@pytest.mark.parametrize("size", [0, -1, 1_000_001])
def test_an_impossible_size_is_refused_before_anything_is_written(tmp_path: Path, size: int):
    with pytest.raises(ValueError, match="expected 1 to 1,000,000"):
        population.build(tmp_path / "home", size, 1, SYSTEMS)
    assert not (tmp_path / "home").exists()


# Chance


@given(st.dates(date(1950, 1, 1), date(2050, 1, 1)), st.integers(-60, 60))
def test_months_are_reckoned_as_the_law_reckons_them(day: date, months: int):
    found = months_after(np.array([day], dtype="datetime64[D]"), months)[0].astype(date)
    span = Span(abs(months))
    assert found == (span.after(day) if months >= 0 else span.before(day))


def test_draws_are_even_and_questions_independent():
    ids = np.arange(100_000)
    one, other = Draw(3).unit("one", ids), Draw(3).unit("other", ids)
    assert abs(one.mean() - 0.5) < 0.005
    assert abs(np.corrcoef(one, other)[0, 1]) < 0.01
    assert abs(np.corrcoef(one[1:], one[:-1])[0, 1]) < 0.01
    counts = np.bincount(Draw(3).pick("weights", ids, (1, 2, 7)))
    assert np.allclose(counts / len(ids), (0.1, 0.2, 0.7), atol=0.01)
