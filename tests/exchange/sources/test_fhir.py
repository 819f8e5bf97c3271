"""A source behind FHIR R4: found by national number, cut to what is asked, checked by models."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from beraad.exchange.asking import Asking
from beraad.exchange.sources import Found, SourceDownError, SourceShapeError
from beraad.exchange.sources.fhir import FhirSource
from beraad.exchange.sources.resource import day_or_moment, parts_of, step
from beraad.exchange.sources.settings import Fhir
from beraad.exchange.sources.wire import Wire
from beraad.law.register import Register
from tests.exchange.sources.upstream import WRONG
from tests.exchange.world import read

ASKING = Asking(date(2024, 10, 1), "practice", "nurse")
PLACES = {
    "dispensing": Fhir(
        "MedicationDispense",
        {
            "product": "medicationCodeableConcept.coding[0].code",
            "posology": "dosageInstruction[0].text",
            "date": "whenHandedOver",
        },
        dated="whenHandedOver",
        since="whenhandedover",
    )
}
FIELDS = ("dispensing.product", "dispensing.posology", "dispensing.date")
Opening = Callable[[str], FhirSource]


@pytest.fixture
def opened(register: Register, source_address: str) -> Iterator[Opening]:
    made: list[FhirSource] = []

    def open_source(path: str) -> FhirSource:
        words = register.catalogue.sources["gfd"]
        made.append(FhirSource(f"{source_address}/{path}", words, Wire("gfd", 10.0), PLACES))
        return made[-1]

    yield open_source
    for source in made:
        source.close()


@pytest.mark.parametrize("server", ["fhir", "fhir-careless"])
@pytest.mark.parametrize("not_before", [None, date(2024, 6, 1)])
def test_it_tells_what_the_resources_hold_over_all_pages_and_only_what_was_asked(
    opened: Opening, built: Path, server: str, not_before: date | None
):
    """Also of a server that sends whole resources, whatever `_elements` asks."""
    path = built / "sources" / "gfd.sqlite"
    query = """SELECT subject FROM dispensing WHERE date <= '2024-10-01'
        GROUP BY subject HAVING count(*) BETWEEN 7 AND 12 LIMIT 4"""
    rows = """SELECT product, posology, date FROM dispensing
        WHERE subject = ? AND date >= ? AND date <= ?"""
    first = not_before.isoformat() if not_before else ""
    source = opened(server)
    for (subject,) in read(path, query):
        found = source.fetch(subject, FIELDS, not_before, ASKING)
        expected = [
            dict(zip(FIELDS, (product, posology, f"{day}T{clock(day)}:00:00"), strict=True))
            for product, posology, day in read(path, rows, subject, first, "2024-10-01")
        ]
        assert sorted(map(str, found.rows)) == sorted(map(str, expected))
        assert [row["dispensing.date"] for row in found.rows] == sorted(
            row["dispensing.date"] for row in expected
        )


def clock(day: str) -> str:
    """Ten o'clock summer time on Belgian clocks of that day."""
    return day_or_moment(f"{day}T10:00:00+02:00")[11:13]


def test_nobody_has_no_row(opened: Opening):
    assert opened("fhir").fetch("nobody", FIELDS, None, ASKING) == Found()


OUTCOMES = [("busy", SourceDownError), ("wrong", SourceShapeError), ("talks", SourceShapeError)]


@pytest.mark.parametrize(("name", "kind"), OUTCOMES)
def test_an_operation_outcome_is_an_error_that_repeats_nothing(
    opened: Opening, name: str, kind: type[Exception]
):
    with pytest.raises(kind, match="OperationOutcome") as raised:
        opened(f"fhir-outcome/{name}").fetch("1", FIELDS, None, ASKING)
    assert "85073003328" not in str(raised.value)


@pytest.mark.parametrize(
    "name", [*sorted(WRONG), "elsewhere", "in-address", "endless", "collection"]
)
def test_what_is_not_as_the_standard_says_or_of_somebody_else_is_malformed(
    opened: Opening, name: str
):
    with pytest.raises(SourceShapeError, match=r"^source gfd: "):
        opened(f"fhir-wrong/{name}").fetch("1", FIELDS, None, ASKING)


PATHS = [
    ("b", "x"),
    ("c[0].d", "first"),
    ("c[1].d", "second"),
    ("c[2].d", None),
    ("gone.d", None),
]


@pytest.mark.parametrize(("path", "value"), PATHS)
def test_a_path_leads_to_a_value_or_nowhere(path: str, value: str | None):
    element = {"b": "x", "c": [{"d": "first"}, {"d": "second"}]}
    assert step(element, path) == value


@pytest.mark.parametrize("text", ["a b", "a[x]", "a[-1]", "a[1][2]", "", "where(x)"])
def test_what_is_no_path_is_refused(text: str):
    with pytest.raises(ValueError, match="names with dots"):
        parts_of(text)


def test_a_moment_of_another_zone_is_told_as_belgian_clocks_show_it():
    assert day_or_moment("2024-05-01T23:30:00Z") == "2024-05-02T01:30:00"
    assert day_or_moment("2024-05") == "2024-05"
