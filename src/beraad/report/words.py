"""The fixed words of the report, and the names of its figures, in four languages."""

import tomllib
from collections.abc import Mapping
from pathlib import Path

from beraad.law.catalogue import LANGUAGES, Labels, Language

TABLES: Mapping[str, Mapping[str, Mapping[str, str]]] = tomllib.loads(
    (Path(__file__).parent / "words.toml").read_text("utf-8")
)


def read(table: str) -> dict[str, Labels]:
    """One table of the file, each entry in every language."""
    return {
        key: Labels(*(each[language] for language in LANGUAGES))
        for key, each in TABLES[table].items()
    }


WORDS = read("word")
FIGURES = read("figure")


AMENDMENTS = "amendments-of-"


def figure_name(identity: str, language: Language) -> str:
    """What a figure counts; its id in words where nobody gave it a name."""
    if identity.startswith(AMENDMENTS):
        number = identity.removeprefix(AMENDMENTS).replace("-", "/")
        return WORDS["amendments-of"][language].format(number)
    return FIGURES[identity][language] if identity in FIGURES else identity.replace("-", " ")
