"""The file that says how sources are connected: read strictly, and never with a secret in it."""

import re
from pathlib import Path

import pytest

from beraad.exchange.database import open_database
from beraad.exchange.directory import Directory
from beraad.exchange.evidence import Evidence
from beraad.exchange.sources import Connections
from beraad.exchange.sources.joined import Joined
from beraad.exchange.sources.line import Line
from beraad.exchange.sources.settings import Connection, SettingsError, read_settings
from beraad.exchange.sources.sql import SqlSource
from beraad.law.register import Register


def settings(folder: Path, text: str, **environment: str) -> dict[str, Connection]:
    (folder / "sources.toml").write_text(text)
    return read_settings(folder, environment)


def test_without_a_file_nothing_is_set(tmp_path: Path):
    assert read_settings(tmp_path) == {}


def test_what_is_not_said_has_a_default_and_a_path_is_relative_to_the_file(tmp_path: Path):
    found = settings(tmp_path, '[gfd]\nurl = "duckdb:///gfd.duckdb"\ntimeout = 1\n')["gfd"]
    assert found.url == f"duckdb:///{tmp_path}/gfd.duckdb"
    assert (found.limits.timeout, found.limits.wait, found.limits.threads) == (1.0, 1.0, 4)


def test_a_secret_comes_from_the_environment_or_a_file_and_shows_nowhere(tmp_path: Path):
    (tmp_path / "pass").write_text("s3cret/?\n")
    text = """
    [gfd]
    url = "postgresql://reader@db.example/gfd"
    secret = { env = "GFD" }
    [trio]
    url = "https://trio.example/v1"
    secret = { file = "pass" }
    """.replace("trio]", "pharmacy-files]")
    found = settings(tmp_path, text, GFD="s3cret/?")
    assert found["gfd"].url == "postgresql://reader@db.example/gfd?password=s3cret%2F%3F"
    assert found["pharmacy-files"].secret == "s3cret/?"
    assert "s3cret" not in repr(found["pharmacy-files"])


WRONG = [
    ('[gfd]\nurl = "http://gfd.example/v1"', "https:// only"),
    ('[gfd]\nurl = "postgresql://a:b@db.example/gfd"', "password stands in the URL"),
    ('[gfd]\nurl = "x"\nsecret = { env = "ABSENT" }', "ABSENT is not set"),
    ('[gfd]\nurl = "x"\nsecret = { file = "absent" }', "no file absent"),
    ('[gfd]\nurl = "x"\nsecret = "s3cret"', r"\$.secret"),
    ('[gfd]\nurl = "x"\ntimeout = 0', "above 0"),
    ('[gfd]\nurl = "x"\ntimeuot = 1', "timeuot"),
    ('[gfd]\nurl = "fhir+https://gfd.example/fhir"', "FHIR server needs"),
    ("[gfd]\ntimeout = 1", "url"),
    ("gfd = 1", "entry gfd"),
    ("[gfd", "sources.toml"),
    ('[gfd]\nurl = "x"\n[gfd.tables.price]\ntimeout = -1', "gfd.tables.price"),
]


@pytest.mark.parametrize(("text", "told"), WRONG)
def test_what_cannot_be_meant_is_told_by_its_entry(tmp_path: Path, text: str, told: str):
    with pytest.raises(SettingsError, match=told) as raised:
        settings(tmp_path, text)
    assert "s3cret" not in str(raised.value)


@pytest.mark.parametrize("url", ["mysql://x/y", "sqlite:x", "nothing", "duckdb://x"])
def test_a_database_of_no_known_kind_is_refused(url: str):
    with pytest.raises(ValueError, match="expected sqlite:///"):
        open_database(url)


def test_a_source_of_the_file_has_a_line_that_all_share_and_any_other_its_own_file(
    built: Path, tmp_path: Path, register: Register
):
    stores = built / "sources"
    for name in ("living-wage", "evidence", "directory"):
        (tmp_path / f"{name}.sqlite").symlink_to(stores / f"{name}.sqlite")
    text = f"""
    [gfd]
    url = "sqlite:///{stores}/gfd.sqlite"
    [cbss-registers]
    url = "sqlite:///{stores}/cbss-registers.sqlite"
    tables.identity.url = "sqlite:///{stores}/cbss-registers.sqlite"
    [evidence]
    url = "sqlite:///{stores}/evidence.sqlite"
    """
    (tmp_path / "sources.toml").write_text(text)
    known = register.catalogue.sources
    connections = Connections(tmp_path)
    connections.check(known)
    first, second = connections.open(known), connections.open(known)
    assert set(first) == {"gfd", "cbss-registers", "living-wage"}
    assert (type(first["gfd"]), type(first["cbss-registers"])) == (Line, Joined)
    assert first["gfd"] is second["gfd"]
    assert isinstance(first["living-wage"], SqlSource)
    assert first["living-wage"] is not second["living-wage"]
    Evidence(connections.place("evidence")).check()
    assert Directory(connections.place("directory")).current("nobody") is None
    changed = {**known, "gfd": known["living-wage"]}
    assert connections.open(changed)["gfd"] is not first["gfd"]
    connections.end()


def test_a_word_that_the_catalogue_does_not_know_is_told(tmp_path: Path, register: Register):
    (tmp_path / "sources.toml").write_text('[gdf]\nurl = "sqlite:///x"')
    with pytest.raises(SettingsError, match="knows no source gdf"):
        Connections(tmp_path).check(register.catalogue.sources)


def test_the_examples_of_the_manual_can_be_read(tmp_path: Path):
    page = Path(__file__).parents[3] / "docs" / "how-to" / "connect-a-source.md"
    examples = re.findall(r"^```toml\n(.*?)^```$", page.read_text(), re.MULTILINE | re.DOTALL)
    assert len(examples) == 2
    for number, text in enumerate(examples):
        (tmp_path / str(number)).mkdir()
        here = text.replace("/run/secrets", str(tmp_path))
        (tmp_path / "gfd-token").write_text("t")
        assert settings(tmp_path / str(number), here, GFD_PASSWORD="p")["gfd"]
