"""Facts that are given: names stand for numbers, rows stand where they belong, faults are told."""

import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beraad.belgium.nihdi import NihdiNumber
from beraad.belgium.ssin import Ssin, make_ssin
from beraad.demo.scenarios.cast import Cast, cast_of
from beraad.demo.scenarios.chapter import Chapter, ChapterError, read_chapter
from beraad.demo.scenarios.given import Giving
from beraad.demo.scenarios.world import World

PERSONS = "| given persons | birth_date | sex |\n|---|---|---|\n| Maria | 1958-03-12 | female |\n"


@pytest.fixture
def read(tmp_path: Path):
    def chapter(*tables: str) -> Chapter:
        folder = tmp_path / "example"
        folder.mkdir(exist_ok=True)
        path = folder / "scenarios.md"
        path.write_text("# Title\n\n" + "\n".join(tables), encoding="utf-8")
        return read_chapter(path)

    return chapter


def table(name: str, heads: str, *rows: str) -> str:
    lines = [f"{name} | {heads}", " | ".join("-" for _ in f"{name} | {heads}".split("|")), *rows]
    return "".join(f"| {line} |\n" for line in lines)


@pytest.fixture
def copy(world: World, tmp_path: Path) -> Path:
    """The population and two stores, to be changed."""
    for path in ("population.sqlite", "sources/evidence.sqlite", "sources/gfd.sqlite"):
        target = tmp_path / path
        target.parent.mkdir(exist_ok=True)
        target.write_bytes((world.home / path).read_bytes())
    return tmp_path


def give(home: Path, chapter: Chapter) -> Cast:
    cast = cast_of(chapter, set())
    with closing(sqlite3.connect(home / "population.sqlite")) as database, database:
        Giving(chapter, cast).to_population(database)
    Giving(chapter, cast).to_stores(home / "sources")
    return cast


def rows(path: Path, query: str, *given: object) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as database:
        return database.execute(query, given).fetchall()


def test_a_person_gets_a_valid_number_of_the_day_and_sex(read):
    maria = Ssin(cast_of(read(PERSONS), set()).numbers["Maria"])
    assert (maria.birth_date, maria.sex, maria.kind) == (
        date(1958, 3, 12),
        "female",
        "national-register",
    )


def test_the_same_chapter_makes_the_same_numbers_and_never_somebodys(read):
    first = cast_of(read(PERSONS), set()).numbers["Maria"]
    assert cast_of(read(PERSONS), set()).numbers["Maria"] == first
    assert cast_of(read(PERSONS), {first}).numbers["Maria"] not in (first, "")


def test_a_professional_gets_the_number_of_the_role_and_keeps_it_in_another(read):
    text = table("given professionals", "role", "Dr Peeters | specialist", "Dr Peeters | nurse")
    number = NihdiNumber(cast_of(read(text), set()).numbers["Dr Peeters"])
    assert (number.profession, number.competence) == ("doctor", "580")


@settings(max_examples=30, deadline=None)
@given(
    born=st.dates(date(1905, 1, 1), date(2025, 12, 31)),
    sex=st.sampled_from(["female", "male"]),
    names=st.lists(st.text("abcdefgh", min_size=1, max_size=6), unique=True, max_size=8),
)
def test_any_cast_has_valid_numbers_each_its_own(tmp_path_factory, born, sex, names):
    path = tmp_path_factory.mktemp("cast") / "scenarios.md"
    people = [f"{name} | {born} | {sex}" for name in names]
    path.write_text(table("given persons", "birth_date | sex", *people), encoding="utf-8")
    numbers = [Ssin(one) for one in cast_of(read_chapter(path), set()).numbers.values()]
    assert len({one.digits for one in numbers}) == len(names)
    assert all((one.birth_date, one.sex) == (born, sex) for one in numbers)


def test_a_person_is_registered_and_lives_somewhere_unless_that_is_given(read, copy):
    residence = table("given residences", "municipality | begin", "Luc | 51991 | 2020-01-01")
    text = table("given persons", "birth_date", "Maria | 1958-03-12", "Luc | 1960-01-01")
    cast = give(copy, read(text, residence))
    query = "SELECT municipality, region, begin FROM residences WHERE subject = ?"
    home = copy / "population.sqlite"
    assert rows(home, query, cast.numbers["Maria"]) == [("11991", "flanders", "1958-03-12")]
    assert rows(home, query, cast.numbers["Luc"]) == [("51991", "wallonia", "2020-01-01")]
    query = 'SELECT register, begin, "end" FROM registrations WHERE subject = ?'
    assert rows(home, query, cast.numbers["Luc"]) == [("national", "1960-01-01", None)]


def test_those_of_one_household_live_together_and_others_do_not(read, copy):
    people = ("Maria | mill", "Luc | mill", "Anna | ")
    cast = give(copy, read(table("given persons", "household", *people)))
    query = "SELECT household FROM residences WHERE subject = ?"
    homes = {name: rows(copy / "population.sqlite", query, cast.numbers[name]) for name in
             ("Maria", "Luc", "Anna")}  # fmt: skip
    assert homes["Maria"] == homes["Luc"] != homes["Anna"]


def test_a_bis_number_that_is_given_stands_in_the_bis_register(read, copy):
    bis = make_ssin(date(1985, 7, 30), 33, bis_offset=40).digits
    give(copy, read(table("given persons", "number", f"Bilal | {bis}")))
    query = "SELECT register FROM registrations WHERE subject = ?"
    assert rows(copy / "population.sqlite", query, bis) == [("bis",)]


def test_a_name_stands_for_its_number_in_any_cell_of_a_store(read, copy):
    text = table("given professionals", "role", "Dr Peeters | specialist")
    fact = table(
        "given evidence.exclusion", "professional | begin", "Maria | Dr Peeters | 2024-01-01"
    )
    cast = give(copy, read(PERSONS, text, fact))
    query = 'SELECT professional, begin, "end" FROM exclusion WHERE subject = ?'
    found = rows(copy / "sources" / "evidence.sqlite", query, cast.numbers["Maria"])
    assert found == [(cast.numbers["Dr Peeters"], "2024-01-01", None)]


def test_yes_and_no_stand_as_numbers_where_numbers_stand(read, copy):
    heads = "product | date | objected | pharmacy"
    fact = table("given dispensings", heads, "Maria | Paramol | 2024-03-01 | yes | p")
    cast = give(copy, read(PERSONS, fact))
    query = "SELECT product, objected, price FROM dispensings WHERE subject = ?"
    found = rows(copy / "population.sqlite", query, cast.numbers["Maria"])
    assert found == [("Paramol", 1, 0)]


@pytest.mark.parametrize(
    ("tables", "told"),
    [
        (
            [PERSONS, table("given dispensngs", "date", "Maria | 2024-01-01")],
            r"example/scenarios.md:9: there is no table 'dispensngs'; did you mean 'dispensings'\?",
        ),
        (
            [PERSONS, table("given dispensings", "daet", "Maria | 2024-01-01")],
            r"example/scenarios.md:9: dispensings has no column 'daet'; did you mean 'date'\?",
        ),
        (
            [PERSONS, table("given dispensings", "date", "Mria | 2024-01-01")],
            r"example/scenarios.md:9: 'Mria' is nobody here; did you mean 'Maria'\?",
        ),
        (
            [PERSONS, table("given dispensings", "price", "Maria | dear")],
            "example/scenarios.md:9: column 'price' holds 'dear'; expected a whole number",
        ),
        (
            [PERSONS, table("given gdf.dispensing", "date", "Maria | 2024-01-01")],
            r"example/scenarios.md:9: there is no store 'gdf'; did you mean 'gfd'\?",
        ),
        (
            [PERSONS, table("given evidence.excluded", "begin", "Maria | 2024-01-01")],
            "example/scenarios.md:9: excluded is a view, which follows from tables; give",
        ),
        (
            [PERSONS, table("given persons", "sex", "Maria | male")],
            "example/scenarios.md:9: 'Maria' is somebody already",
        ),
        (
            [table("given persons", "sex", "Maria | unknown")],
            "example/scenarios.md:5: sex of 'Maria' is 'unknown'; expected female or male",
        ),
        (
            [table("given persons", "birth_date", "Maria | 12 March 1958")],
            "example/scenarios.md:5: birth_date of 'Maria': expected a day such as 1958-03-12",
        ),
        (
            [table("given persons", "number", "Maria | 85073003329")],
            "example/scenarios.md:5: the number of 'Maria' is not valid: SSIN: check digits",
        ),
        (
            [PERSONS, table("given replaced", "former | on", "Maria | | 2024-02-01")],
            "example/scenarios.md:9: expected in `former` a number of eleven digits, or a name",
        ),
        (
            [PERSONS, table("given persons", "birth_date | sex", "Luc | 1960-01-01")],
            "example/scenarios.md:9: 2 cells under 3 heads",
        ),
    ],
)
def test_what_cannot_be_given_is_told_with_its_line(read, copy, tables: list[str], told: str):
    with pytest.raises((ChapterError, ValueError), match=told):
        give(copy, read(*tables))
