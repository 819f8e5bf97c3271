"""A source that demands a certificate: who shows the right one is answered, all else is told.

The source is a process of its own behind a real TLS server, over HTTP/JSON and over FHIR.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest

from beraad.exchange.asking import Asking
from beraad.exchange.sources import Connections, SourceDownError
from beraad.exchange.sources.line import Line
from beraad.exchange.sources.settings import SettingsError
from beraad.law.register import Register
from tests.exchange.sources.authority import DAY, Authority, demanding
from tests.exchange.world import read

ASKING = Asking(date(2024, 10, 1), "practice", "nurse")
FHIR = """
[gfd.fhir.dispensing]
resource = "MedicationDispense"
dated = "whenHandedOver"
[gfd.fhir.dispensing.fields]
product = "medicationCodeableConcept.coding[0].code"
"""
TOLD = "SELECT subject FROM dispensing WHERE date < '2024-10-01' LIMIT 1"
KINDS = {"http": ("{}/json/gfd", ""), "fhir": ("fhir+{}/fhir", FHIR)}


@dataclass
class Place:
    """Where a source is, the folder with its settings, and who issues its certificates."""

    address: str
    folder: Path
    authority: Authority
    subject: str

    def line(self, register: Register, kind: str, **own: str) -> Line:
        """The line to it, by the settings of an operator."""
        url, rest = KINDS[kind]
        given = {"url": url.format(self.address), "authority": "ca.pem"} | own
        lines = [f'{name} = "{value}"' for name, value in given.items() if value]
        text = "\n".join(["[gfd]", *lines, rest])
        (self.folder / "sources.toml").write_text(text)
        line = Connections(self.folder).open(register.catalogue.sources)["gfd"]
        assert isinstance(line, Line)
        return line

    def asks(self, line: Line) -> int:
        """How many rows are told."""
        return len(line.fetch(self.subject, ("dispensing.product",), None, ASKING).rows)


@pytest.fixture(scope="module")
def tls(
    built: Path, source_address: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Place]:
    folder, authority = tmp_path_factory.mktemp("tls"), Authority()
    authority.own(folder / "ca.pem")
    authority.issue(folder / "server.pem", "source")
    authority.issue(folder / "expired.pem", "gateway", -DAY)
    authority.issue(folder / "gateway.pem", "gateway")
    Authority("another").own(folder / "other-ca.pem")
    Authority("another").issue(folder / "stranger.pem", "gateway")
    ((subject,),) = read(built / "sources" / "gfd.sqlite", TOLD)
    with demanding(source_address, folder) as address:
        yield Place(address, folder, authority, subject)


@pytest.fixture
def place(tls: Place, tmp_path: Path) -> Place:
    """With a folder of its own for each test."""
    for file in tls.folder.glob("*.pem"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    return Place(tls.address, tmp_path, tls.authority, tls.subject)


@pytest.mark.parametrize("kind", KINDS)
def test_who_shows_its_certificate_is_answered(place: Place, register: Register, kind: str):
    line = place.line(register, kind, certificate="gateway.pem")
    assert place.asks(line) > 0
    line.end()


DOUBTS = [
    # authority, our certificate, what is told
    ("ca.pem", "", "does not accept our certificate"),
    ("ca.pem", "stranger.pem", "does not accept our certificate"),
    ("ca.pem", "expired.pem", "does not accept our certificate.*expired"),
    ("other-ca.pem", "gateway.pem", "its certificate does not hold"),
    ("", "gateway.pem", "its certificate does not hold"),
]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("authority", "certificate", "told"), DOUBTS)
def test_what_does_not_hold_is_told_plainly_and_nothing_is_answered(
    place: Place,
    register: Register,
    caplog: pytest.LogCaptureFixture,
    kind: str,
    authority: str,
    certificate: str,
    told: str,
):
    line = place.line(register, kind, authority=authority, certificate=certificate)
    for _ in range(2):
        with caplog.at_level(logging.WARNING), pytest.raises(SourceDownError, match=told):
            place.asks(line)
    line.end()
    (said,) = [one.getMessage() for one in caplog.records]  # once, however often it is asked
    assert said.startswith("source gfd does not answer (")
    assert place.subject not in said


@pytest.mark.parametrize("kind", KINDS)
def test_the_expired_certificate_of_a_source_is_told(
    place: Place, source_address: str, register: Register, kind: str
):
    place.authority.issue(place.folder / "server.pem", "source", timedelta(seconds=-1))
    with demanding(source_address, place.folder) as address:
        place.address = address
        line = place.line(register, kind, certificate="gateway.pem")
        with pytest.raises(SourceDownError, match="certificate has expired"):
            place.asks(line)
        line.end()


def test_a_certificate_is_renewed_without_a_stop(place: Place, register: Register):
    (place.folder / "own.pem").write_bytes((place.folder / "expired.pem").read_bytes())
    line = place.line(register, "http", certificate="own.pem")
    with pytest.raises(SourceDownError, match="does not accept our certificate"):
        place.asks(line)
    (place.folder / "own.pem").write_text("half written")
    with pytest.raises(SourceDownError, match=r"own\.pem: no certificate or key in PEM"):
        place.asks(line)
    place.authority.issue(place.folder / "own.pem", "gateway")
    assert place.asks(line) > 0
    line.end()


WRONG = [
    ({"certificate": "absent.pem"}, r"entry gfd: certificate and key .*absent\.pem: No such file"),
    ({"certificate": "ca.pem"}, r"ca\.pem: no certificate or key in PEM that belong together"),
    ({"certificate": "gateway.pem", "key": "stranger.pem"}, "that belong together"),
    ({"authority": "absent.pem"}, r"entry gfd: authority .*absent\.pem: No such file"),
    ({"key": "gateway.pem"}, "a key without its certificate"),
]


@pytest.mark.parametrize(("own", "told"), WRONG)
def test_files_that_cannot_be_used_are_told_at_the_start(
    place: Place, register: Register, own: dict[str, str], told: str
):
    with pytest.raises(SettingsError, match=told):
        place.line(register, "http", **own)


def test_a_source_without_tls_is_no_source_with_it(
    place: Place, register: Register, source_address: str
):
    place.address = source_address.replace("http:", "https:")
    line = place.line(register, "http", certificate="gateway.pem")
    with pytest.raises(SourceDownError, match="no TLS with it"):
        place.asks(line)
    line.end()
