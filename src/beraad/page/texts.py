"""The words of the pages, in four languages: what all share, and a table in each room's folder."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from django.apps import apps

from beraad.law.catalogue import Language

SHARED = Path(__file__).parent / "texts.toml"
NAMES: Mapping[Language, str] = {
    "nl": "Nederlands",
    "fr": "Français",
    "de": "Deutsch",
    "en": "English",
}


@cache
def read(file: Path, language: Language) -> Mapping[str, str]:
    """Every text of a table in a language; a text that lacks it is a KeyError at once."""
    table = tomllib.loads(file.read_text("utf-8"))
    return {key: each[language] for key, each in table.items()}


@cache
def texts(file: Path, language: Language) -> Mapping[str, str]:
    """The texts of a room's table, with those that all rooms share."""
    return {**read(SHARED, language), **read(file, language)}


@cache
def template_texts(file: Path, language: Language) -> Mapping[str, str]:
    """The same for templates, which write `list_title` where the table has `list-title`."""
    return {key.replace("-", "_"): text for key, text in texts(file, language).items()}


def table_of(room: str) -> Path:
    """The table of the room (the Django app) of that name."""
    return Path(apps.get_app_config(room).path) / "texts.toml"
