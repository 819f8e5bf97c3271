"""Each source.sql gives the sources of the catalogue exactly the form that the catalogue says."""

import sqlite3
import tomllib
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from beraad.demo import population, sources
from beraad.exchange.asking import Asking, Ear
from beraad.exchange.evidence import SAID
from beraad.exchange.reckoning import teach
from beraad.law.catalogue import Catalogue
from beraad.register.shelf import demonstrations, open_register

SYSTEMS = Path(__file__).parents[2] / "systems"
STORES = sorted(sources.collected(SYSTEMS))
SOURCES = [name for name in STORES if name not in ("evidence", "directory")]
ON = date(2025, 5, 12)
COPIED = {
    word: settings["as_of"]
    for file in SYSTEMS.glob("*/sources.toml")
    for word, settings in tomllib.loads(file.read_text(encoding="utf-8")).items()
}
"""The column in which a copy says of when it is."""

BY = {
    "brussels-invoice-answers": "hospital-zavelbeek",
    "walloon-invoice-answers": "french-community-university-hospitals",
}
"""Who asks a source that tells each organisation something of its own; else an employer."""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("home")
    population.build(folder, 1_000, 1, SYSTEMS)
    return folder


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return open_register([SYSTEMS, *demonstrations([SYSTEMS])]).catalogue


@pytest.fixture
def store(request: pytest.FixtureRequest, home: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(home / "sources" / f"{request.param}.sqlite")) as database:
        teach(database)
        Ear(database).asking = Asking(ON, BY.get(request.param, "employer-de-gouden-lepel"))
        yield database


WANTED = ("gfd", "pharmacy-files", "vitalink-scheme", "rsw-scheme", "bhn-scheme")
WANTED += ("open-prescriptions", "increased-allowance", "living-wage", "income-guarantee")
WANTED += ("disability-recognition", "buffer-database", "sigedis-careers", "pension-cadastre")
WANTED += ("employment-declarations", "flexi-job-check", "cbss-registers", "elderly-allowance")


def test_the_systems_that_the_demonstration_shows_have_sources():
    assert set(WANTED) <= set(SOURCES)


@pytest.mark.parametrize(("store", "word"), [(s, s) for s in SOURCES], indirect=["store"])
def test_a_source_has_the_fields_of_its_catalogue_entry_and_no_other(
    store: sqlite3.Connection, word: str, catalogue: Catalogue
):
    source, tables = catalogue.sources[word], dict[str, set[str]]()
    dated = {source.dated_by.partition(".")[2], COPIED.get(word, "")} - {""}
    for name in source.fields:
        table, _, column = name.partition(".")
        tables.setdefault(table, {"subject", *dated}).add(column)
    found = {
        table: {row[0] for row in store.execute("SELECT name FROM pragma_table_info(?)", (table,))}
        for table in tables
    }
    assert found == tables


@pytest.mark.parametrize(("store", "word"), [(s, s) for s in SOURCES], indirect=["store"])
def test_a_source_knows_somebody_and_finds_a_person_by_an_index(
    store: sqlite3.Connection, word: str, catalogue: Catalogue
):
    table = next(iter(catalogue.sources[word].fields)).partition(".")[0]
    subject = store.execute(f"SELECT subject FROM {table} LIMIT 1").fetchone()
    assert subject
    query = f"EXPLAIN QUERY PLAN SELECT * FROM {table} WHERE subject = ?"
    plan = "\n".join(row[3] for row in store.execute(query, subject))
    assert "USING INDEX" in plan or "USING COVERING INDEX" in plan, plan


@pytest.mark.parametrize(("store", "word"), [(s, s) for s in SOURCES], indirect=["store"])
def test_yes_no_fields_hold_yes_or_no_and_dates_hold_days(
    store: sqlite3.Connection, word: str, catalogue: Catalogue
):
    for name, field in catalogue.sources[word].fields.items():
        table, _, column = name.partition(".")
        values = {row[0] for row in store.execute(f"SELECT [{column}] FROM {table} LIMIT 2000")}
        if field.kind == "yes-no":
            assert values <= {0, 1}, name
        if field.kind == "date":
            assert all(date.fromisoformat(value) for value in values - {None}), name


@pytest.mark.parametrize("store", ["evidence"], indirect=True)
def test_evidence_is_kept_only_of_words_that_the_catalogue_knows(
    store: sqlite3.Connection, catalogue: Catalogue
):
    views = {row[0] for row in store.execute("SELECT name FROM sqlite_master WHERE type = 'view'")}
    views.remove("known_relation")  # asked with mandates, no condition by itself
    for key in views:
        word, _, argument = key.partition("(")
        argument = argument.rstrip(")")
        if word == "about":
            assert argument in catalogue.populations
        else:
            assert argument in (catalogue.conditions[word].arguments or {"": None}), key
    said = {*SAID, "begin", "end", "value"}
    for key in views:
        columns = {row[0] for row in store.execute("SELECT name FROM pragma_table_info(?)", (key,))}
        assert columns <= said, key


@pytest.mark.parametrize("store", ["flexi-job-check"], indirect=True)
def test_the_flexi_job_test_agrees_with_the_rule_told_in_python(
    store: sqlite3.Connection, home: Path
):
    here, third, second = "employer-de-gouden-lepel", "2024-07-01", "2024-10-01"  # T is 2025-04-01
    with closing(sqlite3.connect(home / "population.sqlite")) as database:
        people = database.execute("SELECT subject, birth_date FROM persons").fetchall()
        jobs = database.execute(
            'SELECT subject, employer, fraction, begin, notice, "end" FROM jobs'
        ).fetchall()
        pensions = database.execute('SELECT subject, begin, "end" FROM pensions').fetchall()

    def runs(begin: str, end: str | None, on: str) -> bool:
        return begin <= on and (end is None or end > on)

    def eligible(subject: str, birth: str) -> bool:
        mine = [job for job in jobs if job[0] == subject]
        elsewhere = sum(j[2] for j in mine if j[1] != here and runs(j[3], j[5], third))
        now = [j for j in mine if j[1] == here and runs(j[3], j[5], ON.isoformat())]
        retired = any(p[0] == subject and runs(p[1], p[2], second) for p in pensions)
        old = f"{int(birth[:4]) + 65}{birth[4:]}" <= ON.isoformat()
        notice = any(j[4] is not None and j[4] <= ON.isoformat() for j in now)
        return (elsewhere >= 80 or retired or old) and sum(j[2] for j in now) < 80 and not notice

    answers = dict(store.execute("SELECT subject, eligible FROM flexi_job"))
    assert answers == {subject: eligible(subject, birth) for subject, birth in people}
    assert {0, 1} == set(answers.values())


# The script file


def systems_with(folder: Path, script: str) -> Path:
    (folder / "one").mkdir(parents=True)
    (folder / "one" / "source.sql").write_text(script)
    return folder


def test_parts_of_one_store_may_stand_in_several_files(tmp_path: Path, home: Path):
    systems = systems_with(tmp_path / "systems", "-- store: x\nCREATE TABLE a (subject TEXT);\n")
    (systems / "two").mkdir()
    (systems / "two" / "source.sql").write_text("-- store: x\nCREATE VIEW b AS SELECT * FROM a;\n")
    assert [place for place, _ in sources.collected(systems)["x"]] == [
        "one/source.sql:1",
        "two/source.sql:1",
    ]


def test_a_faulty_script_is_told_with_its_place(tmp_path: Path, home: Path):
    systems = systems_with(tmp_path / "systems", "-- all ours\n-- store: x\nCREATE TABEL a;\n")
    (name, scripts) = next(iter(sources.collected(systems).items()))
    with pytest.raises(sources.SourceScriptError, match=r"one/source\.sql:2: .*TABEL"):
        sources.make(tmp_path / f"{name}.sqlite", home / "population.sqlite", scripts)


def test_a_statement_outside_a_part_is_refused(tmp_path: Path):
    systems = systems_with(tmp_path / "systems", "CREATE TABLE a (b);\n-- store: x\n")
    with pytest.raises(sources.SourceScriptError, match="before the first"):
        sources.collected(systems)


def test_a_source_cannot_change_the_population(tmp_path: Path, home: Path):
    script = "-- store: x\nDELETE FROM population.persons;\n"
    with pytest.raises(sources.SourceScriptError, match="readonly"):
        sources.make(tmp_path / "x.sqlite", home / "population.sqlite", [("here", script)])
