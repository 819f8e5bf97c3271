"""Every text of the pages stands in four languages, and every text that a template asks for."""

import re
import tomllib
from pathlib import Path
from typing import get_args

import pytest

from beraad.law.act import CHAMBERS, KINDS
from beraad.law.catalogue import LANGUAGES
from beraad.law.document import ORDER
from beraad.register.listing import Status
from beraad.register.texts import FILE, NAMES, template_texts, texts
from beraad.report.render import FORMATS

SOURCE = Path(FILE).parents[1]
BLANK = re.compile(r"\{[a-z]*\}")
TABLE = tomllib.loads(FILE.read_text("utf-8"))
BY_KIND = {
    *(f"kind-{kind}" for kind in KINDS),
    *(f"status-{status}" for status in get_args(Status)),
    *(f"chamber-{chamber}" for chamber in CHAMBERS),
    *(f"section-{section}" for section in ("social-security", "health")),
    *(f"heading-{words.lstrip('# ').lower().replace(' ', '-')}" for words in ORDER),
    *(f"download-{form}" for form in FORMATS),
}


@pytest.mark.parametrize("key", TABLE)
def test_a_text_stands_in_every_language_with_the_same_blanks(key: str):
    entry = TABLE[key]
    assert sorted(entry) == sorted(LANGUAGES)
    assert all(text.strip() == text and text for text in entry.values())
    blanks = {language: sorted(BLANK.findall(text)) for language, text in entry.items()}
    assert len({str(found) for found in blanks.values()}) == 1, blanks


def test_templates_ask_for_known_texts_and_no_text_lies_idle():
    pages = "".join(path.read_text("utf-8") for path in SOURCE.rglob("templates/**/*.html"))
    asked = set(re.findall(r"\bt\.([a-z_]+)", pages))
    assert asked <= template_texts("nl").keys()
    code = "".join(path.read_text("utf-8") for path in SOURCE.rglob("*.py"))
    named = {key for key in TABLE if f'"{key}"' in code or key.replace("-", "_") in asked}
    assert set(TABLE) - named - BY_KIND == set()


def test_every_kind_status_chamber_section_and_heading_has_a_text():
    assert TABLE.keys() >= BY_KIND


def test_an_unknown_text_is_an_error_at_once():
    with pytest.raises(KeyError):
        texts("nl")["no-such-text"]
    assert set(NAMES) == set(LANGUAGES)
