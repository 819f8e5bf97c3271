"""Every text of the pages stands in four languages, and every text that a template asks for."""

import re
import tomllib
from pathlib import Path

import pytest

import beraad
from beraad.law.catalogue import LANGUAGES
from beraad.page.texts import NAMES, SHARED, read

SOURCE = Path(beraad.__file__).parent
BLANK = re.compile(r"\{[a-z_]*\}")
ASKED = re.compile(r"\bt\.([a-z_0-9]+)")
TABLES = {path.parent.name: path for path in sorted(SOURCE.rglob("texts.toml"))}
OF_THE_REGISTER = {"report", "site"}
"""Rooms whose templates speak with the register's words."""


def entries() -> list[tuple[str, str]]:
    """Every room with every key of its table."""
    return [(room, key) for room in TABLES for key in read(TABLES[room], "nl")]


@pytest.mark.parametrize("room", TABLES)
def test_a_text_stands_in_every_language_with_the_same_blanks(room: str):
    for key, entry in tomllib.loads(TABLES[room].read_text("utf-8")).items():
        assert sorted(entry) == sorted(LANGUAGES), key
        assert all(text.strip() == text and text for text in entry.values()), key
        blanks = {language: sorted(BLANK.findall(text)) for language, text in entry.items()}
        assert len({str(found) for found in blanks.values()}) == 1, (key, blanks)


@pytest.mark.parametrize("template", sorted(SOURCE.rglob("templates/**/*.html")), ids=str)
def test_templates_ask_for_known_texts(template: Path):
    room = template.parent.name
    table = TABLES["register" if room in OF_THE_REGISTER else room] if room != "page" else SHARED
    known = {key.replace("-", "_") for key in (*read(table, "nl"), *read(SHARED, "nl"))}
    assert set(ASKED.findall(template.read_text("utf-8"))) <= known


def test_an_unknown_text_is_an_error_at_once():
    with pytest.raises(KeyError):
        read(SHARED, "nl")["no-such-text"]
    assert set(NAMES) == set(LANGUAGES)
