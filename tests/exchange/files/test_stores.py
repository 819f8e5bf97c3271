"""Sources of any kind: one that knows no sets is asked about one person after the other, with the
same result; a partial answer never looks whole, and a copy never looks new."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from beraad.exchange.files.source import Question, fetch
from beraad.exchange.gateway import Gateway
from beraad.exchange.server.stores import Files
from beraad.exchange.sources import AnySource, SourceDownError, SourceShapeError
from beraad.exchange.sources.opened import Connections
from beraad.exchange.sources.sql import SqlSource
from beraad.law.communication import Communication, Permit
from beraad.law.register import Register
from tests.exchange.conftest import KEY
from tests.exchange.engines import Engine
from tests.exchange.files.conftest import listening, rows_in
from tests.exchange.files.test_agreement import (
    agreed,
    numbers_of,
    register,
    wishes,
)
from tests.exchange.sources.conftest import source_address
from tests.exchange.sources.test_sql import ASKING, rights
from tests.exchange.world import BEFORE, DISPENSED, moment, patient_of

__all__ = ["register", "source_address", "wishes"]  # the fixtures

MEDICINES = "dispensed medicines, by relation and consent"


@pytest.mark.parametrize("engine", ["duckdb", "postgres"], indirect=True)
@pytest.mark.parametrize("wish", ["inhabitants, by accession", "yes or no"])
def test_a_source_may_be_on_any_engine(
    gateway: Gateway,
    engine: Engine,
    home: Path,
    register: Register,
    wishes: Mapping[str, Communication],
    wish: str,
):
    word = wishes[wish].source
    place = engine.copy(home / "sources" / f"{word}.sqlite")
    other = SqlSource(place, register.catalogue.sources[word], 10.0)
    told = agreed(gateway, wishes[wish], numbers_of(home, 60), {word: other})
    assert any(isinstance(one[0], Permit) for one in told if one != "malformed")  # type: ignore[index]


@pytest.fixture
def by_http(home: Path, source_address: str, register: Register) -> Iterator[AnySource]:
    """The medicines, behind HTTP, as a copy that is a day old or so."""
    settings = f'[gfd]\nurl = "{source_address}/json/gfd"\nas_of = "as_of"\nstale_after = 24'
    (home / "sources" / "sources.toml").write_text(settings)
    connections = Connections(home / "sources")
    yield connections.open(register.catalogue.sources)["gfd"]
    connections.end()


def test_a_copy_tells_of_when_it_is(
    by_http: AnySource, gateway: Gateway, home: Path, wishes: Mapping[str, Communication]
):
    asked, numbers = wishes[MEDICINES], numbers_of(home)
    permitted = [
        one
        for one in agreed(gateway, asked, numbers, {"gfd": by_http})
        if one != "malformed" and isinstance(one[0], Permit)  # type: ignore[index]
    ]
    assert {one[4] for one in permitted} == {("2024-09-30T06:00:00", True)}  # type: ignore[index]
    assert any(one[2] for one in permitted)  # type: ignore[index]


def test_a_partial_answer_breaks_the_file_off(
    home: Path, tmp_path: Path, register: Register, source_address: str
):
    settings = f'[gfd]\nurl = "{source_address}/partial/gfd"'
    (home / "sources" / "sources.toml").write_text(settings)
    patient, physician = patient_of(home, "general-practitioner", BEFORE)
    question = {
        "recipient": "municipality-beukendaal",  # who may ask in the role of a physician
        "source": "gfd",
        "purpose": "integrated-medication-view",
        "fields": list(DISPENSED),
        "role": "general-practitioner",
        "person": physician,
    }
    places = Files(home / "sources", tmp_path / "journal.db", KEY, tmp_path / "gateway")
    with listening(places, register) as live:
        answer = live.send([patient], question)
        assert answer.status_code == 502, rows_in(answer)
        assert answer.json()["type"] == "urn:beraad:problem:source-down"
        assert live.entries[-1][0] == "file.broken"
        assert live.entries[-1][1]["reason"] == "source-down"
        assert physician not in json.dumps(live.entries, default=str)


STATUS = "CREATE TABLE status (subject TEXT, holds INTEGER, note)"
VALUES = ["1.5", "1.0", "x'00'"]


@pytest.mark.parametrize("value", VALUES)
@pytest.mark.parametrize("kind", [STATUS, STATUS.replace("note", "note REAL")])
def test_what_is_neither_text_nor_whole_number_is_malformed(tmp_path: Path, value: str, kind: str):
    place = Engine("sqlite", tmp_path, None).make(
        kind, f"INSERT INTO status VALUES ('1', 1, {value})"
    )
    source = SqlSource(place, rights("status.holds", "status.note"))
    question = Question("rights", ("status.note",), None, ASKING, moment(BEFORE))
    with pytest.raises(SourceShapeError, match="neither a text nor a whole number"):
        fetch(source, ["1"], question)
    with pytest.raises(SourceShapeError, match="neither a text nor a whole number"):
        source.fetch("1", ["status.note"], None, ASKING)
    source.close()


def test_a_table_that_fails_fails_all(engine: Engine):
    """Asked about one person, it leaves its fields lacking."""
    place = engine.make(
        "CREATE TABLE status (subject TEXT, holds INTEGER)", "INSERT INTO status VALUES ('1', 1)"
    )
    source = SqlSource(place, rights("status.holds", "gone.holds"))
    fields = ("gone.holds", "status.holds")
    assert source.fetch("1", fields, None, ASKING).lacking == ("gone.holds",)
    error = SourceShapeError if engine.name == "sqlite" else SourceDownError
    with pytest.raises(error, match="source rights"):
        fetch(source, ["1"], Question("rights", fields, None, ASKING, moment(BEFORE)))
    source.close()
