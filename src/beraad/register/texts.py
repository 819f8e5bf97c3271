"""The words of the pages, in four languages, from one table."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from beraad.law.catalogue import Language

FILE = Path(__file__).parent / "texts.toml"
NAMES: Mapping[Language, str] = {
    "nl": "Nederlands",
    "fr": "Français",
    "de": "Deutsch",
    "en": "English",
}


@cache
def texts(language: Language) -> Mapping[str, str]:
    """Every text of the pages in a language; a text that lacks it is a KeyError at once."""
    table = tomllib.loads(FILE.read_text("utf-8"))
    return {key: each[language] for key, each in table.items()}


@cache
def template_texts(language: Language) -> Mapping[str, str]:
    """The same for templates, which write `list_title` where the table has `list-title`."""
    return {key.replace("-", "_"): text for key, text in texts(language).items()}
